// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_proxy.h"

#include <optional>

#include <QHostAddress>
#include <QTcpSocket>
#include <QUrl>
#include <QtEndian>

namespace fusebox::testing {

namespace {

struct Wanted
{
    QByteArray host;
    quint16 port = 0;

    [[nodiscard]] QByteArray text() const
    {
        return (host.contains(':') ? '[' + host + ']' : host) + ':' + QByteArray::number(port);
    }
};

} // namespace

/// One client, and what it is led to.
class TestProxy::Session final : public QObject
{
public:
    Session(TestProxy &proxy, qintptr descriptor)
        : QObject(&proxy)
        , m_proxy(proxy)
    {
        m_client.setSocketDescriptor(descriptor);
        connect(&m_client, &QTcpSocket::readyRead, this, &Session::read);
        connect(&m_client, &QTcpSocket::disconnected, this, &QObject::deleteLater);
        connect(&m_target, &QTcpSocket::connected, this, &Session::reached);
        connect(&m_target, &QTcpSocket::readyRead, this, &Session::relayBack);
        connect(&m_target, &QTcpSocket::disconnected, this, [this] { m_client.disconnectFromHost(); });
        connect(&m_target, &QTcpSocket::errorOccurred, this, &Session::targetFailed);
    }

private:
    enum class State { Greeting, Password, Request, Leading };

    void read()
    {
        m_received += m_client.readAll();
        if (m_state == State::Leading)
            m_target.write(std::exchange(m_received, {}));
        else if (m_proxy.m_kind == probe::ProxyKind::Http)
            readHttp();
        else
            readSocks();
    }

    void readHttp()
    {
        const qsizetype end = m_received.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        const QByteArray head = std::exchange(m_received, {}).left(end + 2);
        const auto &settings = m_proxy.m_settings;
        const QByteArray credentials = (settings.user + ':' + settings.password).toBase64();
        if (!settings.user.isEmpty() && !head.contains("Proxy-Authorization: Basic " + credentials + "\r\n"))
            return refuse("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
        const QByteArray asked = head.split(' ').value(1);
        m_proxy.m_lastMethod = head.split(' ').value(0);
        if (m_proxy.m_lastMethod != "CONNECT")
            return fetch(QUrl::fromEncoded(asked), head);
        const qsizetype colon = asked.lastIndexOf(':');
        leadTo({.host = asked.left(colon).replace('[', "").replace(']', ""),
                .port = asked.mid(colon + 1).toUShort()});
    }

    /// In the form that a server is asked in, and without what is for us.
    void fetch(const QUrl &url, const QByteArray &head)
    {
        QByteArray fields = head.mid(head.indexOf("\r\n") + 2);
        if (const qsizetype ours = fields.indexOf("Proxy-Authorization: "); ours >= 0)
            fields.remove(ours, fields.indexOf("\r\n", ours) + 2 - ours);
        m_isFetching = true;
        m_request = m_proxy.m_lastMethod + ' ' + url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority) +
                    " HTTP/1.1\r\n" + fields + "\r\n";
        leadTo({.host = url.host().toLatin1(), .port = static_cast<quint16>(url.port(80))});
    }

    void readSocks()
    {
        switch (m_state) {
        case State::Greeting: return readGreeting();
        case State::Password: return readPassword();
        case State::Request: return readRequest();
        case State::Leading: return;
        }
    }

    void readGreeting()
    {
        if (m_received.size() < 2 || m_received.size() < 2 + m_received[1])
            return;
        const QByteArray methods = std::exchange(m_received, {}).mid(2);
        const char wanted = m_proxy.m_settings.user.isEmpty() ? 0 : 2;
        if (!methods.contains(wanted))
            return refuse(QByteArray::fromHex("05ff"));
        m_state = wanted == 0 ? State::Request : State::Password;
        m_client.write(QByteArray(1, '\5') + wanted);
    }

    void readPassword()
    {
        const auto &settings = m_proxy.m_settings;
        const QByteArray right = '\1' + QByteArray(1, static_cast<char>(settings.user.size())) +
                                 settings.user + static_cast<char>(settings.password.size()) +
                                 settings.password;
        if (m_received.size() < 2 || m_received.size() < 3 + m_received[1])
            return;
        if (std::exchange(m_received, {}) != right)
            return refuse(QByteArray::fromHex("0101"));
        m_state = State::Request;
        m_client.write(QByteArray::fromHex("0100"));
    }

    void readRequest()
    {
        if (const auto wanted = socksTarget()) {
            m_received.clear();
            leadTo(*wanted);
        }
    }

    [[nodiscard]] std::optional<Wanted> socksTarget() const
    {
        if (m_received.size() < 5)
            return std::nullopt;
        const char kind = m_received[3];
        const qsizetype size = kind == 1 ? 4 : kind == 4 ? 16 : static_cast<unsigned char>(m_received[4]);
        const qsizetype begin = kind == 3 ? 5 : 4;
        if (m_received.size() < begin + size + 2)
            return std::nullopt;
        const QByteArray address = m_received.mid(begin, size);
        const auto port = qFromBigEndian<quint16>(m_received.constData() + begin + size);
        if (kind == 1)
            return Wanted{QHostAddress(qFromBigEndian<quint32>(address.constData())).toString().toLatin1(),
                          port};
        if (kind == 4)
            return Wanted{
                QHostAddress(reinterpret_cast<const quint8 *>(address.constData())).toString().toLatin1(),
                port};
        return Wanted{address, port};
    }

    void leadTo(const Wanted &wanted)
    {
        m_proxy.m_lastTarget = wanted.text();
        m_state = State::Leading;
        const QHostAddress literal(QString::fromLatin1(wanted.host));
        if (!literal.isNull())
            return m_target.connectToHost(literal, wanted.port);
        if (!m_proxy.m_ports.contains(wanted.host))
            return refuse(isHttp() ? "HTTP/1.1 502 Bad Gateway\r\n\r\n"
                                   : QByteArray::fromHex("05040001000000000000"));
        m_target.connectToHost(QHostAddress(QHostAddress::LocalHost), m_proxy.m_ports.value(wanted.host));
    }

    void reached()
    {
        if (m_isFetching) {
            m_target.write(m_request);
            return;
        }
        m_answer = isHttp() ? "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n"
                            : QByteArray::fromHex("05000001000000000000");
        if (!m_proxy.m_settings.glueAnswer)
            m_client.write(std::exchange(m_answer, {}));
    }

    void relayBack()
    {
        QByteArray bytes = m_target.readAll();
        if (std::exchange(m_isFetching, false))
            bytes.insert(bytes.indexOf("\r\n"), "\r\nVia: 1.1 test");
        m_client.write(std::exchange(m_answer, {}) + bytes);
    }

    void targetFailed(QAbstractSocket::SocketError error)
    {
        if (error == QAbstractSocket::ConnectionRefusedError)
            refuse(isHttp() ? "HTTP/1.1 503 Service Unavailable\r\n\r\n"
                            : QByteArray::fromHex("05050001000000000000"));
    }

    void refuse(const QByteArray &answer)
    {
        m_client.write(answer);
        m_client.disconnectFromHost();
    }

    [[nodiscard]] bool isHttp() const { return m_proxy.m_kind == probe::ProxyKind::Http; }

    TestProxy &m_proxy;
    QTcpSocket m_client;
    QTcpSocket m_target;
    State m_state = State::Greeting;
    QByteArray m_received;
    QByteArray m_answer;       ///< kept back for gluing
    bool m_isFetching = false; ///< and has not passed on the beginning of the answer
    QByteArray m_request;
};

TestProxy::TestProxy(probe::ProxyKind kind, const TestProxySettings &settings)
    : m_kind(kind)
    , m_settings(settings)
{
    if (!listen(QHostAddress::LocalHost))
        qFatal("test proxy: %s", qPrintable(errorString()));
}

probe::ProxyOptions TestProxy::options() const
{
    return {.kind = m_kind, .host = QStringLiteral("127.0.0.1"), .port = serverPort()};
}

void TestProxy::incomingConnection(qintptr descriptor)
{
    ++m_connections;
    new Session(*this, descriptor);
}

} // namespace fusebox::testing
