// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QByteArray>
#include <QByteArrayView>

#include "core/probe/contract/options/http_options.h"

/// What fields list between commas (RFC 9110, 5.6.1).
namespace fusebox::probe {

/// All fields of that name, each value split at its commas and as it stands.
[[nodiscard]] std::vector<QByteArray> valuesOf(const std::vector<HttpField> &fields, QByteArrayView name);

/// What the fields of that name list between their commas (RFC 9110, 5.6.1), in lower case and without
/// parameters: codings, options of the connection.
[[nodiscard]] std::vector<QByteArray> listedIn(const std::vector<HttpField> &fields, QByteArrayView name);

} // namespace fusebox::probe
