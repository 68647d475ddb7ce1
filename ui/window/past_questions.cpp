// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/past_questions.h"

namespace fusebox::ui {

void PastQuestions::look(const settings::EndpointId &id, const history::EndpointHistory *history,
                         health::TimePoint now)
{
    const settings::EndpointId known = history ? id : settings::EndpointId();
    const bool isAnother = known != m_id;
    m_id = known;
    if (isAnother)
        Q_EMIT turned();
    if (!history || (!isAnother && now < m_uptimesAsked + uptimesEvery))
        return;
    m_uptimesAsked = now;
    if (isAnother && !(history->fine && history->fine->hasPast))
        Q_EMIT pastWanted(id);
    Q_EMIT uptimesWanted(id);
}

} // namespace fusebox::ui
