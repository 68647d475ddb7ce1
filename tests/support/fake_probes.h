// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QPointer>

#include "core/probe/contract/probe.h"

namespace fusebox::testing {

/// A probe that ends when the test says so.
class FakeProbe final : public probe::Probe
{
    Q_OBJECT

public:
    explicit FakeProbe(const probe::ProbeRequest &request)
        : m_request(request)
    {
    }

    void start() override { m_started = true; }
    void cancel() override { m_cancelled = true; }
    void finish(const probe::ProbeResult &result) { Q_EMIT finished(result); }

    [[nodiscard]] const probe::ProbeRequest &request() const { return m_request; }
    [[nodiscard]] bool isStarted() const { return m_started; }

private:
    probe::ProbeRequest m_request;
    bool m_started = false;
    bool m_cancelled = false;
};

/// Makes fake probes and remembers them.
class FakeProbes final : public probe::ProbeFactory
{
public:
    [[nodiscard]] std::unique_ptr<probe::Probe> create(probe::ProbeRequest request) override
    {
        auto probe = std::make_unique<FakeProbe>(std::move(request));
        m_made.emplace_back(probe.get());
        return probe;
    }

    [[nodiscard]] std::unique_ptr<probe::Question> question(probe::ProbeRequest request) override
    {
        ++m_questions;
        return ProbeFactory::question(std::move(request));
    }

    /// What is asked again and again, so far.
    [[nodiscard]] int questions() const { return m_questions; }
    [[nodiscard]] std::size_t made() const { return m_made.size(); }
    [[nodiscard]] FakeProbe *at(std::size_t index) const { return m_made.at(index).data(); }
    [[nodiscard]] FakeProbe *last() const { return m_made.empty() ? nullptr : m_made.back().data(); }

private:
    std::vector<QPointer<FakeProbe>> m_made;
    int m_questions = 0;
};

[[nodiscard]] inline probe::ProbeResult
success(resilience::Nanoseconds latency = std::chrono::milliseconds(10))
{
    probe::ProbeResult result;
    result.latency = latency;
    result.phases[probe::Phase::Wait] = latency;
    result.statusCode = 200;
    return result;
}

[[nodiscard]] inline probe::ProbeResult failed(resilience::ErrorClass error = resilience::ErrorClass::Refused)
{
    probe::ProbeResult result;
    result.failure.emplace();
    result.failure->errorClass = error;
    result.failure->phase = probe::Phase::Connect;
    return result;
}

} // namespace fusebox::testing
