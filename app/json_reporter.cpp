// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/json_reporter.h"

#include <algorithm>

#include "app/json_line.h"
#include "core/health/values/wire_names.h"
#include "ui/text/plain.h"
#include "ui/text/sentences.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;
using namespace health;

namespace {

QLatin1StringView typeName(const Event &event)
{
    static constexpr std::array names{"check"_L1,   "transition"_L1, "status"_L1, "websocket"_L1,
                                      "overall"_L1, "manual"_L1,     "gap"_L1,    "incident"_L1};
    static_assert(names.size() == std::variant_size_v<decltype(event.what)>);
    return names.at(event.what.index());
}

constexpr qsizetype longestUrl = 500;      ///< of a hop: a server wrote it
constexpr std::size_t mostEndpoints = 100; ///< of an incident, by name

QLatin1StringView versionName(probe::HttpDialect dialect)
{
    switch (dialect) {
    case probe::HttpDialect::Http10: return "1.0"_L1;
    case probe::HttpDialect::Http11: return "1.1"_L1;
    case probe::HttpDialect::Http2: return "2"_L1;
    }
    return {};
}

/// The keys of each type of event that come after `at`, `type` and `endpoint`.
class FieldsOf
{
public:
    FieldsOf(JsonLine &line, const Event &event)
        : m_line(line)
        , m_event(event)
    {
    }

    void operator()(const CheckEvent &check) const
    {
        const bool made = check.attempts > 0;
        m_line.text("outcome"_L1, wireName(check.outcome));
        writeGap(check.gap);
        if (check.fallback)
            m_line.text("source"_L1, wireName(check.fallback->source));
        else
            m_line.null("source"_L1);
        m_line.optional("age_ms"_L1, check.fallback ? std::optional(check.fallback->age) : std::nullopt,
                        &JsonLine::milliseconds);
        writeError(check.failure);
        if (made && check.failure)
            m_line.text("phase"_L1, wireName(check.failure->phase));
        else
            m_line.null("phase"_L1);
        writeTimedOut(check.failure);
        m_line.optional("status_code"_L1, check.statusCode, &JsonLine::integer);
        m_line.optional("latency_ms"_L1, made ? std::optional(check.latency) : std::nullopt,
                        &JsonLine::milliseconds);
        writePhases(check.phases);
        writeWay(check);
        m_line.integer("attempts"_L1, check.attempts);
        writeEndOfRetries(check.trace);
        m_line.text("detail"_L1, ui::eventSentence(m_event));
    }

    void operator()(const TransitionEvent &transition) const
    {
        m_line.text("from"_L1, wireName(transition.record.from));
        m_line.text("to"_L1, wireName(transition.record.to));
        m_line.text("reason"_L1, wireName(transition.record.reason));
        m_line.text("detail"_L1, ui::transitionSentence(transition.record, transition.failure));
    }

    void operator()(const StatusEvent &status) const
    {
        m_line.text("from"_L1, wireName(status.from));
        m_line.text("to"_L1, wireName(status.to));
        m_line.beginArray("reasons"_L1);
        for (const StatusReason &reason : status.reasons)
            m_line.element(wireName(reason.kind));
        m_line.endArray();
    }

    void operator()(const WebSocketEvent &change) const
    {
        m_line.text("event"_L1, wireName(change.change));
        m_line.optional("close_code"_L1, change.closeCode, &JsonLine::integer);
        m_line.integer("attempt"_L1, change.attempt);
        m_line.optional("retry_in_ms"_L1, change.retryIn, &JsonLine::milliseconds);
        m_line.optional("rtt_ms"_L1, change.roundTrip, &JsonLine::milliseconds);
        writePhases(change.phases);
        writeError(change.failure);
        writeGap(change.gap);
        writeMessages(change);
        m_line.text("detail"_L1, ui::eventSentence(m_event));
    }

    void operator()(const OverallEvent &overall) const
    {
        m_line.text("status"_L1, wireName(overall.overall.status));
        for (int i = 0; i < static_cast<int>(Status::Count); ++i) {
            const auto status = static_cast<Status>(i);
            m_line.integer(wireName(status), overall.overall.count(status));
        }
    }

    void operator()(const ManualEvent &manual) const
    {
        m_line.text("act"_L1, wireName(manual.act));
        m_line.text("detail"_L1, ui::eventSentence(m_event));
    }

    void operator()(const GapEvent &gap) const
    {
        m_line.text("cause"_L1, wireName(gap.cause));
        m_line.optional("length_ms"_L1, gap.length, &JsonLine::milliseconds);
        m_line.text("detail"_L1, ui::eventSentence(m_event));
    }

    void operator()(const IncidentEvent &event) const
    {
        const Incident &incident = event.incident;
        m_line.text("event"_L1, wireName(event.change));
        m_line.integer("number"_L1, incident.number);
        m_line.text("cause"_L1, wireName(incident.cause.kind));
        if (incident.cause.name.isEmpty())
            m_line.null("name"_L1);
        else
            m_line.text("name"_L1, ui::plainLine(incident.cause.name, longestUrl));
        m_line.text("error"_L1, wireName(incident.error));
        m_line.integer("failing"_L1, static_cast<std::int64_t>(incident.failing.size()));
        m_line.integer("sharing"_L1, incident.sharing);
        m_line.beginArray("endpoints"_L1);
        for (std::size_t i = 0; i < std::min(incident.failing.size(), mostEndpoints); ++i)
            m_line.element(incident.failing[i]);
        m_line.endArray();
        m_line.optional("length_ms"_L1, event.length, &JsonLine::milliseconds);
        m_line.text("detail"_L1, ui::eventSentence(m_event));
    }

private:
    void writeMessages(const WebSocketEvent &change) const
    {
        const auto figure = [&](qint64 probe::LinkMessages::*member) {
            return change.messages ? std::optional((*change.messages).*member) : std::nullopt;
        };
        m_line.optional("messages"_L1, figure(&probe::LinkMessages::count), &JsonLine::integer);
        m_line.optional("bytes"_L1, figure(&probe::LinkMessages::bytes), &JsonLine::integer);
        m_line.optional("bad_messages"_L1, figure(&probe::LinkMessages::bad), &JsonLine::integer);
        if (change.subprotocol.isEmpty())
            m_line.null("subprotocol"_L1);
        else
            m_line.text("subprotocol"_L1, change.subprotocol);
    }

    void writeGap(std::optional<GapCause> gap) const
    {
        if (gap)
            m_line.text("gap"_L1, wireName(*gap));
        else
            m_line.null("gap"_L1);
    }

    template <typename SomeFailure>
    void writeError(const std::optional<SomeFailure> &failure) const
    {
        if (failure)
            m_line.text("error"_L1, wireName(failure->errorClass));
        else
            m_line.null("error"_L1);
    }

    void writeTimedOut(const std::optional<probe::ProbeFailure> &failure) const
    {
        if (failure && failure->timedOut)
            m_line.text("timed_out"_L1, wireName(*failure->timedOut));
        else
            m_line.null("timed_out"_L1);
    }

    void writeEndOfRetries(const resilience::Trace &trace) const
    {
        const auto end =
            std::ranges::find(trace, resilience::TraceStep::GaveUp, &resilience::TraceEntry::step);
        if (end != trace.end() && end->reason)
            m_line.text("no_retry"_L1, wireName(*end->reason));
        else
            m_line.null("no_retry"_L1);
    }

    void writeWay(const CheckEvent &check) const
    {
        if (check.family)
            m_line.text("family"_L1, *check.family == probe::AddressFamily::IPv6 ? "ipv6"_L1 : "ipv4"_L1);
        else
            m_line.null("family"_L1);
        if (check.address.isEmpty())
            m_line.null("address"_L1);
        else
            m_line.text("address"_L1, check.address);
        m_line.flag("name_kept"_L1, check.nameWasKept);
        m_line.flag("reused"_L1, check.reused);
        m_line.optional("redialled_after_ms"_L1, check.redialledAfter, &JsonLine::milliseconds);
        m_line.flag("body_cut"_L1, check.answer && check.answer->bodyCut);
        m_line.optional("end_confirmed"_L1, check.answer ? check.answer->endConfirmed : std::nullopt,
                        &JsonLine::flag);
        m_line.optional("verified"_L1, probe::isVerified(check), &JsonLine::flag);
        if (check.answer)
            m_line.text("http_version"_L1, versionName(check.answer->dialect));
        else
            m_line.null("http_version"_L1);
        writeHops(check.hops);
    }

    void writeHops(const std::vector<probe::HttpHop> &hops) const
    {
        m_line.beginArray("hops"_L1);
        for (const probe::HttpHop &hop : hops) {
            m_line.beginElement();
            m_line.text("url"_L1, ui::plainLine(hop.url.toString(QUrl::FullyEncoded), longestUrl));
            m_line.optional("status_code"_L1, hop.status, &JsonLine::integer);
            writePhases(hop.phases);
            m_line.endObject();
        }
        m_line.endArray();
    }

    /// Only the phases that took place.
    void writePhases(const probe::PhaseTimes &phases) const
    {
        m_line.beginObject("phases_ms"_L1);
        for (int i = 0; i < static_cast<int>(probe::Phase::Count); ++i) {
            const auto phase = static_cast<probe::Phase>(i);
            if (phases[phase])
                m_line.milliseconds(wireName(phase), *phases[phase]);
        }
        m_line.endObject();
    }

    JsonLine &m_line;
    const Event &m_event;
};

} // namespace

QByteArray jsonLine(const Event &event)
{
    JsonLine line;
    line.time("at"_L1, event.at.wall);
    line.text("type"_L1, typeName(event));
    if (event.endpoint.isEmpty())
        line.null("endpoint"_L1);
    else
        line.text("endpoint"_L1, event.endpoint);
    std::visit(FieldsOf(line, event), event.what);
    return line.take();
}

} // namespace fusebox::app
