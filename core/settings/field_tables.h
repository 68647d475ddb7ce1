// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/field.h"

/// The sections of the table, by what they are about.
namespace fusebox::settings {

[[nodiscard]] std::span<const Field> timeoutFields();
[[nodiscard]] std::span<const Field> retryFields();
[[nodiscard]] std::span<const Field> circuitFields();
[[nodiscard]] std::span<const Field> tlsFields();
[[nodiscard]] std::span<const Field> nameFields();
[[nodiscard]] std::span<const Field> proxyFields();
[[nodiscard]] std::span<const Field> httpFields();
[[nodiscard]] std::span<const Field> tcpFields();
[[nodiscard]] std::span<const Field> dnsFields();
[[nodiscard]] std::span<const Field> webSocketFields();
[[nodiscard]] std::span<const Field> fallbackFields();

} // namespace fusebox::settings
