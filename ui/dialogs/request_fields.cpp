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

Stored setMethod(const QString &typed, QByteArray &target)
{
    const QString method = typed.trimmed();
    if (!settings::isCheckMethod(method))
        return refused(Text::tr("A method such as GET or HEAD."));
    target = method.toLatin1();
    return {};
}

bool isTypeable(const QByteArray &body)
{
    const QString text = QString::fromUtf8(body);
    return text.toUtf8() == body && isPlain(QString(text).remove(u'\n').remove(u'\t'));
}

/// What cannot be typed is shown as it can and stays as it is while it is not edited.
QString bodyText(const QByteArray &body)
{
    return isTypeable(body) ? QString::fromUtf8(body) : plainLine(QString::fromUtf8(body));
}

QString traceFault(const QString &typed, const C &config)
{
    return typed.isEmpty() || config.part<probe::HttpOptions>().method != "TRACE"
               ? QString()
               : Text::tr("TRACE has no body.");
}

FieldSpec bodyField(FieldSpec spec)
{
    spec.editor = FieldEditor::Text;
    const auto [place, shape] = settingOf<settings::Bytes>(spec.key);
    const auto parse = [place = place, most = shape.maxSize](const QString &typed, C &config) -> Stored {
        const QByteArray body = typed.toUtf8();
        if (body.size() > most)
            return refused(Text::tr("At most 1 MiB."));
        if (typed != bodyText(*place(config)))
            *place(config) = body;
        return {};
    };
    return refusedIf(
        traceFault,
        ownField(
            std::move(spec),
            [place = place](const C &config) { return bodyText(settings::valueAt(place, config)); }, parse));
}

void addMessage(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Request);
    FieldSpec method = spec("http.method", Text::tr("Method"), Text::tr("GET, HEAD or another"));
    const auto place = settingOf<settings::Method>(method.key).of;
    fields.push_back(ownField<QByteArray>(
        std::move(method), place, [](const QByteArray &name) { return QString::fromLatin1(name); },
        setMethod));
    fields.push_back(headersField(
        spec("http.headers", Text::tr("Headers"), Text::tr("values are hidden unless they are edited"))));
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
    addCredentials(fields, FieldSection::Request, "http");
    addTransfer(fields);
}

} // namespace fusebox::ui
