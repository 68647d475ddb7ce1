// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/history_backlog.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "core/storage/history/codec/event_codec.h"

namespace fusebox::storage {

using history::Piece;
using history::RecordedEvent;
using history::Stretch;

namespace {

template <typename T>
void moveTo(std::vector<T> &to, std::vector<T> &from)
{
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

/// Pieces of the same endpoint and slot become one, in the order of time.
std::vector<Piece> folded(std::vector<Piece> pieces)
{
    std::map<std::pair<WallTime, settings::EndpointId>, history::Body> bodies;
    for (Piece &piece : pieces)
        bodies[{piece.slot, piece.endpoint}] += piece.body;
    pieces.clear();
    for (auto &[key, body] : bodies)
        pieces.push_back({key.second, key.first, std::move(body)});
    return pieces;
}

const health::GapEvent *notStored(const RecordedEvent &event)
{
    const auto *gap = std::get_if<health::GapEvent>(&event.what);
    return gap && gap->cause == health::GapCause::NotStored ? gap : nullptr;
}

Stretch joined(const std::optional<Stretch> &a, const Stretch &b)
{
    return a ? Stretch{std::min(a->from, b.from), std::max(a->to, b.to)} : b;
}

} // namespace

void HistoryBacklog::add(HistoryBatch batch)
{
    append(std::move(batch));
    makeRoom();
}

HistoryBatch HistoryBacklog::take()
{
    if (m_dropped) {
        const health::GapEvent gap{health::GapCause::NotStored, m_dropped->length(), {}};
        m_batch.records.events.push_back({storedMoment(m_dropped->to), {}, gap});
        m_dropped.reset();
    }
    return std::exchange(m_batch, {});
}

void HistoryBacklog::giveBack(HistoryBatch batch)
{
    std::erase_if(batch.records.events, [this](const RecordedEvent &event) {
        const auto *gap = notStored(event);
        if (gap) {
            const auto length =
                std::chrono::duration_cast<milliseconds>(gap->length.value_or(milliseconds(0)));
            m_dropped = joined(m_dropped, {event.at.wall - length, event.at.wall});
        }
        return gap != nullptr;
    });
    HistoryBatch since = std::exchange(m_batch, std::move(batch));
    append(std::move(since));
    makeRoom();
}

void HistoryBacklog::drop(const HistoryBatch &batch)
{
    for (const Piece &piece : batch.records.pieces)
        noteDropped({piece.slot, piece.slot + history::slotLength}, 1);
    m_droppedEver += batch.records.events.size() + batch.circuits.size() + batch.notes.size();
}

void HistoryBacklog::append(HistoryBatch batch)
{
    m_batch.records.append(std::move(batch.records));
    moveTo(m_batch.circuits, batch.circuits);
    moveTo(m_batch.notes, batch.notes);
}

void HistoryBacklog::makeRoom()
{
    if (m_batch.records.pieces.size() > mostPieces)
        dropPieces();
    if (m_batch.records.events.size() > mostEvents)
        dropEvents();
}

/// A quarter more than has to go, so that this is not done for each piece that comes.
void HistoryBacklog::dropPieces()
{
    auto &pieces = m_batch.records.pieces;
    pieces = folded(std::move(pieces));
    if (pieces.size() <= mostPieces / 4 * 3)
        return;
    const std::size_t number = pieces.size() - mostPieces / 4 * 3;
    const auto end = pieces.begin() + static_cast<std::ptrdiff_t>(number);
    noteDropped({pieces.front().slot, (end - 1)->slot + history::slotLength}, number);
    pieces.erase(pieces.begin(), end);
}

void HistoryBacklog::dropEvents()
{
    auto &events = m_batch.records.events;
    const std::size_t number = events.size() - mostEvents / 4 * 3;
    const auto end = events.begin() + static_cast<std::ptrdiff_t>(number);
    noteDropped({events.front().at.wall, (end - 1)->at.wall}, number);
    events.erase(events.begin(), end);
}

void HistoryBacklog::noteDropped(const Stretch &stretch, std::size_t number)
{
    m_dropped = joined(m_dropped, stretch);
    m_droppedEver += number;
}

} // namespace fusebox::storage
