// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bitset>

#include <QStringList>

#include "ui/rows/endpoint_store.h"

namespace fusebox::ui {

/// Which endpoints are shown.
class EndpointFilter
{
public:
    using StatusSet = std::bitset<static_cast<std::size_t>(health::Status::Count)>;
    using CircuitSet = std::bitset<static_cast<std::size_t>(resilience::EffectiveState::MeasureOnly) + 1>;

    /// Those that have each of the words in their name, id, URL, group or tags, in any case; empty: all.
    void setText(const QString &text);

    StatusSet statuses = {};  ///< those with one of these; none set: all
    CircuitSet circuits = {}; ///< those whose circuit is in one of these states; none set: all

    [[nodiscard]] bool isActive() const;
    [[nodiscard]] bool hasWords() const { return !m_words.isEmpty(); }
    [[nodiscard]] bool acceptsState(const EndpointStore::Facts &facts) const;
    /// Has each of the words, whatever its state.
    [[nodiscard]] bool finds(const EndpointStore &endpoints, int row) const;
    [[nodiscard]] bool accepts(const EndpointStore &endpoints, int row) const;

    bool operator==(const EndpointFilter &) const = default;

private:
    QStringList m_words; ///< folded as the texts are in which they are sought
};

} // namespace fusebox::ui
