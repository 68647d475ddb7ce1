// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/fallback_fields.h"

#include "ui/dialogs/field_kinds.h"
#include "ui/text/input_errors.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using C = settings::EndpointConfig;
using Stored = tl::expected<void, QString>;

FieldRows urlRows(const C &config)
{
    FieldRows rows;
    for (const QUrl &url : config.fallback.urls)
        rows << QStringList{url.toString(QUrl::FullyEncoded)};
    return rows;
}

Stored setUrls(const FieldRows &rows, C &config)
{
    const auto urlOf = [kind = kindOf(config)](const QStringList &row) -> tl::expected<QUrl, QString> {
        const auto url = settings::parseEndpointUrl(row.front());
        if (!url)
            return refused(inputError(url.error()));
        if (settings::kindOf(*url) != kind)
            return refused(Text::tr("It answers the same question: use the scheme of the endpoint's URL."));
        return *url;
    };
    return parseRows<QUrl>(rows, urlOf).map([&config](const std::vector<QUrl> &urls) {
        config.fallback.urls = urls;
    });
}

} // namespace

void addFallback(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Fallback);
    fields.push_back(
        tableField(spec("fallback.urls", Text::tr("Other URLs"),
                        Text::tr("asked in turn when it fails or its circuit is open, with its settings")),
                   {{.title = Text::tr("URL")}}, urlRows, setUrls));
    fields.push_back(settingField(spec("fallback.last_good", Text::tr("Last good"),
                                       Text::tr("answer, taken while younger than this; empty: never"))));
    fields.push_back(settingField(spec("fallback.send_credentials", Text::tr("Send credentials"),
                                       Text::tr("to other hosts too: keys, passwords, client certificate"))));
}

} // namespace fusebox::ui
