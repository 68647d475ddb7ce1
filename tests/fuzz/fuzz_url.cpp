// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/contract/secrets.h"
#include "core/probe/http/http_redirect.h"
#include "core/probe/names/dns_question.h"
#include "core/settings/endpoint_url.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;
using namespace fusebox::fuzz;

namespace {

QByteArray bytesOf(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

/// A URL that we take is one that we take again as it is shown.
void endpointUrl(const QString &text)
{
    const auto url = settings::parseEndpointUrl(text);
    if (!url)
        return;
    const auto again = settings::parseEndpointUrl(url->toString(QUrl::FullyEncoded));
    require(again.has_value() && *again == *url);
    require(url->userInfo().isEmpty());
    if (settings::kindOf(*url) == probe::ProbeKind::Dns)
        (void)probe::dnsTargetFrom(*url);
}

/// A redirect leads to a host over HTTP, or nowhere, and never with our secrets to another origin.
void redirect(const QByteArray &location)
{
    const QUrl from(QStringLiteral("https://a.test/path?query"));
    probe::HttpOptions options;
    options.authentication = probe::BearerAuthentication{QStringLiteral("token")};
    probe::HttpRecorder answer(0, 0);
    answer.beginHead(probe::HttpDialect::Http11, 302, "Found");
    if (!answer.takeField("Location", location))
        return;
    answer.endHead();
    const auto next = probe::redirectFrom(from, options, answer, 0);
    if (!next || !*next)
        return;
    const QUrl &url = (*next)->url;
    require(url.isValid() && !url.host().isEmpty());
    require(url.scheme() == QStringLiteral("http") || url.scheme() == QStringLiteral("https"));
    const bool isForeign = url.host() != from.host() || url.port(443) != 443 || url.scheme() != from.scheme();
    require(!isForeign || std::holds_alternative<std::monostate>((*next)->options.authentication));
    (void)probe::withoutSecrets(url, probe::secretsOf(options, {}));
}

} // namespace

FUZZ(std::string_view input)
{
    if (takeByte(input) % 2 == 0)
        endpointUrl(QString::fromUtf8(bytesOf(input)));
    else
        redirect(bytesOf(input));
}
