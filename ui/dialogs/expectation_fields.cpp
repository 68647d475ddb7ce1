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

QString statusText(const C &config)
{
    QStringList ranges;
    for (const auto &range : config.http.expect.status)
        ranges << settings::statusRangeText(range);
    return ranges.join(QStringLiteral(", "));
}

Stored setStatus(const QString &typed, C &config)
{
    std::vector<probe::StatusRange> ranges;
    for (const QString &part : typed.split(u',')) {
        const auto range = settings::parseStatusRange(part.trimmed());
        if (!range)
            return refused(Text::tr("Numbers and ranges from 100 to 999: 200-299, 404."));
        ranges.push_back(*range);
    }
    config.http.expect.status = ranges;
    return {};
}

/// In the order of HeaderExpectation::Kind.
QStringList headerComparisons()
{
    return {Text::tr("is there"), Text::tr("equals"), Text::tr("contains")};
}

FieldRows headerRows(const C &config)
{
    FieldRows rows;
    for (const HeaderExpectation &header : config.http.expect.headers)
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

Stored setHeaders(const FieldRows &rows, C &config)
{
    return parseRows<HeaderExpectation>(rows, headerOf).map([&](std::vector<HeaderExpectation> headers) {
        config.http.expect.headers = std::move(headers);
    });
}

/// One that looks into the body: refused while there is none to look into.
FieldSpec ofBody(FieldSpec field)
{
    field.parse = [parse = field.parse](const QString &typed, C &config) -> Stored {
        if (!typed.isEmpty() && config.http.method == "HEAD")
            return refused(Text::tr("An answer to HEAD has no body."));
        return parse(typed, config);
    };
    return field;
}

void addBodyExpectations(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Expectations);
    fields.push_back(ofBody(soughtField(spec("http.expect.body_contains", Text::tr("Body contains"),
                                             Text::tr("\\n is a line's end; empty: anything")),
                                        [](C &c) -> QByteArray & { return c.http.expect.bodyContains; })));
    fields.push_back(ofBody(patternField(
        spec("http.expect.body_matches", Text::tr("Body matches"), Text::tr("a regular expression")),
        [](C &c) -> QString & { return c.http.expect.bodyMatches; })));
    fields.push_back(ofBody(jsonField(
        spec("http.expect.json", Text::tr("JSON values"), Text::tr("by pointer, as in /checks/0/status")),
        [](C &c) -> std::vector<probe::JsonExpectation> & { return c.http.expect.json; })));
}

} // namespace

void addExpectations(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Expectations);
    fields.push_back(
        ownField(spec("http.expect.status", Text::tr("Status"), Text::tr("such as 200-299, 404")), statusText,
                 setStatus));
    fields.push_back(settingField(spec("http.expect.max_latency", Text::tr("Within"),
                                       Text::tr("later is a failure; empty: no bound"))));
    fields.push_back(settingField(
        spec("http.expect.max_size", Text::tr("Size at most"), Text::tr("bytes; empty: no bound"))));
    fields.push_back(tableField(spec("http.expect.headers", Text::tr("Headers"), Text::tr("of the answer")),
                                {{.title = Text::tr("Name")},
                                 {.title = Text::tr("Has"), .choices = headerComparisons()},
                                 {.title = Text::tr("Value")}},
                                headerRows, setHeaders));
    addBodyExpectations(fields);
}

} // namespace fusebox::ui
