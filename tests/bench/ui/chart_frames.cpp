// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ui/chart_frames.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>

#include <QChart>
#include <QChartView>
#include <QCoreApplication>
#include <QLineSeries>
#include <QMouseEvent>
#include <QWheelEvent>

#include "core/resilience/random.h"
#include "tests/bench/support/fixed_work.h"
#include "ui/charts/latency_chart.h"

namespace fusebox::bench {

namespace {

using namespace std::chrono_literals;
constexpr QSize size{900, 300};
constexpr int frames = 300;
constexpr auto days = 30 * 24h;
const health::TimePoint now{1000h + days};

/// CPU time of this thread: what other programs take of the machine is no frame's fault.
double milliseconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

double millisecondsOf(const auto &work)
{
    const double begin = milliseconds();
    work();
    return milliseconds() - begin;
}

double p99(std::vector<double> times)
{
    const auto at = times.begin() + std::ptrdiff_t(double(times.size()) * 0.99);
    std::ranges::nth_element(times, at);
    return *at;
}

/// A wave with noise, some slow, now and then a failure, and an hour each day without a measurement.
health::CheckEvent checkAt(std::chrono::seconds second, resilience::Random &random)
{
    std::uniform_real_distribution<double> uniform(0, 1);
    health::CheckEvent check;
    check.outcome = health::CheckOutcome::Success;
    check.attempts = 1;
    const double wave = 30 + 10 * std::sin(double(second.count()) / 5000);
    const double ms = wave * (0.8 + 0.4 * uniform(random)) + (uniform(random) < 0.02 ? 300 : 0);
    check.latency = std::chrono::microseconds(int(ms * 1000));
    check.phases[probe::Phase::Connect] = check.latency / 3;
    check.phases[probe::Phase::Wait] = check.latency * 2 / 3;
    if (uniform(random) >= 0.005)
        return check;
    check.outcome = health::CheckOutcome::Failure;
    check.failure.emplace();
    return check;
}

void live(history::EndpointHistory &history)
{
    resilience::Random random(7);
    history.keepFine(true);
    for (auto age = std::chrono::seconds(days); age > 0s; age -= 1s) {
        const bool isNight = age % 24h < 1h && age > 24h;
        if (!isNight)
            history.add({{now - age, health::WallTime(1000h + days - age)}, {}, checkAt(age, random)});
    }
}

void turnWheel(QWidget &chart, int notches, Qt::KeyboardModifiers modifiers)
{
    const QPointF at(size.width() / 2.0, size.height() / 2.0);
    QWheelEvent event(at, at, {}, {0, 120 * notches}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&chart, &event);
}

/// Frames of one range: there and back.
double frameOf(ui::LatencyChart &chart, std::chrono::hours range, Qt::KeyboardModifiers modifiers)
{
    chart.setRange(range > 0h ? health::Nanoseconds(range) : 5min);
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    std::vector<double> times;
    for (int frame = 0; frame < frames; ++frame) {
        const int direction = frame / 5 % 2 == 0 ? 1 : -1;
        times.push_back(millisecondsOf([&] {
            turnWheel(chart, direction, modifiers);
            chart.render(&image);
        }));
    }
    return p99(std::move(times));
}

double rawPointsFrame()
{
    QList<QPointF> points;
    for (int i = 0; i < 86'400; ++i)
        points << QPointF(i, 30 + 10 * std::sin(i / 500.0) + i * 7919 % 13);
    QChartView view;
    view.resize(size);
    view.setRenderHint(QPainter::Antialiasing);
    auto *line = new QLineSeries(view.chart());
    line->setPen(QPen(Qt::blue, 1.5));
    view.chart()->addSeries(line);
    view.chart()->createDefaultAxes();
    view.show();
    QCoreApplication::processEvents(); // Qt Charts lays out when it is told to, by an event
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    return millisecondsOf([&] {
        line->replace(points);
        view.QWidget::render(&image);
    });
}

std::size_t bytesOf(const history::EndpointHistory &history)
{
    return history.samples.samples().size() * sizeof(history::Sample) + history.hours.bytes() +
           history.fine->phases.size() * sizeof(history::PhaseSample) + history.fine->tenSeconds.bytes() +
           history.fine->minutes.bytes();
}

} // namespace

std::vector<Row> chartFrames()
{
    const double raw = rawPointsFrame();
    const auto shown = std::make_shared<history::EndpointHistory>();
    history::EndpointHistory &history = *shown;
    const double lived = millisecondsOf([&] { live(history); });
    health::EndpointSnapshot endpoint;
    auto config = std::make_shared<settings::EndpointConfig>();
    config->interval = 1s;
    endpoint.config = config;
    const ui::Theme theme(ui::lightPalette());
    ui::MomentFocus focus;
    ui::LatencyChart chart(theme, focus);
    chart.resize(size);
    chart.QWidget::show();
    QCoreApplication::processEvents();
    chart.show(endpoint, shown, now);

    std::vector<Row> rows;
    const std::pair<const char *, std::chrono::hours> ranges[] = {
        {"5 min", 0h}, {"1 h", 1h}, {"24 h", 24h}, {"7 d", 7 * 24h}, {"30 d", days}};
    for (const auto kind : {ui::ChartKind::Latency, ui::ChartKind::Phases}) {
        chart.setKind(kind);
        const std::string of = kind == ui::ChartKind::Latency ? "chart, " : "chart of phases, ";
        for (const auto &[name, range] : ranges) {
            rows.push_back({of + name + ", zoom, frame p99", frameOf(chart, range, Qt::NoModifier), "ms", raw,
                            scaled(16)});
            rows.push_back({of + name + ", pan, frame p99", frameOf(chart, range, Qt::ShiftModifier), "ms",
                            raw, scaled(16)});
        }
    }
    rows.push_back({"history, one check added", lived * 1e6 / double(days / 1s), "ns"});
    rows.push_back({"history of 30 days, looked at", double(bytesOf(history)) / 1024, "KiB"});
    history.keepFine(false);
    history.keepFine(true);
    rows.push_back({"history of 30 days, not looked at", double(bytesOf(history)) / 1024, "KiB"});
    return rows;
}

} // namespace fusebox::bench
