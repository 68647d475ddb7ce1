// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/contract/schemes.h"

#include <algorithm>
#include <array>

#include <QUrl>

namespace fusebox::probe {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array Schemes{
    Scheme{"http"_L1, ProbeKind::Http, 80, false},    Scheme{"https"_L1, ProbeKind::Http, 443, true},
    Scheme{"ws"_L1, ProbeKind::WebSocket, 80, false}, Scheme{"wss"_L1, ProbeKind::WebSocket, 443, true},
    Scheme{"tcp"_L1, ProbeKind::Tcp, 0, false},       Scheme{"tls"_L1, ProbeKind::Tls, 0, true},
    Scheme{"dns"_L1, ProbeKind::Dns, 53, false},
};

} // namespace

std::span<const Scheme> schemes()
{
    return Schemes;
}

const Scheme *findScheme(QStringView name)
{
    const auto found = std::ranges::find_if(Schemes, [name](const Scheme &s) { return s.name == name; });
    return found == Schemes.end() ? nullptr : found;
}

int portOf(const QUrl &url)
{
    const Scheme *scheme = findScheme(url.scheme());
    return url.port(scheme ? scheme->port : 0);
}

bool isTls(const QUrl &url)
{
    const Scheme *scheme = findScheme(url.scheme());
    return scheme && scheme->isTls;
}

bool isOfKind(const QUrl &url, ProbeKind kind)
{
    const Scheme *scheme = findScheme(url.scheme());
    return scheme && scheme->kind == kind;
}

} // namespace fusebox::probe
