// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/check_log.h"

namespace fusebox::ui {

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

} // namespace

void CheckLog::add(const health::Moment &at, const health::CheckEvent &check)
{
    m_records.push_back({at, trimmed(check)});
    ++m_ever;
    if (m_records.size() > most)
        m_records.pop_front();
}

} // namespace fusebox::ui
