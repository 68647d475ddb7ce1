// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/tcp_connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "core/probe/socket_failure.h"

namespace fusebox::probe {

void TcpConnection::DeleteLater::operator()(QSocketNotifier *notifier) const
{
    notifier->setEnabled(false);
    notifier->deleteLater();
}

TcpConnection::TcpConnection(Listener &listener)
    : m_listener(listener)
{
}

TcpConnection::~TcpConnection()
{
    close();
}

void TcpConnection::open(const QList<QHostAddress> &addresses, quint16 port)
{
    m_untried = addresses;
    m_port = port;
    dialNext();
}

void TcpConnection::dialNext()
{
    m_dial = std::make_unique<TcpDial>(m_untried.takeFirst(), m_port,
                                       [this](TcpDial::Result result) { dialled(result); });
}

void TcpConnection::dialled(TcpDial::Result result)
{
    if (!result && !m_untried.isEmpty())
        return dialNext();
    m_dial.reset();
    if (!result)
        return fail(result.error());
    m_untried.clear(); // what fails from here on is not tried elsewhere: nothing is sent twice
    m_descriptor = *result;
    watch();
    m_listener.tcpConnected();
}

void TcpConnection::watch()
{
    m_readable.reset(new QSocketNotifier(m_descriptor, QSocketNotifier::Read));
    QObject::connect(m_readable.get(), &QSocketNotifier::activated, m_readable.get(), [this] { read(); });
    m_writable.reset(new QSocketNotifier(m_descriptor, QSocketNotifier::Write));
    m_writable->setEnabled(false);
    QObject::connect(m_writable.get(), &QSocketNotifier::activated, m_writable.get(), [this] { flush(); });
}

void TcpConnection::close()
{
    m_dial.reset();
    m_untried.clear();
    m_readable.reset();
    m_writable.reset();
    m_outgoing.clear();
    if (isOpen())
        ::close(std::exchange(m_descriptor, -1));
}

/// One read a turn, so that a flood from one peer does not keep the others waiting.
void TcpConnection::read()
{
    std::array<char, 32 * 1024> bytes; // not initialised: only what recv() fills is looked at
    const ssize_t count = ::recv(m_descriptor, bytes.data(), bytes.size(), 0);
    if (count > 0) {
        m_listener.tcpReceived({bytes.data(), static_cast<qsizetype>(count)});
    } else if (count == 0) {
        close();
        m_listener.tcpEnded();
    } else if (errno != EAGAIN && errno != EINTR) {
        fail(errno);
    }
}

void TcpConnection::write(QByteArrayView bytes)
{
    m_outgoing.append(bytes);
    flush();
}

void TcpConnection::flush()
{
    while (!m_outgoing.isEmpty()) {
        const auto size = static_cast<std::size_t>(m_outgoing.size());
        const ssize_t count = ::send(m_descriptor, m_outgoing.constData(), size, MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN)
            return m_writable->setEnabled(true);
        if (count < 0 && errno != EINTR)
            return fail(errno);
        m_outgoing.remove(0, std::max<ssize_t>(count, 0));
    }
    m_writable->setEnabled(false);
    m_listener.tcpSent();
}

void TcpConnection::fail(int error)
{
    close();
    m_listener.tcpFailed(failureFromErrno(error));
}

} // namespace fusebox::probe
