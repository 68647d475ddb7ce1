// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/column_reducer.h"

#include <algorithm>

#include "ui/charts/layer_reader.h"

namespace fusebox::ui {

namespace {

using history::operator+=;

/// Collects what the layers hold of one column at a time.
class Reducer
{
public:
    Reducer(const history::EndpointHistory &history, const TimeWindow &window)
        : m_gaps(history.gaps.gaps())
        , m_window(window)
        , m_columnWidth(window.columnWidth())
    {
    }

    void operator()(const history::Sample &sample, const history::PhaseSums *phases)
    {
        if (sample.kind == history::Sample::Kind::Break)
            return;
        take(sample.at, sample.at);
        if (sample.hasLatency())
            m_latencies.add(sample.latency);
        m_sum.add(sample, phases);
    }

    void operator()(const history::Rollup &rollup, health::TimePoint from, health::TimePoint to)
    {
        take(from, to);
        m_latencies.add(rollup.latencies);
        m_sum.answered += rollup.answered;
        m_sum.failed += rollup.failed;
        m_sum.slow += rollup.slow;
        m_sum.measured += rollup.measured;
        m_sum.phases += rollup.phases;
        m_sum.least = std::min(m_sum.least, rollup.least);
        m_sum.most = std::max(m_sum.most, rollup.most);
        m_sum.attempts = std::max(m_sum.attempts, rollup.attempts);
    }

    std::vector<ChartColumn> finish()
    {
        flush();
        return std::move(m_columns);
    }

private:
    /// What comes next lies in [from, to]: its middle says in which column.
    void take(health::TimePoint from, health::TimePoint to)
    {
        const auto column = (from + (to - from) / 2).time_since_epoch() / m_columnWidth;
        if (column != m_column)
            flush();
        if (m_sum.count() == 0)
            m_from = from;
        m_column = column;
        m_to = to;
    }

    void flush()
    {
        if (m_sum.count() == 0)
            return;
        m_columns.push_back(columnOf());
        m_latencies.clear();
        m_sum = {};
    }

    [[nodiscard]] ChartColumn columnOf() const
    {
        ChartColumn column{.from = m_from,
                           .to = m_to,
                           .x = m_window.share(middle()),
                           .answered = m_sum.answered,
                           .slow = m_sum.slow,
                           .failed = m_sum.failed,
                           .attempts = m_sum.attempts,
                           .joined = isJoined()};
        if (m_sum.measured > 0) {
            for (std::size_t i = 0; i < column.phases.size(); ++i)
                column.phases[i] = m_sum.phases[i] / float(m_sum.measured);
        }
        if (m_sum.answered > 0) {
            const auto percentile = [this](double share) {
                return std::clamp(*m_latencies.percentile(share), m_sum.least, m_sum.most);
            };
            column.least = m_sum.least;
            column.p5 = percentile(0.05);
            column.median = percentile(0.5);
            column.p95 = percentile(0.95);
            column.most = m_sum.most;
        }
        return column;
    }

    /// Of a single sample or of a roll-up wider than the column its own, else the column's: so beats are
    /// even.
    [[nodiscard]] health::TimePoint middle() const
    {
        if (m_sum.count() == 1 || m_to - m_from >= m_columnWidth)
            return m_from + (m_to - m_from) / 2;
        return health::TimePoint(m_columnWidth * m_column + m_columnWidth / 2);
    }

    [[nodiscard]] bool isJoined() const
    {
        if (m_columns.empty())
            return false;
        const health::TimePoint before = m_columns.back().to;
        return m_from - before <= std::max(m_window.longestGap, m_columnWidth) && !gapWithin(before, m_from);
    }

    /// Gaps narrower than a column cannot be seen.
    [[nodiscard]] bool gapWithin(health::TimePoint from, health::TimePoint to) const
    {
        const auto isOver = [&](const history::Gap &gap) { return gap.to && *gap.to <= from; };
        auto gap = std::ranges::partition_point(m_gaps, isOver);
        for (; gap != m_gaps.end() && gap->from < to; ++gap) {
            if (std::min(gap->to.value_or(to), to) - std::max(gap->from, from) >= m_columnWidth)
                return true;
        }
        return false;
    }

    const std::deque<history::Gap> &m_gaps;
    const TimeWindow &m_window;
    health::Nanoseconds m_columnWidth;
    std::vector<ChartColumn> m_columns;
    // The column under way.
    long long m_column = 0;
    health::TimePoint m_from = {};
    health::TimePoint m_to = {};
    history::Rollup m_sum;
    history::HistogramSum m_latencies;
};

/// The gaps that are known, and the silences between columns that none explains.
class GapFinder
{
public:
    GapFinder(const TimeWindow &window, health::TimePoint now)
        : m_window(window)
        , m_now(now)
    {
    }

    void addKnown(const history::EndpointHistory &history)
    {
        add({health::TimePoint::min(), history.since.value_or(m_now), health::GapCause::NotRunning});
        for (const history::Gap &gap : history.gaps.gaps())
            add(gap);
    }

    void addSilences(const history::EndpointHistory &history, const std::vector<ChartColumn> &columns)
    {
        const std::size_t known = m_spans.size();
        const health::TimePoint end = std::min(m_now, m_window.to()); // what comes after is not looked at
        health::TimePoint quietSince = std::max(history.since.value_or(end), m_window.from);
        for (const ChartColumn &column : columns) {
            addSilence(quietSince, column.from, known);
            quietSince = column.to;
        }
        addSilence(quietSince, end, known);
    }

    std::vector<GapSpan> take()
    {
        std::ranges::sort(m_spans, {}, &GapSpan::from);
        return std::move(m_spans);
    }

private:
    void add(const history::Gap &gap)
    {
        const double from =
            gap.from == health::TimePoint::min() ? 0 : std::max(0.0, m_window.share(gap.from));
        const double to = std::min(1.0, m_window.share(gap.to.value_or(m_now)));
        if (from < to)
            m_spans.push_back({from, to, gap});
    }

    void addSilence(health::TimePoint from, health::TimePoint to, std::size_t known)
    {
        const auto overlaps = [&](const GapSpan &span) {
            return span.gap.from < to && from < span.gap.to.value_or(m_now);
        };
        if (to - from > std::max(m_window.longestGap, m_window.columnWidth()) &&
            std::none_of(m_spans.begin(), m_spans.begin() + std::ptrdiff_t(known), overlaps))
            add({from, to, health::GapCause::Silent});
    }

    const TimeWindow &m_window;
    health::TimePoint m_now;
    std::vector<GapSpan> m_spans;
};

} // namespace

ChartPicture reduce(const history::EndpointHistory &history, const TimeWindow &window, health::TimePoint now)
{
    Reducer reducer(history, window);
    readLayers(history, window, reducer);
    ChartPicture picture{.columns = reducer.finish()};
    for (const ChartColumn &column : picture.columns)
        picture.highest = std::max(picture.highest, column.most);
    GapFinder gaps(window, now);
    gaps.addKnown(history);
    gaps.addSilences(history, picture.columns);
    picture.gaps = gaps.take();
    return picture;
}

} // namespace fusebox::ui
