// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include <QLatin1StringView>
#include <QStringView>

/// Which settings of an endpoint do anything, by the scheme of its URL: what the table of fields says of
/// them. File and form both go by it.
namespace fusebox::settings {

using SchemeNames = std::span<const QLatin1StringView>;

/// The schemes that have a use for a setting, named as in the configuration file: "http", "tls.pin". Empty:
/// all of them have. A section is used where one of its keys is.
[[nodiscard]] SchemeNames schemesUsing(QStringView setting);

/// `scheme` in lower case; one that is not known uses what all use.
[[nodiscard]] bool isUsedBy(QStringView scheme, QStringView setting);

} // namespace fusebox::settings
