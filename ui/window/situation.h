// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QString>

#include "core/health/values/snapshot.h"

namespace fusebox::ui {

class EndpointStore;

/// How the whole is doing, and whom to look at first: what the banner and the head of the wall say. What this
/// machine itself has not got comes before what others have not, and what several endpoints have in common
/// before what is wrong with one of them. It reads no clock.
class Situation
{
public:
    /// `endpoints` outlive it.
    explicit Situation(const EndpointStore &endpoints);

    /// All but its endpoints, which the store has already.
    void take(const health::MonitorUpdate &update);

    struct Headline
    {
        health::Status status = health::Status::Unknown;
        QString overview; ///< of all
        QString cause;    ///< what is wrong with the culprit; empty: there is none
    };
    [[nodiscard]] Headline headline(health::TimePoint now) const;
    /// The endpoint that needs a person most; empty when none does.
    [[nodiscard]] settings::EndpointId culprit() const;
    /// Who fails along with it, in a sentence; empty when nobody does.
    [[nodiscard]] QString companyOf(const settings::EndpointId &id) const;

private:
    [[nodiscard]] QString overview() const;
    [[nodiscard]] const health::Incident *largestIncident() const;
    [[nodiscard]] const health::EndpointSnapshot *worst() const;

    const EndpointStore &m_endpoints;
    health::OverallStatus m_overall;
    std::optional<health::Moment> m_offlineSince;
    std::optional<health::Lack> m_lack;
    std::shared_ptr<const std::vector<health::Incident>> m_incidents = health::MonitorUpdate().incidents;
};

} // namespace fusebox::ui
