// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/history_words.h"

#include "ui/text/clock_text.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;
using storage::HistoryState;

namespace {

QString obstacleWords(const storage::Obstacle &obstacle)
{
    if (const auto *words = std::get_if<QString>(&obstacle))
        return *words;
    const auto *holder = std::get_if<storage::HeldBy>(&obstacle);
    return holder ? historyWords(*holder) : historyWords(std::get<storage::ForeignFile>(obstacle));
}

QString droppedWords(const storage::DroppedTable::Times &before)
{
    const QString layers[] = {u"figures of ten seconds"_s, u"figures of minutes"_s, u"all"_s};
    QStringList parts;
    for (std::size_t i = 0; i < before.size(); ++i)
        if (before[i] > storage::firstTime)
            parts += u"%1 before %2"_s.arg(layers[i], ui::dateAndTime(before[i]));
    return parts.join(u", "_s);
}

} // namespace

QString historyWords(const storage::SqlFault &fault)
{
    return fault.isDamage()
               ? u"is damaged (%1); the next run puts it aside and begins a new one"_s.arg(fault.words)
               : u"cannot be read: %1"_s.arg(fault.words);
}

QString historyWords(const storage::ForeignFile &file)
{
    if (file.version == 0)
        return u"is no history of Fusebox"_s;
    return u"was written by a later Fusebox (version %1 of its schema; this one reads up to %2)"_s
        .arg(file.version)
        .arg(storage::schemaVersion);
}

QString historyWords(const storage::HeldBy &holder)
{
    if (holder.process == 0)
        return u"somebody writes this history; end that Fusebox first"_s;
    return u"process %1 writes this history; end that Fusebox first"_s.arg(holder.process);
}

QStringList remarksOn(const HistoryState &state)
{
    QStringList remarks;
    if (!state.setAside.isEmpty())
        remarks +=
            u"the history was damaged; it was put aside as %1, and a new one begun"_s.arg(state.setAside);
    if (!state.journalMode.isEmpty() && state.journalMode != "wal"_L1)
        remarks +=
            u"the history lies on a file system without a write-ahead log (its journal mode is \"%1\"): "
            "who reads it waits for who writes"_s.arg(state.journalMode);
    if (const QString dropped = droppedWords(state.droppedBefore); !dropped.isEmpty())
        remarks += u"for want of room (\"history\": {\"most\"}) the history has dropped %1"_s.arg(dropped);
    if (state.dropped > 0)
        remarks += u"some of what was could not be written in time; it is a gap in the history"_s;
    if (state.kind == HistoryState::Kind::CannotWrite)
        remarks += u"the history is not being written since %1: %2; measuring goes on"_s.arg(
            ui::dateAndTime(state.since), obstacleWords(state.obstacle));
    return remarks;
}

} // namespace fusebox::app
