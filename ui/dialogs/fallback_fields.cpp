// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/fallback_fields.h"

#include "core/settings/secret_reference.h"
#include "ui/dialogs/field_kinds.h"
#include "ui/text/input_errors.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using C = settings::EndpointConfig;

FieldRows rowsOf(const std::vector<QUrl> &urls)
{
    FieldRows rows;
    for (const QUrl &url : urls)
        rows << QStringList{settings::urlText(url)};
    return rows;
}

FieldSpec urlsField(FieldSpec spec)
{
    const auto place = settingOf<settings::UrlList>(spec.key).of;
    const auto parse = [place](const FieldRows &rows, C &config) -> tl::expected<void, QString> {
        const auto urlOf = [kind = kindOf(config)](const QStringList &row) -> tl::expected<QUrl, QString> {
            const auto url = settings::parseEndpointUrl(row.front());
            if (!url)
                return refused(inputError(url.error()));
            if (settings::kindOf(*url) != kind)
                return refused(
                    Text::tr("It answers the same question: use the scheme of the endpoint's URL."));
            return *url;
        };
        return parseRows<QUrl>(rows, urlOf).map([&](const std::vector<QUrl> &urls) {
            *place(config) = urls;
        });
    };
    return tableField(
        std::move(spec), {{.title = Text::tr("URL")}},
        [place](const C &config) { return rowsOf(settings::valueAt(place, config)); }, parse);
}

} // namespace

void addFallback(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Fallback);
    fields.push_back(
        urlsField(spec("fallback.urls", Text::tr("Other URLs"),
                       Text::tr("asked in turn when it fails or its circuit is open, with its settings"))));
    fields.push_back(settingField(spec("fallback.last_good", Text::tr("Last good"),
                                       Text::tr("answer, taken while younger than this; empty: never"))));
    fields.push_back(settingField(spec("fallback.send_credentials", Text::tr("Send credentials"),
                                       Text::tr("to other hosts too: keys, passwords, client certificate"))));
}

} // namespace fusebox::ui
