// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/content_fields.h"

#include "core/probe/match/body_pattern.h"
#include "core/settings/option_text.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using probe::JsonExpectation;
using C = settings::EndpointConfig;
using Expectations = std::vector<JsonExpectation>;

/// In the order of JsonExpectation::Kind.
QStringList comparisons()
{
    return {QStringLiteral("="), QStringLiteral("≠"), QStringLiteral("<"),
            QStringLiteral("≤"), QStringLiteral(">"), QStringLiteral("≥")};
}

FieldRows rowsOf(const Expectations &expectations)
{
    FieldRows rows;
    for (const JsonExpectation &value : expectations)
        rows << QStringList{value.pointer, comparisons().at(static_cast<int>(value.kind)),
                            QString::fromUtf8(value.value)};
    return rows;
}

tl::expected<JsonExpectation, QString> expectationOf(const QStringList &row)
{
    using Kind = JsonExpectation::Kind;
    const auto kind = static_cast<Kind>(std::max<qsizetype>(comparisons().indexOf(row.at(1)), 0));
    const bool isOrder = kind != Kind::Equals && kind != Kind::Differs;
    if (!settings::isJsonPointer(row.at(0)))
        return refused(Text::tr("A pointer such as /checks/0/status."));
    if (isOrder && !settings::isJsonNumber(row.at(2)))
        return refused(Text::tr("A number to compare with."));
    if (!settings::isJsonScalar(row.at(2)))
        return refused(Text::tr("A number, true, false, null, or text in quotes: \"ok\"."));
    return JsonExpectation{row.at(0), kind, row.at(2).toUtf8()};
}

} // namespace

tl::expected<void, QString> needsPattern(const QString &text)
{
    const auto pattern = probe::BodyPattern::create(text);
    if (!pattern)
        return refused(Text::tr("At character %1: %2.")
                           .arg(QString::number(pattern.error().offset + 1),
                                QString::fromStdString(pattern.error().reason)));
    return {};
}

FieldSpec patternField(FieldSpec about)
{
    const auto place = settingOf<settings::Pattern>(about.key).of;
    return ownField<QString>(
        std::move(about), place, [](const QString &pattern) { return pattern; },
        [](const QString &typed, QString &pattern) {
            return needsPattern(typed)
                .and_then([&] { return needsLine(typed, settings::Pattern::maxLength); })
                .map([&] { pattern = typed; });
        });
}

FieldSpec jsonField(FieldSpec about)
{
    const auto place = settingOf<settings::JsonExpectations>(about.key).of;
    const auto parse = [place](const FieldRows &rows, C &config) {
        return parseRows<JsonExpectation>(rows, expectationOf).map([&](const Expectations &values) {
            *place(config) = values;
        });
    };
    return tableField(
        std::move(about),
        {{.title = Text::tr("Pointer")},
         {.title = Text::tr("Is"), .choices = comparisons()},
         {.title = Text::tr("Value")}},
        [place](const C &config) { return rowsOf(settings::valueAt(place, config)); }, parse);
}

} // namespace fusebox::ui
