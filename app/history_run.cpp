// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/history_run.h"

#include "app/history_words.h"

namespace fusebox::app {

health::AddEndpoint HistoryRun::adding(const settings::EndpointConfig &config)
{
    const auto node = remembered.extract(config.id);
    return {config, node.empty() ? std::nullopt : std::optional(node.mapped())};
}

tl::expected<HistoryRun, QString> beginHistory(const QString &file, const settings::HistorySettings &settings,
                                               const health::WallClock &clock)
{
    auto start = storage::startHistory(file, clock.wallNow());
    if (!start)
        return tl::unexpected(historySentence(start.error(), file));
    HistoryRun run;
    run.remembered = storage::rememberedIn(*start, clock.wallNow());
    run.keeper = std::make_unique<storage::HistoryKeeper>(*std::move(start), settings, clock);
    return run;
}

} // namespace fusebox::app
