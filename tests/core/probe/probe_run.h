// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QTcpServer>
#include <QTimer>

#include "core/probe/contract/probe.h"

namespace fusebox::testing {

/// Long enough that only what a test is about runs out of time.
inline constexpr probe::Timeouts patient{.dns = std::chrono::seconds(5),
                                         .connect = std::chrono::seconds(5),
                                         .tls = std::chrono::seconds(5),
                                         .firstByte = std::chrono::seconds(5),
                                         .total = std::chrono::seconds(8)};

/// The machine's monotonic clock.
class SteadyClock final : public resilience::Clock
{
public:
    [[nodiscard]] resilience::TimePoint now() const override { return std::chrono::steady_clock::now(); }
};

/// Starts a probe and waits for its end, keeping every result it gives.
class ProbeRun
{
public:
    explicit ProbeRun(std::unique_ptr<probe::Probe> probe)
        : m_probe(std::move(probe))
    {
        QObject::connect(m_probe.get(), &probe::Probe::finished, m_probe.get(), [this](const auto &result) {
            m_results.push_back(result);
            m_endedAt = std::chrono::steady_clock::now();
            m_endedInsideStart = m_endedInsideStart || m_starting;
            m_loop.quit();
        });
        m_starting = true;
        m_probe->start();
        m_starting = false;
    }

    /// Waits for the end, then lets the event loop turn once more so that a second one would be seen.
    bool ends()
    {
        if (m_results.empty()) {
            QTimer::singleShot(std::chrono::seconds(20), &m_loop, [this] { m_loop.quit(); });
            m_loop.exec(); // not qWaitFor(): it looks only every 10 ms
        }
        QCoreApplication::processEvents();
        return m_results.size() == 1 && !m_endedInsideStart;
    }

    [[nodiscard]] probe::Probe &probe() { return *m_probe; }
    [[nodiscard]] const probe::ProbeResult &result() const { return m_results.front(); }
    [[nodiscard]] resilience::TimePoint endedAt() const { return m_endedAt; }
    [[nodiscard]] std::optional<resilience::ErrorClass> error() const
    {
        return result().failure ? std::optional(result().failure->errorClass) : std::nullopt;
    }
    [[nodiscard]] const char *detail() const { return error() ? result().failure->detail.c_str() : ""; }

private:
    QEventLoop m_loop;
    std::unique_ptr<probe::Probe> m_probe;
    std::vector<probe::ProbeResult> m_results;
    resilience::TimePoint m_endedAt = {};
    bool m_starting = false;
    bool m_endedInsideStart = false;
};

/// A timer that begins now, in the same event loop as what has to end by its end: a busy machine delays both.
class Deadline
{
public:
    explicit Deadline(std::chrono::milliseconds length)
    {
        QTimer::singleShot(length, Qt::PreciseTimer, &m_context,
                           [this] { m_reached = std::chrono::steady_clock::now(); });
    }

    /// Waits for its end, if that is not over.
    [[nodiscard]] bool isKeptBy(resilience::TimePoint end)
    {
        while (!m_reached)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        return end <= *m_reached + std::chrono::milliseconds(50);
    }

private:
    std::optional<resilience::TimePoint> m_reached;
    QObject m_context;
};

/// A port of 127.0.0.1 on which nobody listens.
inline quint16 closedPort()
{
    QTcpServer gone;
    gone.listen(QHostAddress::LocalHost);
    return gone.serverPort();
}

/// File descriptors that this process has open.
inline qsizetype openDescriptors()
{
    return QDir(QStringLiteral("/proc/self/fd"))
        .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
        .size();
}

} // namespace fusebox::testing
