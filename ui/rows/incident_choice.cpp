// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/incident_choice.h"

#include <algorithm>

#include "ui/rows/incident_texts.h"

namespace fusebox::ui {

void IncidentChoice::setText(const QString &text)
{
    m_words = text.toCaseFolded().split(u' ', Qt::SkipEmptyParts);
}

bool IncidentChoice::accepts(const history::Incident &incident, const QString &sought,
                             health::WallTime now) const
{
    const auto &shared = incident.outage.cause;
    const Cause kind = shared ? Cause(shared->kind) : std::nullopt;
    if (cause && *cause != kind)
        return false;
    return lengthOf(incident, now) >= atLeast &&
           std::ranges::all_of(m_words, [&](const QString &word) { return sought.contains(word); });
}

} // namespace fusebox::ui
