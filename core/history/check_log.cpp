// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/check_log.h"

namespace fusebox::history {

namespace {

void keepFirstFields(probe::HttpAnswer &answer)
{
    qsizetype kept = 0;
    std::size_t fields = 0;
    for (; fields < answer.fields.size() && kept <= CheckLog::keptBytes; ++fields)
        kept += answer.fields[fields].name.size() + answer.fields[fields].value.size();
    answer.fieldsCut = answer.fieldsCut || fields < answer.fields.size();
    answer.fields.resize(fields);
}

/// Once an endpoint answers as it should, what it answers is of no interest.
health::CheckEvent trimmed(health::CheckEvent check)
{
    if (!check.failure) {
        check.answer.reset();
        check.firstBytes.clear();
    } else if (check.answer) {
        keepFirstFields(*check.answer);
        check.answer->body = check.answer->body.left(CheckLog::keptBytes);
    }
    check.firstBytes = check.firstBytes.left(CheckLog::keptBytes);
    return check;
}

std::optional<resilience::RejectedBy> rejecterOf(const health::CheckEvent &check)
{
    return check.failure ? check.failure->rejectedBy : std::nullopt;
}

/// Neither was made, and for the same reason.
bool areOneGap(const health::CheckEvent &a, const health::CheckEvent &b)
{
    using enum health::CheckOutcome;
    return a.outcome == Skipped && b.outcome == Skipped && a.gap == b.gap && rejecterOf(a) == rejecterOf(b);
}

/// How much a person who points at several is told by it.
int weight(const CheckRecord &record)
{
    using health::CheckOutcome;
    switch (record.check.outcome) {
    case CheckOutcome::Failure:
    case CheckOutcome::Fallback: return 2;
    case CheckOutcome::Skipped: return 0;
    default: return 1;
    }
}

} // namespace

void CheckLog::add(const health::Moment &at, const health::CheckEvent &check)
{
    if (!m_records.empty() && areOneGap(m_records.back().check, check)) {
        m_records.back().at = at;
        ++m_records.back().times;
        return;
    }
    m_records.push_back({.at = at, .check = trimmed(check), .first = at});
    ++m_ever;
    if (m_records.size() > most)
        m_records.pop_front();
}

CheckMark markOf(const CheckRecord &record)
{
    return {record.at.steady, weight(record)};
}

std::vector<CheckMark> marksOf(const CheckLog &log)
{
    std::vector<CheckMark> marks;
    for (const CheckRecord &record : log.records())
        marks.push_back(markOf(record));
    return marks;
}

std::optional<health::TimePoint> mostTelling(const std::vector<CheckMark> &checks, health::TimePoint from,
                                             health::TimePoint to)
{
    std::optional<CheckMark> telling;
    for (const CheckMark &check : checks) {
        const bool isWithin = from <= check.at && check.at <= to;
        if (isWithin && (!telling || check.weight >= telling->weight))
            telling = check;
    }
    return telling ? std::optional(telling->at) : std::nullopt;
}

} // namespace fusebox::history
