// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/system_resolver.h"

#include <mutex>
#include <utility>
#include <vector>

#include <QHash>
#include <QObject>
#include <QThreadPool>

#include "core/probe/contract/machine_lack.h"
#include "core/probe/names/addresses.h"
#include "core/probe/names/ready_lookup.h"
#include "core/probe/names/special_names.h"

namespace fusebox::probe {

namespace {

Resolver::Answer answerFrom(const QHostInfo &info, AddressFamily family)
{
    if (info.error() != QHostInfo::NoError && lackOfDescriptors() != 0)
        return tl::unexpected(failureOf(DnsFault::NoMeans));
    if (info.error() != QHostInfo::NoError || info.addresses().isEmpty())
        return tl::unexpected(NameFailure{
            {.errorClass = resilience::ErrorClass::Dns, .detail = info.errorString().toStdString()}});
    const QList<QHostAddress> addresses = ofFamily(info.addresses(), family);
    if (addresses.isEmpty())
        return tl::unexpected(failureOf(DnsFault::NoData));
    return addresses;
}

/// Somebody who waits for a name.
struct Asker
{
    AddressFamily family;
    Resolver::Callback callback; ///< none once told or forgotten
};

class SystemLookup final : public Resolver::Lookup
{
public:
    explicit SystemLookup(std::shared_ptr<Asker> asker)
        : m_asker(std::move(asker))
    {
    }
    ~SystemLookup() override { m_asker->callback = {}; }

private:
    std::shared_ptr<Asker> m_asker;
};

} // namespace

/// The names that are looked up, and who waits for each.
class SystemResolver::Names final : public QObject
{
public:
    explicit Names(LookUp lookUp)
        : m_lookUp(std::move(lookUp))
        , m_home(std::make_shared<Home>())
        , m_threads(std::make_unique<QThreadPool>())
    {
        constexpr unsigned stackSize =
            512 * 1024; // the usual 8 MiB of each would count where memory is limited
        m_home->names = this;
        m_threads->setMaxThreadCount(mostAtOnce);
        m_threads->setStackSize(stackSize);
    }
    ~Names() override
    {
        const std::lock_guard lock(m_home->mutex);
        m_home->names = nullptr;
        m_threads->clear();
        if (!m_threads->waitForDone(0))
            (void)m_threads.release(); // a look-up cannot be called off, and its pool would wait for it
    }
    Q_DISABLE_COPY_MOVE(Names)

    std::unique_ptr<Lookup> ask(const QString &host, AddressFamily family, Callback callback)
    {
        const QString name = host.toLower();
        auto asker = std::make_shared<Asker>(Asker{family, std::move(callback)});
        auto &askers = m_askers[name];
        askers.push_back(asker);
        if (askers.size() == 1)
            lookUp(name);
        return std::make_unique<SystemLookup>(std::move(asker));
    }

private:
    /// Where a look-up's result is to go; nowhere once nobody is there any more.
    struct Home
    {
        std::mutex mutex;
        Names *names = nullptr;
    };

    /// The event loop of a new thread wants descriptors too, and where there is none its library ends the
    /// program.
    void lookUp(const QString &name)
    {
        if (lackOfDescriptors() != 0) {
            QMetaObject::invokeMethod(
                this, [this, name] { found(name, {}); }, Qt::QueuedConnection);
            return;
        }
        m_threads->start([name, lookUp = m_lookUp, home = m_home] {
            const QHostInfo info = lookUp(name);
            const std::lock_guard lock(home->mutex);
            if (Names *names = home->names)
                QMetaObject::invokeMethod(
                    names, [names, name, info] { names->found(name, info); }, Qt::QueuedConnection);
        });
    }

    /// No `info`: it could not even be asked for.
    void found(const QString &name, const std::optional<QHostInfo> &info)
    {
        for (const auto &asker : m_askers.take(name)) {
            if (const auto callback = std::exchange(asker->callback, {}))
                callback(info ? answerFrom(*info, asker->family)
                              : tl::unexpected(failureOf(DnsFault::NoMeans)));
        }
    }

    LookUp m_lookUp;
    std::shared_ptr<Home> m_home;
    std::unique_ptr<QThreadPool> m_threads;
    QHash<QString, std::vector<std::shared_ptr<Asker>>> m_askers;
};

SystemResolver::SystemResolver(LookUp lookUp)
    : m_lookUp(std::move(lookUp))
{
}

SystemResolver::~SystemResolver() = default;

std::unique_ptr<Resolver::Lookup> SystemResolver::resolve(const QString &host, const NameOptions &options,
                                                          Callback callback)
{
    const QList<QHostAddress> loopback = {QHostAddress(QHostAddress::LocalHost),
                                          QHostAddress(QHostAddress::LocalHostIPv6)};
    if (isLocalhost(host))
        return std::make_unique<ReadyLookup>(ofFamily(loopback, options.family), std::move(callback));
    if (!m_names)
        m_names = std::make_unique<Names>(m_lookUp);
    return m_names->ask(host, options.family, std::move(callback));
}

} // namespace fusebox::probe
