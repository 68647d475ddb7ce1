// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/polled/own_checks.h"

#include <QFutureWatcher>

#include "core/probe/timed/timed_probe.h"

namespace fusebox::health {

using resilience::ErrorClass;
using resilience::Failure;

namespace {

/// All of it is the phase Wait: what a check of one's own does with its time is its own affair.
class OwnCheckProbe final : public probe::TimedProbe
{
public:
    OwnCheckProbe(const probe::ProbeRequest &request, const resilience::Clock &clock, OwnCheck check)
        : TimedProbe(request, clock)
        , m_check(std::move(check))
    {
        connect(&m_watcher, &QFutureWatcherBase::finished, this, &OwnCheckProbe::answered);
    }
    ~OwnCheckProbe() override { drop(); }
    Q_DISABLE_COPY_MOVE(OwnCheckProbe)

private:
    void begin() override
    {
        enter(probe::Phase::Wait);
        try {
            m_watcher.setFuture(m_check());
        } catch (...) {
            fail(resilience::failureOf(std::current_exception()));
        }
    }

    void answered()
    {
        const CheckAnswer answer = takeAnswer(m_watcher.future());
        if (answer)
            succeed();
        else
            fail(answer.error());
    }

    static CheckAnswer takeAnswer(QFuture<CheckAnswer> future)
    {
        try {
            future.waitForFinished(); // it has finished: this throws what it holds
            if (future.resultCount() > 0)
                return future.result();
        } catch (...) {
            return tl::unexpected(resilience::failureOf(std::current_exception()));
        }
        return tl::unexpected(Failure{.errorClass = ErrorClass::Cancelled});
    }

    void close() override { drop(); }
    void drop()
    {
        m_watcher.disconnect();
        m_watcher.cancel();
    }

    OwnCheck m_check;
    QFutureWatcher<CheckAnswer> m_watcher;
};

QFuture<CheckAnswer> answerOfNobody()
{
    return QtFuture::makeReadyFuture(CheckAnswer(
        tl::unexpected(Failure{.errorClass = ErrorClass::Exception, .detail = "no check of this name"})));
}

} // namespace

OwnChecks::OwnChecks(probe::ProbeFactory &others, const resilience::Clock &clock)
    : m_others(others)
    , m_clock(clock)
{
}

std::unique_ptr<probe::Probe> OwnChecks::create(probe::ProbeRequest request)
{
    const auto *own = std::get_if<probe::OwnCheckOptions>(&request.options);
    if (!own)
        return m_others.create(std::move(request));
    const auto found = m_checks.find(own->name);
    return std::make_unique<OwnCheckProbe>(request, m_clock,
                                           found == m_checks.end() ? answerOfNobody : found->second);
}

std::unique_ptr<probe::Question> OwnChecks::question(probe::ProbeRequest request)
{
    return std::holds_alternative<probe::OwnCheckOptions>(request.options)
               ? ProbeFactory::question(std::move(request))
               : m_others.question(std::move(request));
}

} // namespace fusebox::health
