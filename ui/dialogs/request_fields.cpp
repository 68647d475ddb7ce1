// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/request_fields.h"

#include "core/settings/option_text.h"
#include "ui/dialogs/credential_fields.h"
#include "ui/dialogs/field_kinds.h"
#include "ui/dialogs/header_fields.h"
#include "ui/text/plain.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using C = settings::EndpointConfig;
using Stored = tl::expected<void, QString>;

constexpr qsizetype maxRequestBody = 1024 * 1024;

Stored setMethod(const QString &typed, C &config)
{
    const QString method = typed.trimmed();
    if (!settings::isCheckMethod(method))
        return refused(Text::tr("A method such as GET or HEAD."));
    config.http.method = method.toLatin1();
    return {};
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
    fields.push_back(headersField(
        spec("http.headers", Text::tr("Headers"), Text::tr("values are hidden unless they are edited")),
        [](C &c) -> std::vector<probe::HttpField> & { return c.http.headers; }, settings::isReservedField));
    fields.push_back(bodyField(spec("http.body", Text::tr("Body"), Text::tr("sent as it stands here"))));
}

void addTransfer(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Request);
    FieldSpec version = spec("http.version", Text::tr("HTTP"), Text::tr("auto: what the server chooses"));
    version.choices = {QStringLiteral("1.1"), QStringLiteral("2"), QStringLiteral("auto")};
    fields.push_back(settingField(version));
    fields.push_back(settingField(spec("http.keep_alive", Text::tr("Keep alive"),
                                       Text::tr("use a connection again; else a fresh one each time"))));
    fields.push_back(settingField(spec("http.redirects.limit", Text::tr("Redirects"),
                                       Text::tr("followed; 0: a redirect is the answer"))));
    fields.push_back(settingField(
        spec("http.redirects.allow_downgrade", Text::tr("To plain http"), Text::tr("redirects from https"))));
    fields.push_back(settingField(spec("http.max_body", Text::tr("Body at most"),
                                       Text::tr("bytes of an answer; the rest is cut off"))));
}

} // namespace

void addRequest(std::vector<FieldSpec> &fields)
{
    addMessage(fields);
    addCredentials(fields, FieldSection::Request, "http",
                   [](C &c) -> probe::HttpAuthentication & { return c.http.authentication; });
    addTransfer(fields);
}

} // namespace fusebox::ui
