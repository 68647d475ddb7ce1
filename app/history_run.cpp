// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/history_run.h"

#include "app/history_file.h"
#include "ui/text/clock_text.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;
using ui::dateAndTime;

namespace {

QString phrase(const QString &fault)
{
    return fault;
}

QString phrase(const storage::ForeignFile &file)
{
    return foreignWords(file);
}

QString phrase(const storage::HeldBy &holder)
{
    return holder.process > 0 ? u"is written by process %1"_s.arg(holder.process)
                              : u"is written by another process"_s;
}

QString droppedWords(const storage::DroppedTable::Times &before)
{
    const QString layers[] = {u"figures of ten seconds"_s, u"figures of minutes"_s, u"all"_s};
    QStringList parts;
    for (std::size_t i = 0; i < before.size(); ++i)
        if (before[i] > storage::firstTime)
            parts += u"%1 before %2"_s.arg(layers[i], dateAndTime(before[i]));
    return parts.join(u", "_s);
}

QString faultIn(const storage::HistoryState &state)
{
    if (state.kind != storage::HistoryState::Kind::CannotWrite)
        return {};
    return u"the history is not being written since %1: %2; measuring goes on"_s.arg(
        dateAndTime(state.since), std::visit([](const auto &what) { return phrase(what); }, state.obstacle));
}

} // namespace

health::AddEndpoint HistoryRun::adding(const settings::EndpointConfig &config)
{
    const auto node = remembered.extract(config.id);
    return {config, node.empty() ? std::nullopt : std::optional(node.mapped())};
}

QString fileToKeep(const Options &options, bool isHeadless)
{
    if (options.demo || options.noHistory)
        return {};
    return isHeadless ? options.historyFile : historyFileOf(options);
}

tl::expected<HistoryRun, QString> beginHistory(const QString &file, const settings::HistorySettings &settings,
                                               const health::WallClock &clock)
{
    auto start = storage::startHistory(file, clock.wallNow());
    if (!start)
        return tl::unexpected(u"the history %1 cannot be kept: %2"_s.arg(
            file, std::visit([](const auto &why) { return phrase(why); }, start.error())));
    HistoryRun run;
    run.remembered = storage::rememberedIn(*start, clock.wallNow());
    run.keeper = std::make_unique<storage::HistoryKeeper>(*std::move(start), settings, clock);
    return run;
}

QStringList remarksOn(const storage::HistoryState &state)
{
    QStringList remarks;
    if (!state.setAside.isEmpty())
        remarks +=
            u"the history was damaged; it was put aside as %1, and a new one begun"_s.arg(state.setAside);
    if (!state.journalMode.isEmpty() && state.journalMode != "wal"_L1)
        remarks +=
            u"the history lies on a file system that allows no write-ahead log (journal mode \"%1\"): reading it waits for writing"_s
                .arg(state.journalMode);
    if (const QString dropped = droppedWords(state.droppedBefore); !dropped.isEmpty())
        remarks += u"for want of room (\"history\": {\"most\"}) the history has dropped %1"_s.arg(dropped);
    if (state.dropped > 0)
        remarks += u"some of what was could not be written in time; it is a gap in the history"_s;
    if (const QString fault = faultIn(state); !fault.isEmpty())
        remarks += fault;
    return remarks;
}

} // namespace fusebox::app
