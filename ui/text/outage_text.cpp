// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/outage_text.h"

#include "ui/text/incident_text.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

QString outagePhrase(const history::OutageRecord &outage)
{
    const QString failure = outage.failure ? failurePhrase(*outage.failure) : Text::tr("slow, or held back");
    return outage.cause ? Text::tr("%1: %2").arg(causePhrase(*outage.cause), failure) : failure;
}

QString actPhrase(health::ManualAct act)
{
    return eventSentence({{}, {}, health::ManualEvent{act}});
}

} // namespace fusebox::ui
