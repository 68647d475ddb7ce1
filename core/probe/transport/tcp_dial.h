// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <tl/expected.hpp>

#include <QHostAddress>
#include <QObject>

#include "core/probe/loop/notifier.h"

namespace fusebox::probe {

/// One connect() to one address, by the system itself. QTcpSocket calls connect() a second time to learn how
/// the first went, and thereby dials anew, unasked and unseen, when the peer has reset the connection in
/// between. Thread: one with an event loop. Dropping it closes the descriptor, unless it was handed over.
class TcpDial
{
public:
    /// A connected, non-blocking descriptor that now belongs to the callee, or errno.
    using Result = tl::expected<int, int>;
    /// Called once, never from inside the constructor. May destroy the dial.
    using Done = std::function<void(Result)>;

    TcpDial(const QHostAddress &address, quint16 port, Done done);
    ~TcpDial();
    Q_DISABLE_COPY_MOVE(TcpDial)

private:
    void finish();
    void failLater(int error);

    Done m_done;
    int m_descriptor = -1;
    int m_error = 0; ///< of what failed at once
    Notifier m_writable;
    QObject m_context; ///< what is posted to it goes with the dial
};

} // namespace fusebox::probe
