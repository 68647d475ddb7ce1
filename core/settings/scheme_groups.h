// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QLatin1StringView>

/// Which schemes have a use for a setting.
namespace fusebox::settings::users {

using namespace Qt::StringLiterals;

inline constexpr std::array Http{"http"_L1, "https"_L1};
inline constexpr std::array WebSocket{"ws"_L1, "wss"_L1};
inline constexpr std::array Stream{"tcp"_L1, "tls"_L1};
inline constexpr std::array Dns{"dns"_L1};
inline constexpr std::array Tls{"https"_L1, "wss"_L1, "tls"_L1};
/// A redirect leads from http to https too, and takes the authorities along, but not what was said of one
/// peer: certificates and pins stay with their origin.
inline constexpr std::array MaybeTls{"http"_L1, "https"_L1, "wss"_L1, "tls"_L1};
inline constexpr std::array Polled{"http"_L1, "https"_L1, "tcp"_L1, "tls"_L1, "dns"_L1};
inline constexpr std::array Proxied{"http"_L1, "https"_L1, "ws"_L1, "wss"_L1, "tcp"_L1, "tls"_L1};

} // namespace fusebox::settings::users
