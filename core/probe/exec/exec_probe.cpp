// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/exec/exec_probe.h"

#include <QTimerEvent>

#include "core/probe/contract/secret_mask.h"
#include "core/probe/exec/plugin_output.h"

namespace fusebox::probe {

using namespace Qt::StringLiterals;
using resilience::ErrorClass;
using resilience::Failure;

ExecProbe::ExecProbe(ProbeRequest request, const resilience::Clock &clock, CommandKeeper &keeper)
    : m_request(std::move(request))
    , m_clock(clock)
    , m_keeper(keeper)
{
}

ExecProbe::~ExecProbe()
{
    letGo();
}

void ExecProbe::start()
{
    if (m_process || m_hasEnded)
        return;
    m_begun = m_clock.now();
    const auto deadline = resilience::saturatingAdd(m_begun, m_request.timeouts.total);
    m_deadline.start(resilience::timerMilliseconds(deadline, m_begun), Qt::PreciseTimer, this);
    m_process = std::make_unique<CommandProcess>(optionsOf<ExecOptions>(m_request));
    connect(m_process.get(), &CommandProcess::ended, this, &ExecProbe::processEnded);
    m_process->start();
}

void ExecProbe::cancel()
{
    if (m_process)
        giveUp({.errorClass = ErrorClass::Cancelled});
}

void ExecProbe::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_deadline.timerId())
        return Probe::timerEvent(event);
    if (m_process)
        giveUp({.errorClass = ErrorClass::Timeout,
                .detail = "timeout: it had not ended",
                .timedOut = resilience::TimeoutScope::Total});
}

void ExecProbe::processEnded()
{
    if (!m_process)
        return;
    m_result.latency = m_clock.now() - m_begun;
    if (m_process->why())
        fail(*m_process->why());
    else
        judge();
}

void ExecProbe::judge()
{
    const int exitStatus = m_process->exitStatus();
    const SecretMask mask(m_request.secrets); // a command may tell what it was told
    const PluginOutput said = readPluginOutput(mask.maskedToTheEnd(m_process->output()));
    if (said.latency && *said.latency <= m_request.timeouts.total) // longer than it may run is no latency
        m_result.latency = *said.latency;
    const QString plain = u"exit status %1"_s.arg(exitStatus);
    switch (pluginStatus(exitStatus)) {
    case PluginStatus::Ok: m_result.remark = Remark{said.text, false}; return end();
    case PluginStatus::Warning:
        m_result.remark = Remark{said.text.isEmpty() ? plain : said.text, true};
        return end();
    case PluginStatus::Critical:
        return fail({.errorClass = ErrorClass::Assertion,
                     .detail = (said.text.isEmpty() ? plain : said.text).toStdString()});
    case PluginStatus::Unknown: break;
    }
    const QString word = exitStatus == 3 ? u"unknown"_s : plain;
    fail({.errorClass = ErrorClass::Exception,
          .detail = (said.text.isEmpty() ? word : word + u": "_s + said.text).toStdString()});
}

void ExecProbe::fail(const Failure &failure)
{
    m_result.failure = ProbeFailure{failure};
    if (!failure.detail.empty() && !failure.rejectedBy)
        m_result.failure->fault = OwnWords();
    end();
}

void ExecProbe::giveUp(const Failure &failure)
{
    m_result.latency = m_clock.now() - m_begun;
    fail(failure);
}

void ExecProbe::end()
{
    m_hasEnded = true;
    if (m_result.failure)
        m_result.failure->phase = Phase::Wait;
    m_deadline.stop();
    letGo();
    Q_EMIT finished(m_result);
}

void ExecProbe::letGo()
{
    if (!m_process)
        return;
    m_process->disconnect(this);
    m_keeper.take(std::move(m_process));
}

} // namespace fusebox::probe
