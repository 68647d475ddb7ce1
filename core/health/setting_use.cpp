// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/setting_use.h"

#include <algorithm>
#include <array>

namespace fusebox::health {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array Http{"http"_L1, "https"_L1};
constexpr std::array WebSocket{"ws"_L1, "wss"_L1};
constexpr std::array Stream{"tcp"_L1, "tls"_L1};
constexpr std::array Dns{"dns"_L1};
constexpr std::array Tls{"https"_L1, "wss"_L1, "tls"_L1};
/// A redirect leads from http to https too, and takes the authorities along, but not what was said of one
/// peer: certificates and pins stay with their origin.
constexpr std::array MaybeTls{"http"_L1, "https"_L1, "wss"_L1, "tls"_L1};
constexpr std::array Polled{"http"_L1, "https"_L1, "tcp"_L1, "tls"_L1, "dns"_L1};
constexpr std::array Proxied{"http"_L1, "https"_L1, "ws"_L1, "wss"_L1, "tcp"_L1, "tls"_L1};

struct Use
{
    QLatin1StringView setting; ///< and all below it
    std::span<const QLatin1StringView> schemes;
};

/// What is below a setting stands before it.
constexpr std::array Uses{
    Use{"certificate_warning"_L1, MaybeTls},
    Use{"tls.client_certificate"_L1, Tls},
    Use{"tls.client_key"_L1, Tls},
    Use{"tls.pin"_L1, Tls},
    Use{"tls.allow_self_signed"_L1, Tls},
    Use{"tls"_L1, MaybeTls},
    Use{"proxy"_L1, Proxied},
    Use{"fallback"_L1, Polled},
    Use{"http"_L1, Http},
    Use{"tcp"_L1, Stream},
    Use{"dns"_L1, Dns},
    Use{"websocket"_L1, WebSocket},
};

bool isWithin(QStringView setting, QLatin1StringView whole)
{
    return setting.startsWith(whole) && (setting.size() == whole.size() || setting[whole.size()] == u'.');
}

} // namespace

std::span<const QLatin1StringView> schemesUsing(QStringView setting)
{
    const auto use = std::ranges::find_if(Uses, [=](const Use &u) { return isWithin(setting, u.setting); });
    return use == Uses.end() ? std::span<const QLatin1StringView>() : use->schemes;
}

bool isUsedBy(QStringView scheme, QStringView setting)
{
    const auto schemes = schemesUsing(setting);
    return schemes.empty() || std::ranges::any_of(schemes, [scheme](auto user) { return scheme == user; });
}

} // namespace fusebox::health
