// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/expectation_fields.h"

#include "core/settings/option_text.h"
#include "ui/dialogs/content_fields.h"
#include "ui/text/plain.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using probe::HeaderExpectation;
using C = settings::EndpointConfig;
using Stored = tl::expected<void, QString>;
using StatusRanges = settings::StatusRanges::Type;
using ExpectedHeaders = settings::HeaderExpectations::Type;

QString statusText(const StatusRanges &ranges)
{
    QStringList texts;
    for (const auto &range : ranges)
        texts << settings::statusRangeText(range);
    return texts.join(QStringLiteral(", "));
}

Stored setStatus(const QString &typed, StatusRanges &target)
{
    StatusRanges ranges;
    for (const QString &part : typed.split(u',')) {
        const auto range = settings::parseStatusRange(part.trimmed());
        if (!range)
            return refused(Text::tr("Numbers and ranges from 100 to 999: 200-299, 404."));
        ranges.push_back(*range);
    }
    target = ranges;
    return {};
}

/// In the order of HeaderExpectation::Kind.
QStringList headerComparisons()
{
    return {Text::tr("is there"), Text::tr("equals"), Text::tr("contains")};
}

FieldRows rowsOf(const ExpectedHeaders &headers)
{
    FieldRows rows;
    for (const HeaderExpectation &header : headers)
        rows << QStringList{QString::fromUtf8(header.name),
                            headerComparisons().at(static_cast<int>(header.kind)),
                            QString::fromUtf8(header.value)};
    return rows;
}

tl::expected<HeaderExpectation, QString> headerOf(const QStringList &row)
{
    using Kind = HeaderExpectation::Kind;
    const auto kind = static_cast<Kind>(std::max<qsizetype>(headerComparisons().indexOf(row.at(1)), 0));
    const QString value = row.at(2);
    if (!settings::isHttpToken(row.at(0)) || row.at(0).size() > settings::MaxFieldName)
        return refused(Text::tr("A name of letters, digits and -."));
    if (kind == Kind::Present && !value.isEmpty())
        return refused(Text::tr("Pick equals or contains, or leave the value empty."));
    if (kind != Kind::Present && (value.isEmpty() || value.size() > settings::MaxSought || !isPlain(value)))
        return refused(Text::tr("A value on one line."));
    return HeaderExpectation{row.at(0).toLatin1(), kind, value.toUtf8()};
}

FieldSpec headerExpectationsField(FieldSpec spec)
{
    const auto place = settingOf<settings::HeaderExpectations>(spec.key).of;
    return tableField(
        std::move(spec),
        {{.title = Text::tr("Name")},
         {.title = Text::tr("Has"), .choices = headerComparisons()},
         {.title = Text::tr("Value")}},
        [place](const C &config) { return rowsOf(settings::valueAt(place, config)); },
        [place](const FieldRows &rows, C &config) {
            return parseRows<HeaderExpectation>(rows, headerOf).map([&](const ExpectedHeaders &headers) {
                *place(config) = headers;
            });
        });
}

/// Nothing looks into a body where there is none.
QString bodyFault(const QString &typed, const C &config)
{
    return typed.isEmpty() || config.part<probe::HttpOptions>().method != "HEAD"
               ? QString()
               : Text::tr("An answer to HEAD has no body.");
}

void addBodyExpectations(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Expectations);
    const auto ofBody = std::bind_front(refusedIf, bodyFault);
    fields.push_back(ofBody(settingField(spec("http.expect.body_contains", Text::tr("Body contains"),
                                              Text::tr("\\n is a line's end; empty: anything")))));
    fields.push_back(ofBody(patternField(
        spec("http.expect.body_matches", Text::tr("Body matches"), Text::tr("a regular expression")))));
    fields.push_back(ofBody(jsonField(
        spec("http.expect.json", Text::tr("JSON values"), Text::tr("by pointer, as in /checks/0/status")))));
}

} // namespace

void addExpectations(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Expectations);
    FieldSpec status = spec("http.expect.status", Text::tr("Status"), Text::tr("such as 200-299, 404"));
    const auto place = settingOf<settings::StatusRanges>(status.key).of;
    fields.push_back(ownField(std::move(status), place, statusText, setStatus));
    fields.push_back(settingField(spec("http.expect.max_latency", Text::tr("Within"),
                                       Text::tr("later is a failure; empty: no bound"))));
    fields.push_back(settingField(
        spec("http.expect.max_size", Text::tr("Size at most"), Text::tr("bytes; empty: no bound"))));
    fields.push_back(
        headerExpectationsField(spec("http.expect.headers", Text::tr("Headers"), Text::tr("of the answer"))));
    addBodyExpectations(fields);
}

} // namespace fusebox::ui
