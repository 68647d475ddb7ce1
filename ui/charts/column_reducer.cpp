// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/column_reducer.h"

#include <algorithm>
#include <optional>

namespace fusebox::ui {

namespace {

double milliseconds(Nanoseconds latency)
{
    return std::chrono::duration<double, std::milli>(latency).count();
}

/// Collects the samples of one column at a time and draws each as its lowest and highest, in the order they
/// came.
class Reducer
{
public:
    explicit Reducer(const TimeWindow &window)
        : m_window(window)
        , m_columnWidth(std::max<Nanoseconds>(window.length / std::max(window.columns, 1), Nanoseconds(1)))
    {
    }

    void add(const Sample &sample)
    {
        if (m_last && sample.at - *m_last > m_window.longestGap)
            breakLine();
        m_last = sample.at;
        const auto column = sample.at.time_since_epoch() / m_columnWidth;
        if (sample.hasLatency())
            addLatency(sample, column);
        else
            addFault(sample, column);
    }

    ReducedSeries finish()
    {
        breakLine();
        return std::move(m_result);
    }

private:
    void addLatency(const Sample &sample, long long column)
    {
        if (column != m_column)
            flushColumn();
        m_column = column;
        const QPointF point(m_window.secondsBeforeNow(sample.at), milliseconds(sample.latency));
        if (!m_low || point.y() < m_low->y())
            m_low = point;
        if (!m_high || point.y() > m_high->y())
            m_high = point;
        m_result.highest = std::max(m_result.highest, point.y());
    }

    void addFault(const Sample &sample, long long column)
    {
        breakLine();
        if (sample.kind != Sample::Kind::Failure || column == m_failureColumn)
            return;
        m_failureColumn = column;
        m_result.failures.push_back(m_window.secondsBeforeNow(sample.at));
    }

    void flushColumn()
    {
        if (!m_low)
            return;
        const auto [first, second] =
            m_low->x() <= m_high->x() ? std::pair(*m_low, *m_high) : std::pair(*m_high, *m_low);
        m_line.push_back(first);
        if (second != first)
            m_line.push_back(second);
        m_low.reset();
        m_high.reset();
    }

    void breakLine()
    {
        flushColumn();
        if (!m_line.empty())
            m_result.segments.push_back(std::exchange(m_line, {}));
    }

    const TimeWindow &m_window;
    Nanoseconds m_columnWidth;
    ReducedSeries m_result;
    std::vector<QPointF> m_line;
    std::optional<QPointF> m_low, m_high; ///< of the column under way, both or none
    std::optional<TimePoint> m_last;
    long long m_column = 0;
    std::optional<long long> m_failureColumn;
};

} // namespace

double TimeWindow::secondsBeforeNow(TimePoint at) const
{
    return std::chrono::duration<double>(at - now).count();
}

ReducedSeries reduce(const SampleSeries &series, const TimeWindow &window)
{
    Reducer reducer(window);
    for (auto sample = series.since(window.now - window.length); sample != series.samples().end(); ++sample)
        reducer.add(*sample);
    return reducer.finish();
}

} // namespace fusebox::ui
