// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/detectors/offline_detector.h"

#include <algorithm>
#include <utility>

namespace fusebox::health {

using resilience::ErrorClass;

namespace {

/// That a name server cannot be heard; any word of its own means that it can.
bool isDnsSilent(const std::optional<probe::DnsFault> &fault)
{
    using enum probe::DnsFault;
    return !fault || *fault == Unreachable || *fault == TimedOut || *fault == ServerFailure;
}

} // namespace

Finding findingOf(const std::optional<probe::ProbeFailure> &failure)
{
    if (!failure)
        return Finding::Answered;
    if (failure->proxyFault)
        return Finding::Nothing;
    switch (failure->errorClass) {
    case ErrorClass::Unreachable: return Finding::NoWay;
    case ErrorClass::Dns:
        return isDnsSilent(failure->as<probe::DnsFault>()) ? Finding::NoWay : Finding::Nothing;
    case ErrorClass::Refused:
    case ErrorClass::Reset:
    case ErrorClass::Tls:
    case ErrorClass::Protocol:
    case ErrorClass::HttpStatus:
    case ErrorClass::Assertion: return Finding::Answered;
    default: return Finding::Nothing;
    }
}

void OfflineDetector::systemSays(SystemNetwork word, TimePoint now)
{
    if (word == m_system)
        return;
    const SystemNetwork before = std::exchange(m_system, word);
    m_systemIsWrong = false;
    m_saidAt = now;
    if (m_isOffline && (word == SystemNetwork::Online || before == SystemNetwork::Offline))
        m_backAt = now;
}

void OfflineDetector::found(Finding finding, const QString &host, bool answersOfLate, TimePoint now)
{
    if (finding == Finding::Answered)
        answered(now);
    else if (finding == Finding::NoWay && (answersOfLate || !m_hasAnswers))
        lost(host, now);
}

void OfflineDetector::answered(TimePoint now)
{
    m_hasAnswers = true;
    forgetLosses();
    if (!m_isOffline)
        return;
    m_systemIsWrong = m_system == SystemNetwork::Offline;
    if (!m_backAt)
        m_backAt = now;
}

/// One that was lost long ago, and not found lost since, says nothing about this moment.
void OfflineDetector::lost(const QString &host, TimePoint now)
{
    if (m_isOffline || m_secondLost)
        return;
    const bool isAnother =
        m_firstLost && host != m_firstLost->host && saturatingDifference(now, m_firstLost->at) <= lossCounts;
    (isAnother ? m_secondLost : m_firstLost) = Loss{host, now};
    m_suspects = isAnother;
}

void OfflineDetector::forgetLosses()
{
    m_firstLost.reset();
    m_secondLost.reset();
    m_suspects = false;
}

bool OfflineDetector::isLost(const QString &host) const
{
    return m_secondLost && (host == m_firstLost->host || host == m_secondLost->host);
}

std::optional<TimePoint> OfflineDetector::verdictDue() const
{
    if (m_isOffline)
        return m_backAt;
    if (m_system == SystemNetwork::Offline && !m_systemIsWrong)
        return m_saidAt;
    return m_secondLost ? std::optional(m_secondLost->at + patience) : std::nullopt;
}

OfflineDetector::Change OfflineDetector::advance(TimePoint now)
{
    const auto due = verdictDue();
    if (!due || now < *due)
        return Change::None;
    m_isOffline = !m_isOffline;
    m_hasAnswers = false;
    forgetLosses();
    m_backAt.reset();
    m_nextScout = now + scoutEvery;
    return m_isOffline ? Change::WentOffline : Change::CameBack;
}

bool OfflineDetector::takeScout(TimePoint now)
{
    if (!m_isOffline) {
        if (m_suspects)
            m_secondLost->at = std::max(m_secondLost->at, now); // who is asked has as long to answer
        return std::exchange(m_suspects, false);
    }
    if (now < m_nextScout)
        return false;
    m_nextScout = now + scoutEvery;
    return true;
}

std::optional<TimePoint> OfflineDetector::nextDeadline() const
{
    const auto due = verdictDue();
    if (!m_isOffline)
        return m_suspects ? std::min(due, std::optional(m_secondLost->at)) : due;
    return due ? std::min(*due, m_nextScout) : m_nextScout;
}

} // namespace fusebox::health
