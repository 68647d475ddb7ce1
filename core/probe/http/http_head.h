// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QUrl>

/// What the heads of requests are written of, those of upgrades too.
namespace fusebox::probe {

/// Host and port, unless that is the scheme's own; never the user or password, nor the zone of an address.
[[nodiscard]] QByteArray authorityOf(QUrl url);

/// One field and its line's end.
void appendField(QByteArray &bytes, QByteArrayView name, QByteArrayView value);

} // namespace fusebox::probe
