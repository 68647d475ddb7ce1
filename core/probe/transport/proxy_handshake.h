// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <tl/expected.hpp>

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include "core/probe/contract/faults/proxy_fault.h"
#include "core/probe/contract/options/proxy_options.h"

namespace fusebox::probe {

/// Who is behind the proxy.
struct ProxyTarget
{
    QString host; ///< a name (in ASCII), which the proxy is to resolve, or a literal address
    quint16 port = 0;
};

/// Asks a proxy for a way to the target, without a socket: its bytes go in, ours come out. Keeps a bounded
/// part of what comes, and waits only for what may still become an answer. Not to be called after it is open
/// or has failed. Thread: any.
class ProxyHandshake
{
public:
    struct Step
    {
        QByteArray toSend = {};
        bool isOpen = false;
        QByteArray surplus = {}; ///< once open: bytes of the target that came along with the proxy's
    };
    using Result = tl::expected<Step, ProxyFailure>;

    virtual ~ProxyHandshake() = default;
    /// What we say first. Once, before all else.
    [[nodiscard]] virtual Result begin() = 0;
    [[nodiscard]] virtual Result receive(QByteArrayView bytes) = 0;
};

} // namespace fusebox::probe
