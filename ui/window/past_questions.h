// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "core/history/endpoint_history.h"

namespace fusebox::ui {

/// What has to be read of the endpoint that somebody looks at: what was before this run, unless it is there,
/// and how long it was up, at once and each minute.
class PastQuestions final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::minutes uptimesEvery{1};

    /// `history` is the endpoint's, or null.
    void look(const settings::EndpointId &id, const history::EndpointHistory *history, health::TimePoint now);

Q_SIGNALS:
    void pastWanted(const fusebox::settings::EndpointId &id);
    void uptimesWanted(const fusebox::settings::EndpointId &id);
    /// Another endpoint is looked at, of which nothing is known yet.
    void turned();

private:
    settings::EndpointId m_id = {};
    health::TimePoint m_uptimesAsked = {};
};

} // namespace fusebox::ui
