// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/endpoint_cells.h"

#include "ui/text/overview.h"
#include "ui/text/plain.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using namespace health;

/// That the circuit is open stands in its own column; here the cause comes first when there is one.
std::vector<StatusReason> withoutCircuit(std::vector<StatusReason> reasons)
{
    if (reasons.size() > 1)
        std::erase_if(reasons,
                      [](const StatusReason &reason) { return reason.kind == ReasonKind::CircuitOpen; });
    return reasons;
}

} // namespace

std::optional<Nanoseconds> currentLatency(const EndpointSnapshot &row)
{
    const bool held = row.held || row.status == Status::Paused || row.status == Status::Unknown ||
                      resilience::rejects(effectiveState(row.circuit));
    const bool lost = row.session && row.session->state != LinkState::Connected;
    const bool failed = row.lastCheck && row.lastCheck->failure;
    return held || lost || failed ? std::nullopt : row.latency;
}

QString latencyOrDash(const std::optional<Nanoseconds> &latency)
{
    return latency ? latencyText(*latency) : QStringLiteral("–");
}

QString displayName(const settings::EndpointConfig &config)
{
    return plainLine(config.name.isEmpty() ? config.id : config.name, 100);
}

QString reasonText(const EndpointSnapshot &row)
{
    if (const QString held = heldPhrase(row); !held.isEmpty())
        return held;
    if (!row.reasons.empty())
        return reasonPhrases(withoutCircuit(row.reasons));
    if (row.lastFailure)
        return Text::tr("last: %1").arg(failurePhrase(*row.lastFailure));
    return {};
}

} // namespace fusebox::ui
