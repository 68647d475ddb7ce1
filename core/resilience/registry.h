// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/resilience/circuit.h"
#include "core/resilience/name_index.h"

namespace fusebox::resilience {

/// Circuits by name. Thread: any.
class Registry
{
public:
    struct Event
    {
        std::string circuit;
        TransitionRecord record;
    };
    using Listener = Feed<Event>::Listener;
    using ListenerId = Feed<Event>::Id;

    /// `clock` must outlive the registry and its circuits.
    explicit Registry(const Clock &clock, const CircuitSettings &defaults = {});

    /// The circuit of this name; made, with the defaults or with `settings`, if there is none. Settings given
    /// for a circuit that exists change nothing.
    [[nodiscard]] std::shared_ptr<Circuit> get(std::string_view name);
    [[nodiscard]] std::shared_ptr<Circuit> get(std::string_view name, const CircuitSettings &settings);
    /// The circuit as long as nobody removes it, for short names without a lock or a count; null if there is
    /// none.
    [[nodiscard]] Circuit *find(std::string_view name) const;
    /// The circuit of this name to hold; null if there is none.
    [[nodiscard]] std::shared_ptr<Circuit> known(std::string_view name) const;
    /// Who holds the circuit keeps it; the registry knows it no more and tells nothing of it. False if there
    /// was none.
    bool remove(std::string_view name);

    /// Every circuit, to be put away.
    struct Saved
    {
        std::string name;
        SavedCircuit circuit;
    };
    [[nodiscard]] std::vector<Saved> save() const;
    /// Takes a circuit up again `elapsed` after it was saved; null, and nothing changed, if there is one of
    /// this name.
    std::shared_ptr<Circuit> restore(const Saved &saved, const CircuitSettings &settings,
                                     Nanoseconds elapsed);

    [[nodiscard]] std::size_t size() const;
    /// Every circuit, by name in order. Changes nothing.
    [[nodiscard]] std::vector<CircuitReport> snapshot() const;
    void resetAll();
    /// Takes the transitions that time has made due, in every circuit.
    void advanceAll();

    /// Transitions of all circuits, those made later included. In order for each circuit.
    ListenerId subscribe(Listener listener) { return m_feed->subscribe(std::move(listener)); }
    void unsubscribe(ListenerId id) { m_feed->unsubscribe(id); }

private:
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
    };

    [[nodiscard]] std::vector<std::shared_ptr<Circuit>> all() const;
    /// Under the lock.
    std::shared_ptr<Circuit> take(std::shared_ptr<Circuit> circuit);

    const Clock &m_clock;
    const CircuitSettings m_defaults;
    mutable std::mutex m_mutex; ///< of whoever does more than find
    struct Entry
    {
        std::shared_ptr<Circuit> circuit;
        Circuit::ListenerId listening;
    };
    std::unordered_map<std::string, Entry, Hash, std::equal_to<>> m_circuits = {};
    NameIndex<Circuit> m_index = {};     ///< the same circuits, for find
    std::shared_ptr<Feed<Event>> m_feed; ///< shared: a circuit may outlive the registry
};

} // namespace fusebox::resilience
