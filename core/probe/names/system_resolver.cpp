// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/system_resolver.h"

#include <QHostInfo>
#include <QObject>

#include "core/probe/names/addresses.h"
#include "core/probe/names/ready_lookup.h"
#include "core/probe/names/special_names.h"

namespace fusebox::probe {

namespace {

Resolver::Answer answerFrom(const QHostInfo &info, AddressFamily family)
{
    if (info.error() != QHostInfo::NoError || info.addresses().isEmpty())
        return tl::unexpected(NameFailure{
            {.errorClass = resilience::ErrorClass::Dns, .detail = info.errorString().toStdString()}});
    const QList<QHostAddress> addresses = ofFamily(info.addresses(), family);
    if (addresses.isEmpty())
        return tl::unexpected(failureOf(DnsFault::NoData));
    return addresses;
}

class SystemLookup final : public Resolver::Lookup
{
public:
    SystemLookup(const QString &host, AddressFamily family, Resolver::Callback callback)
        : m_family(family)
        , m_callback(std::move(callback))
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
        callback(answerFrom(info, m_family));
    }

    AddressFamily m_family;
    Resolver::Callback m_callback;
    QObject m_context; ///< an answer that is already on its way dies with it
    int m_id;
};

} // namespace

std::unique_ptr<Resolver::Lookup> SystemResolver::resolve(const QString &host, const NameOptions &options,
                                                          Callback callback)
{
    const QList<QHostAddress> loopback = {QHostAddress(QHostAddress::LocalHost),
                                          QHostAddress(QHostAddress::LocalHostIPv6)};
    if (isLocalhost(host))
        return std::make_unique<ReadyLookup>(ofFamily(loopback, options.family), std::move(callback));
    return std::make_unique<SystemLookup>(host, options.family, std::move(callback));
}

} // namespace fusebox::probe
