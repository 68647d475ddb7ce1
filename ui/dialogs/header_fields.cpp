// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/header_fields.h"

#include <algorithm>

#include "core/settings/option_text.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using probe::HttpField;
using C = settings::EndpointConfig;
using Headers = std::vector<HttpField>;
using IsReserved = bool (*)(const QString &);

constexpr qsizetype maxFieldValue = 8192;

FieldRows rowsOf(const Headers &headers)
{
    FieldRows rows;
    for (const HttpField &header : headers)
        rows << QStringList{QString::fromUtf8(header.name), QString::fromUtf8(header.value)};
    return rows;
}

QString headerFault(const QStringList &row, IsReserved isReserved)
{
    const QString name = row.at(0);
    if (!settings::isHttpToken(name) || name.size() > settings::MaxFieldName)
        return Text::tr("A name of letters, digits and -.");
    if (isReserved(name))
        return Text::tr("%1 is written by Fusebox itself.").arg(name);
    if (row.at(1).isEmpty() || !needsLine(row.at(1), maxFieldValue))
        return Text::tr("A value on one line.");
    return {};
}

tl::expected<Headers, QString> headersOf(const FieldRows &rows, IsReserved isReserved)
{
    QStringList names;
    return parseRows<HttpField>(rows, [&](const QStringList &row) -> tl::expected<HttpField, QString> {
        if (const QString fault = headerFault(row, isReserved); !fault.isEmpty())
            return refused(fault);
        if (names.contains(row.at(0)))
            return refused(Text::tr("%1 is here twice.").arg(row.at(0)));
        names << row.at(0);
        return HttpField{row.at(0).toLatin1(), row.at(1).toUtf8()};
    });
}

/// "/http/headers/X-Key", where `key` is "http.headers".
QString pointerTo(const QString &key, const HttpField &header)
{
    QString name = QString::fromLatin1(header.name);
    name.replace(u'~', QStringLiteral("~0")).replace(u'/', QStringLiteral("~1"));
    return u'/' + QString(key).replace(u'.', u'/') + u'/' + name;
}

/// A value that came from the environment goes on doing so under another name: written out, it would be no
/// secret any more.
void keepSources(const QString &key, const Headers &before, const Headers &after,
                 settings::SecretSources &sources)
{
    const settings::SecretSources known = sources;
    for (const HttpField &header : after) {
        const auto same = std::ranges::find_if(before, [&](const HttpField &other) {
            return other.value == header.value && known.contains(pointerTo(key, other));
        });
        if (same != before.end())
            sources[pointerTo(key, header)] = known.at(pointerTo(key, *same));
    }
}

} // namespace

FieldSpec headersField(FieldSpec about, Place<Headers> place, IsReserved isReserved)
{
    const auto parse = [place, isReserved, key = about.key](const FieldRows &rows, C &config) {
        return headersOf(rows, isReserved).map([&](const Headers &headers) {
            keepSources(key, place(config), headers, config.secretSources);
            place(config) = headers;
        });
    };
    return tableField(
        std::move(about), {{.title = Text::tr("Name")}, {.title = Text::tr("Value"), .isSecret = true}},
        [place](const C &config) { return rowsOf(valueAt(place, config)); }, parse);
}

} // namespace fusebox::ui
