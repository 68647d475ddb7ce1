// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/monitor/endpoint_roster.h"

#include <utility>

#include "core/health/monitor/endpoint_factory.h"

namespace fusebox::health {

class EndpointRoster::Entry final : public EndpointObserver
{
public:
    Entry(EndpointRoster &roster, Key key)
        : m_roster(roster)
        , m_key(key)
    {
    }
    ~Entry() override { count(-1); }
    Q_DISABLE_COPY_MOVE(Entry)

    void make(const settings::EndpointConfig &config)
    {
        m_endpoint = makeEndpoint(std::make_shared<const settings::EndpointConfig>(config),
                                  m_roster.m_services, *this);
        count(+1);
        m_roster.noteChange(*this);
    }

    void happened(Event event) override { m_roster.m_observer.happened(std::move(event)); }
    void changed() override
    {
        if (m_endpoint) // else it is being made or destroyed
            m_roster.noteChange(*this);
    }

    /// Destroys the endpoint, whose last words find it here no more.
    void drop() { const auto dropped = std::move(m_endpoint); }
    void recount()
    {
        count(-1);
        count(+1);
    }
    [[nodiscard]] Endpoint &endpoint() const { return *m_endpoint; }
    [[nodiscard]] Key key() const { return m_key; }

    bool isChanged = false;

private:
    /// Takes away what was counted last, or counts what is true now.
    void count(int sign)
    {
        if (sign > 0)
            m_counted = {m_endpoint->status(), m_endpoint->rejectsCalls()};
        if (!m_counted)
            return;
        m_roster.m_counts.count(m_counted->first) += sign;
        m_roster.m_counts.openCircuits += m_counted->second ? sign : 0;
        if (sign < 0)
            m_counted.reset();
    }

    EndpointRoster &m_roster;
    const Key m_key;
    std::unique_ptr<Endpoint> m_endpoint;
    std::optional<std::pair<Status, bool>> m_counted; ///< status, and whether its circuit rejects
};

EndpointRoster::EndpointRoster(const EndpointServices &services, EndpointObserver &observer)
    : m_services(services)
    , m_observer(observer)
{
}

EndpointRoster::~EndpointRoster()
{
    for (const auto &[id, entry] : m_entries)
        entry->drop();
}

bool EndpointRoster::add(const settings::EndpointConfig &config)
{
    if (m_entries.contains(config.id))
        return false;
    const Key key = ++m_lastKey;
    Entry &entry = *m_entries.emplace(config.id, std::make_unique<Entry>(*this, key)).first->second;
    m_byKey.emplace(key, &entry);
    entry.make(config);
    return true;
}

bool EndpointRoster::remove(const settings::EndpointId &id)
{
    const auto node = m_entries.extract(id);
    if (node.empty())
        return false;
    Entry &entry = *node.mapped();
    m_byKey.erase(entry.key());
    m_due.set(entry.key(), std::nullopt);
    std::erase(m_changed, &entry);
    entry.drop();
    return true;
}

Endpoint *EndpointRoster::find(const settings::EndpointId &id) const
{
    const auto found = m_entries.find(id);
    return found == m_entries.end() ? nullptr : &found->second->endpoint();
}

void EndpointRoster::forEach(const std::function<void(Endpoint &)> &visit) const
{
    for (const auto &[id, entry] : m_entries)
        visit(entry->endpoint());
}

void EndpointRoster::serveDue(TimePoint now)
{
    std::vector<Key> due;
    while (const auto key = m_due.takeDue(now))
        due.push_back(*key);
    for (const Key key : due)
        if (const auto found = m_byKey.find(key); found != m_byKey.end())
            found->second->endpoint().advance();
}

void EndpointRoster::noteChange(Entry &entry)
{
    entry.recount();
    m_due.set(entry.key(), entry.endpoint().nextDeadline());
    if (!std::exchange(entry.isChanged, true))
        m_changed.push_back(&entry);
    m_observer.changed();
}

std::vector<EndpointSnapshot> EndpointRoster::takeChanged()
{
    std::vector<EndpointSnapshot> result;
    result.reserve(m_changed.size());
    for (Entry *entry : std::exchange(m_changed, {})) {
        entry->isChanged = false;
        result.push_back(entry->endpoint().snapshot());
    }
    return result;
}

OverallStatus EndpointRoster::overall() const
{
    OverallStatus result = m_counts;
    result.status = overallOf(result);
    return result;
}

} // namespace fusebox::health
