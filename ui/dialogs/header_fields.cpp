// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/header_fields.h"

#include "core/settings/option_text.h"
#include "ui/dialogs/environment_values.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using probe::HttpField;
using C = settings::EndpointConfig;
using Headers = std::vector<HttpField>;

FieldRows rowsOf(const Headers &headers)
{
    FieldRows rows;
    for (const HttpField &header : headers)
        rows << QStringList{QString::fromUtf8(header.name), QString::fromUtf8(header.value)};
    return rows;
}

QString headerFault(const QStringList &row, const settings::Headers &shape)
{
    const QString name = row.at(0);
    const bool isVariable = shape.of == settings::Headers::Of::Environment;
    if (isVariable && !settings::isVariableName(name))
        return Text::tr("A name of letters, digits and _.");
    if (!settings::isHttpToken(name) || name.size() > settings::MaxFieldName)
        return Text::tr("A name of letters, digits and -.");
    const bool isOfUpgrade = shape.of == settings::Headers::Of::Upgrade;
    if (!isVariable && (settings::isReservedField(name) || (isOfUpgrade && settings::isUpgradeField(name))))
        return Text::tr("%1 is written by Fusebox itself.").arg(name);
    if (row.at(1).isEmpty() || !needsLine(row.at(1), settings::Secret::maxLength))
        return Text::tr("A value on one line.");
    return {};
}

tl::expected<Headers, QString> headersOf(const FieldRows &rows, const settings::Headers &shape)
{
    QStringList names;
    return parseRows<HttpField>(rows, [&](const QStringList &row) -> tl::expected<HttpField, QString> {
        if (const QString fault = headerFault(row, shape); !fault.isEmpty())
            return refused(fault);
        if (names.contains(row.at(0)))
            return refused(Text::tr("%1 is here twice.").arg(row.at(0)));
        names << row.at(0);
        return HttpField{row.at(0).toLatin1(), row.at(1).toUtf8()};
    });
}

EnvironmentValues sourced(const QString &key, const Headers &headers)
{
    EnvironmentValues values;
    for (const HttpField &header : headers)
        values.push_back({settings::pointerTo(key, QString::fromLatin1(header.name)), header.value});
    return values;
}

} // namespace

FieldSpec headersField(FieldSpec about)
{
    const auto [place, shape] = settingOf<settings::Headers>(about.key);
    const auto parse = [place = place, shape = shape, key = about.key](const FieldRows &rows, C &config) {
        return headersOf(rows, shape).map([&](const Headers &headers) {
            keepSources(sourced(key, *place(config)), sourced(key, headers), config.secretSources);
            *place(config) = headers;
        });
    };
    return tableField(
        std::move(about), {{.title = Text::tr("Name")}, {.title = Text::tr("Value"), .isSecret = true}},
        [place = place](const C &config) { return rowsOf(settings::valueAt(place, config)); }, parse);
}

} // namespace fusebox::ui
