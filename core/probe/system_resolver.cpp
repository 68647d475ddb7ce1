// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/system_resolver.h"

#include <algorithm>

#include <QHostInfo>
#include <QObject>

namespace fusebox::probe {

using namespace Qt::StringLiterals;

namespace {

Resolver::Answer answerFrom(const QHostInfo &info)
{
    if (info.error() != QHostInfo::NoError || info.addresses().isEmpty())
        return tl::unexpected(resilience::Failure{.errorClass = resilience::ErrorClass::Dns,
                                                  .detail = info.errorString().toStdString()});
    QList<QHostAddress> addresses = info.addresses();
    std::ranges::stable_partition(
        addresses, [](const auto &address) { return address.protocol() == QHostAddress::IPv4Protocol; });
    return addresses;
}

/// RFC 6761, 6.3: these never need a look-up, which may wait behind others that get no answer.
bool isLocalhost(const QString &host)
{
    const QString name = host.endsWith(u'.') ? host.chopped(1) : host;
    return name.compare("localhost"_L1, Qt::CaseInsensitive) == 0 ||
           name.endsWith(".localhost"_L1, Qt::CaseInsensitive);
}

class LocalhostLookup final : public Resolver::Lookup
{
public:
    explicit LocalhostLookup(Resolver::Callback callback)
    {
        const auto answer = [callback = std::move(callback)] {
            callback(QList<QHostAddress>{QHostAddress(QHostAddress::LocalHost),
                                         QHostAddress(QHostAddress::LocalHostIPv6)});
        };
        QMetaObject::invokeMethod(&m_context, answer, Qt::QueuedConnection);
    }

private:
    QObject m_context; ///< an answer that is already on its way dies with it
};

class SystemLookup final : public Resolver::Lookup
{
public:
    SystemLookup(const QString &host, Resolver::Callback callback)
        : m_callback(std::move(callback))
        , m_id(QHostInfo::lookupHost(host, &m_context, [this](const QHostInfo &info) { finish(info); }))
    {
    }
    /// Qt keeps the id of an aborted look-up until it ends: aborting one that has ended would leak it.
    ~SystemLookup() override
    {
        if (m_callback)
            QHostInfo::abortHostLookup(m_id);
    }

private:
    void finish(const QHostInfo &info)
    {
        const auto callback = std::exchange(m_callback, {}); // it may destroy this
        callback(answerFrom(info));
    }

    Resolver::Callback m_callback;
    QObject m_context; ///< an answer that is already on its way dies with it
    int m_id;
};

} // namespace

std::unique_ptr<Resolver::Lookup> SystemResolver::resolve(const QString &host, Callback callback)
{
    if (isLocalhost(host))
        return std::make_unique<LocalhostLookup>(std::move(callback));
    return std::make_unique<SystemLookup>(host, std::move(callback));
}

} // namespace fusebox::probe
