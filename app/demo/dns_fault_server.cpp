// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/dns_fault_server.h"

#include <atomic>

#include <QNetworkDatagram>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUdpSocket>
#include <QtEndian>

namespace fusebox::demo {

class DnsFaultServer::Private final : public QObject
{
public:
    Private(DnsScriptFor scriptFor, Tcp tcp)
        : m_scriptFor(std::move(scriptFor))
    {
        for (int attempt = 0; !listen(tcp); ++attempt) { // TCP may have given the port to somebody else
            if (attempt == 20)
                qFatal("DNS fault server: %s", qPrintable(m_udp.errorString()));
        }
        m_udp.setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, 4 * 1024 * 1024);
        connect(&m_udp, &QUdpSocket::readyRead, this, &Private::readDatagrams);
        connect(&m_tcp, &QTcpServer::newConnection, this, &Private::accept);
    }

    [[nodiscard]] quint16 port() const { return m_udp.localPort(); }
    [[nodiscard]] int questions() const { return m_questions; }

private:
    using Send = std::function<void(const QByteArray &)>;

    bool listen(Tcp tcp)
    {
        m_udp.close();
        if (!m_udp.bind(QHostAddress::LocalHost))
            return false;
        return tcp == Tcp::Refused || m_tcp.listen(QHostAddress::LocalHost, m_udp.localPort());
    }

    void readDatagrams()
    {
        while (m_udp.hasPendingDatagrams()) {
            const QNetworkDatagram datagram = m_udp.receiveDatagram();
            serve(datagram.data(), false, [this, datagram](const QByteArray &packet) {
                m_udp.writeDatagram(packet, datagram.senderAddress(),
                                    static_cast<quint16>(datagram.senderPort()));
            });
        }
    }

    void accept()
    {
        while (QTcpSocket *socket = m_tcp.nextPendingConnection()) {
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { readStream(socket); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        }
    }

    /// Each packet behind its length in two bytes.
    void readStream(QTcpSocket *socket)
    {
        while (socket->bytesAvailable() >= 2) {
            const auto size = qFromBigEndian<quint16>(socket->peek(2).constData());
            if (socket->bytesAvailable() < 2 + size)
                return;
            const QByteArray question = socket->read(2 + size).mid(2);
            serve(question, true, [socket = QPointer(socket)](const QByteArray &packet) {
                const quint16 length = qToBigEndian(static_cast<quint16>(packet.size()));
                if (socket)
                    socket->write(QByteArray(reinterpret_cast<const char *>(&length), sizeof length) +
                                  packet);
            });
        }
    }

    void serve(const QByteArray &question, bool overTcp, const Send &send)
    {
        auto asked = dnsQuestionIn(question);
        if (!asked)
            return;
        ++m_questions;
        asked->overTcp = overTcp;
        const DnsScript script = m_scriptFor(*asked);
        if (const auto *bytes = std::get_if<dns::Bytes>(&script))
            return send(bytes->bytes);
        if (const auto *answer = std::get_if<dns::Answer>(&script))
            sendAfter(answer->delay, dnsAnswerTo(question, *asked, *answer), send);
    }

    void sendAfter(resilience::Nanoseconds delay, const QByteArray &packet, const Send &send)
    {
        if (delay == resilience::Nanoseconds::zero())
            return send(packet);
        QTimer::singleShot(std::chrono::ceil<std::chrono::milliseconds>(delay), Qt::PreciseTimer, this,
                           [send, packet] { send(packet); });
    }

    DnsScriptFor m_scriptFor;
    QUdpSocket m_udp;
    QTcpServer m_tcp;
    std::atomic<int> m_questions = 0;
};

DnsFaultServer::DnsFaultServer(DnsScriptFor scriptFor, Tcp tcp, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(scriptFor), tcp))
{
}

DnsFaultServer::~DnsFaultServer() = default;

quint16 DnsFaultServer::port() const
{
    return d->port();
}

int DnsFaultServer::questions() const
{
    return d->questions();
}

} // namespace fusebox::demo
