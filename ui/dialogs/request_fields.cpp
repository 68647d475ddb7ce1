// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/request_fields.h"

#include <algorithm>

#include "core/health/option_text.h"
#include "ui/dialogs/credential_fields.h"
#include "ui/dialogs/field_kinds.h"
#include "ui/text/plain.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using probe::HttpField;
using C = health::EndpointConfig;
using Stored = tl::expected<void, QString>;

constexpr int maxHops = 50;
constexpr qsizetype maxRequestBody = 1024 * 1024;
constexpr std::int64_t maxBody = 256 * 1024 * 1024;
constexpr qsizetype maxFieldName = 256;
constexpr qsizetype maxFieldValue = 8192;

Stored setMethod(const QString &typed, C &config)
{
    const QString method = typed.trimmed();
    if (!health::isCheckMethod(method))
        return refused(Text::tr("A method such as GET or HEAD."));
    config.http.method = method.toLatin1();
    return {};
}

FieldRows headerRows(const C &config)
{
    FieldRows rows;
    for (const HttpField &header : config.http.headers)
        rows << QStringList{QString::fromUtf8(header.name), QString::fromUtf8(header.value)};
    return rows;
}

QString headerFault(const QStringList &row)
{
    const QString name = row.at(0);
    if (!health::isHttpToken(name) || name.size() > maxFieldName)
        return Text::tr("A name of letters, digits and -.");
    if (health::isReservedField(name))
        return Text::tr("%1 is written by Fusebox itself.").arg(name);
    if (row.at(1).isEmpty() || row.at(1).size() > maxFieldValue || !isPlain(row.at(1)))
        return Text::tr("A value on one line.");
    return {};
}

tl::expected<std::vector<HttpField>, QString> headersOf(const FieldRows &rows)
{
    QStringList names;
    return parseRows<HttpField>(rows, [&](const QStringList &row) -> tl::expected<HttpField, QString> {
        if (const QString fault = headerFault(row); !fault.isEmpty())
            return refused(fault);
        if (names.contains(row.at(0)))
            return refused(Text::tr("%1 is here twice.").arg(row.at(0)));
        names << row.at(0);
        return HttpField{row.at(0).toLatin1(), row.at(1).toUtf8()};
    });
}

QString pointerTo(const HttpField &header)
{
    QString name = QString::fromLatin1(header.name);
    name.replace(u'~', QStringLiteral("~0")).replace(u'/', QStringLiteral("~1"));
    return QStringLiteral("/http/headers/") + name;
}

/// A value that came from the environment goes on doing so under another name: written out, it would be no
/// secret any more.
void keepSources(const std::vector<HttpField> &before, C &config)
{
    const health::SecretSources known = config.secretSources;
    for (const HttpField &header : config.http.headers) {
        const auto same = std::ranges::find_if(before, [&](const HttpField &other) {
            return other.value == header.value && known.contains(pointerTo(other));
        });
        if (same != before.end())
            config.secretSources[pointerTo(header)] = known.at(pointerTo(*same));
    }
}

Stored setHeaders(const FieldRows &rows, C &config)
{
    return headersOf(rows).map([&](std::vector<HttpField> headers) {
        config.http.headers.swap(headers);
        keepSources(headers, config);
    });
}

bool isTypeable(const QByteArray &body)
{
    const QString text = QString::fromUtf8(body);
    return text.toUtf8() == body && isPlain(QString(text).remove(u'\n').remove(u'\t'));
}

/// What cannot be typed is shown as it can and stays as it is while it is not edited.
QString bodyText(const C &config)
{
    const QByteArray &body = config.http.body;
    return isTypeable(body) ? QString::fromUtf8(body) : plainLine(QString::fromUtf8(body));
}

Stored setBody(const QString &typed, C &config)
{
    const QByteArray body = typed.toUtf8();
    if (body.size() > maxRequestBody)
        return refused(Text::tr("At most 1 MiB."));
    if (config.http.method == "TRACE" && !body.isEmpty())
        return refused(Text::tr("TRACE has no body."));
    if (typed != bodyText(config))
        config.http.body = body;
    return {};
}

FieldSpec bodyField(FieldSpec spec)
{
    spec.editor = FieldEditor::Text;
    return ownField(std::move(spec), bodyText, setBody);
}

void addMessage(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Request);
    fields.push_back(ownField(
        spec("http.method", Text::tr("Method"), Text::tr("GET, HEAD or another")),
        [](const C &c) { return QString::fromLatin1(c.http.method); }, setMethod));
    fields.push_back(tableField(
        spec("http.headers", Text::tr("Headers"), Text::tr("values are hidden unless they are edited")),
        {{.title = Text::tr("Name")}, {.title = Text::tr("Value"), .isSecret = true}}, headerRows,
        setHeaders));
    fields.push_back(bodyField(spec("http.body", Text::tr("Body"), Text::tr("sent as it stands here"))));
}

void addTransfer(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Request);
    FieldSpec version = spec("http.version", Text::tr("HTTP"), Text::tr("auto: what the server chooses"));
    version.choices = {QStringLiteral("1.1"), QStringLiteral("2"), QStringLiteral("auto")};
    fields.push_back(choiceField<probe::HttpVersion>(
        version, [](C &c) -> probe::HttpVersion & { return c.http.version; }));
    fields.push_back(flagField(spec("http.keep_alive", Text::tr("Keep alive"),
                                    Text::tr("use a connection again; else a fresh one each time")),
                               [](C &c) -> bool & { return c.http.keepAlive; }));
    fields.push_back(countField(
        spec("http.redirects.limit", Text::tr("Redirects"),
             Text::tr("followed; 0: a redirect is the answer")),
        [](C &c) -> int & { return c.http.redirects.limit; }, 0, maxHops));
    fields.push_back(flagField(
        spec("http.redirects.allow_downgrade", Text::tr("To plain http"), Text::tr("redirects from https")),
        [](C &c) -> bool & { return c.http.redirects.allowDowngrade; }));
    fields.push_back(sizeField(
        spec("http.max_body", Text::tr("Body at most"), Text::tr("bytes of an answer; the rest is cut off")),
        [](C &c) -> std::int64_t & { return c.http.maxBody; }, 1, maxBody));
}

} // namespace

void addRequest(std::vector<FieldSpec> &fields)
{
    addMessage(fields);
    addCredentials(fields);
    addTransfer(fields);
}

} // namespace fusebox::ui
