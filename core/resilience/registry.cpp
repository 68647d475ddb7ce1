// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/registry.h"

#include <algorithm>

namespace fusebox::resilience {

Registry::Registry(const Clock &clock, const CircuitSettings &defaults)
    : m_clock(clock)
    , m_defaults(defaults)
    , m_feed(std::make_shared<Feed<Event>>())
{
}

std::shared_ptr<Circuit> Registry::get(std::string_view name)
{
    return get(name, m_defaults);
}

std::shared_ptr<Circuit> Registry::get(std::string_view name, const CircuitSettings &settings)
{
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_circuits.find(name); known != m_circuits.end())
        return known->second.circuit;
    return take(std::make_shared<Circuit>(std::string(name), settings, m_clock));
}

std::shared_ptr<Circuit> Registry::restore(const Saved &saved, const CircuitSettings &settings,
                                           Nanoseconds elapsed)
{
    const std::lock_guard lock(m_mutex);
    if (m_circuits.contains(saved.name))
        return nullptr;
    return take(std::make_shared<Circuit>(saved.name, settings, m_clock, saved.circuit, elapsed));
}

std::shared_ptr<Circuit> Registry::take(std::shared_ptr<Circuit> circuit)
{
    // It tells only while it lives: its name need not be held once more.
    const auto listening =
        circuit->subscribe([feed = m_feed, &name = circuit->name()](const TransitionRecord &record) {
            feed->push({name, record});
            feed->deliver();
        });
    m_circuits.emplace(circuit->name(), Entry{circuit, listening});
    m_index.insert(circuit->name(), circuit.get());
    return circuit;
}

std::vector<Registry::Saved> Registry::save() const
{
    std::vector<Saved> saved;
    for (const auto &circuit : all())
        saved.push_back({circuit->name(), circuit->save()});
    std::ranges::sort(saved, {}, &Saved::name);
    return saved;
}

Circuit *Registry::find(std::string_view name) const
{
    if (const auto indexed = m_index.find(name))
        return *indexed;
    const std::lock_guard lock(m_mutex);
    const auto found = m_circuits.find(name);
    return found == m_circuits.end() ? nullptr : found->second.circuit.get();
}

std::shared_ptr<Circuit> Registry::known(std::string_view name) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_circuits.find(name);
    return found == m_circuits.end() ? nullptr : found->second.circuit;
}

bool Registry::remove(std::string_view name)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_circuits.find(name);
    if (found == m_circuits.end())
        return false;
    found->second.circuit->unsubscribe(found->second.listening);
    m_index.erase(name);
    m_circuits.erase(found);
    return true;
}

std::size_t Registry::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_circuits.size();
}

std::vector<std::shared_ptr<Circuit>> Registry::all() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::shared_ptr<Circuit>> circuits;
    circuits.reserve(m_circuits.size());
    for (const auto &[name, entry] : m_circuits)
        circuits.push_back(entry.circuit);
    return circuits;
}

std::vector<CircuitReport> Registry::snapshot() const
{
    std::vector<CircuitReport> reports;
    for (const auto &circuit : all())
        reports.push_back(circuit->report());
    std::ranges::sort(reports, {}, &CircuitReport::name);
    return reports;
}

void Registry::resetAll()
{
    for (const auto &circuit : all())
        circuit->reset();
}

void Registry::advanceAll()
{
    for (const auto &circuit : all())
        circuit->advance();
}

} // namespace fusebox::resilience
