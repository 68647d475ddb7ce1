// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/network_fields.h"

#include <QRegularExpression>

#include "core/health/option_text.h"
#include "ui/dialogs/field_kinds.h"
#include "ui/text/plain.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using namespace std::chrono_literals;
using C = health::EndpointConfig;
using health::Nanoseconds;
using probe::BasicAuthentication;
using probe::BearerAuthentication;
using Stored = tl::expected<void, QString>;

constexpr int maxHops = 50;

tl::unexpected<QString> refused(const QString &sentence)
{
    return tl::unexpected(sentence);
}

FieldSpec secret(FieldSpec spec)
{
    spec.editor = FieldEditor::Secret;
    return spec;
}

/// `print` and `parse` of a value that lies in no one place.
template <typename Print, typename Parse>
FieldSpec ownField(FieldSpec spec, Print print, Parse parse)
{
    spec.print = print;
    spec.parse = parse;
    return spec;
}

QString userOf(const C &config)
{
    const auto *basic = std::get_if<BasicAuthentication>(&config.http.authentication);
    return basic ? basic->user : QString();
}

Stored setUser(const QString &typed, C &config)
{
    const QString user = typed.trimmed();
    auto *basic = std::get_if<BasicAuthentication>(&config.http.authentication);
    if (user.contains(u':'))
        return refused(Text::tr("A name without a colon."));
    if (basic && user.isEmpty())
        config.http.authentication = {};
    else if (basic)
        basic->user = user;
    else if (!user.isEmpty())
        config.http.authentication = BasicAuthentication{user, {}};
    return {};
}

QString passwordOf(const C &config)
{
    const auto *basic = std::get_if<BasicAuthentication>(&config.http.authentication);
    return basic ? basic->password : QString();
}

Stored setPassword(const QString &password, C &config)
{
    if (auto *basic = std::get_if<BasicAuthentication>(&config.http.authentication))
        basic->password = password;
    else if (!password.isEmpty())
        return refused(Text::tr("Add the user, or leave this empty."));
    return {};
}

QString tokenOf(const C &config)
{
    const auto *bearer = std::get_if<BearerAuthentication>(&config.http.authentication);
    return bearer ? bearer->token : QString();
}

Stored setToken(const QString &token, C &config)
{
    const bool isBasic = std::holds_alternative<BasicAuthentication>(config.http.authentication);
    if (isBasic && !token.isEmpty())
        return refused(Text::tr("Either a user or a bearer token."));
    if (!token.isEmpty())
        config.http.authentication = BearerAuthentication{token};
    else if (!isBasic)
        config.http.authentication = {};
    return {};
}

Stored setMethod(const QString &typed, C &config)
{
    const QString method = typed.trimmed();
    if (!health::isHttpToken(method) || method.size() > 32)
        return refused(Text::tr("A method such as GET or HEAD."));
    config.http.method = method.toLatin1();
    return {};
}

QString statusText(const C &config)
{
    QStringList ranges;
    for (const auto &range : config.http.expect.status)
        ranges << health::statusRangeText(range);
    return ranges.join(QStringLiteral(", "));
}

Stored setStatus(const QString &typed, C &config)
{
    std::vector<probe::StatusRange> ranges;
    for (const QString &part : typed.split(u',')) {
        const auto range = health::parseStatusRange(part.trimmed());
        if (!range)
            return refused(Text::tr("Numbers and ranges from 100 to 599: 200-299, 404."));
        ranges.push_back(*range);
    }
    config.http.expect.status = ranges;
    return {};
}

/// On one line; what a line cannot hold is shown as it can and stays as it is while it is not edited.
QString soughtText(const C &config)
{
    return plainLine(QString::fromUtf8(config.http.expect.bodyContains), 4096);
}

Stored setSought(const QString &typed, C &config)
{
    if (typed != soughtText(config))
        config.http.expect.bodyContains = typed.toUtf8();
    return {};
}

Stored setPattern(const QString &typed, C &config)
{
    const QRegularExpression pattern(typed);
    if (!pattern.isValid())
        return refused(Text::tr("At character %1: %2.")
                           .arg(QString::number(pattern.patternErrorOffset() + 1), pattern.errorString()));
    config.http.expect.bodyMatches = typed;
    return {};
}

Stored setPin(const QString &typed, C &config)
{
    const QString text = typed.trimmed();
    const auto pin = health::parsePin(text);
    if (!pin && !text.isEmpty())
        return refused(Text::tr("The 64 hexadecimal digits of a SHA-256."));
    config.tls.pin = pin.value_or(QString());
    return {};
}

Stored setKey(const QString &typed, C &config)
{
    const QString path = typed.trimmed();
    if (!path.isEmpty() && config.tls.clientCertificate.isEmpty())
        return refused(Text::tr("Add the certificate, or leave this empty."));
    config.tls.clientKey = path;
    return {};
}

Stored setProxy(const QString &typed, C &config)
{
    const QString text = typed.trimmed();
    const auto proxy = health::parseProxyUrl(text);
    if (!proxy && !text.isEmpty())
        return refused(Text::tr("http://host:port or socks5://host:port."));
    const auto url = proxy.value_or(probe::ProxyOptions());
    config.proxy.kind = url.kind;
    config.proxy.host = url.host;
    config.proxy.port = url.port;
    return {};
}

Stored setProxyUser(const QString &typed, C &config)
{
    const QString user = typed.trimmed();
    if (!user.isEmpty() && config.proxy.kind == probe::ProxyKind::None)
        return refused(Text::tr("Add the proxy, or leave this empty."));
    config.proxy.user = user;
    return {};
}

Stored setProxyPassword(const QString &password, C &config)
{
    if (!password.isEmpty() && config.proxy.user.isEmpty())
        return refused(Text::tr("Add the proxy's user, or leave this empty."));
    config.proxy.password = password;
    return {};
}

} // namespace

void addRequest(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Request);
    fields.push_back(ownField(
        spec("http.method", Text::tr("Method"), Text::tr("GET, HEAD or another")),
        [](const C &c) { return QString::fromLatin1(c.http.method); }, setMethod));
    fields.push_back(ownField(spec("http.basic.user", Text::tr("User"), Text::tr("for basic authentication")),
                              userOf, setUser));
    fields.push_back(
        secret(ownField(spec("http.basic.password", Text::tr("Password"), Text::tr("goes with the user")),
                        passwordOf, setPassword)));
    fields.push_back(secret(ownField(
        spec("http.bearer", Text::tr("Bearer token"), Text::tr("instead of a user")), tokenOf, setToken)));
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
}

void addExpectations(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Expectations);
    fields.push_back(
        ownField(spec("http.expect.status", Text::tr("Status"), Text::tr("such as 200-299, 404")), statusText,
                 setStatus));
    fields.push_back(
        ownField(spec("http.expect.body_contains", Text::tr("Body contains"), Text::tr("empty: anything")),
                 soughtText, setSought));
    fields.push_back(ownField(
        spec("http.expect.body_matches", Text::tr("Body matches"), Text::tr("a regular expression")),
        [](const C &c) { return c.http.expect.bodyMatches; }, setPattern));
    fields.push_back(optionalDurationField(
        spec("http.expect.max_latency", Text::tr("Within"), Text::tr("later is a failure; empty: no bound")),
        [](C &c) -> std::optional<Nanoseconds> & { return c.http.expect.maxLatency; }));
}

void addTls(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Tls);
    fields.push_back(
        textField(spec("tls.ca_file", Text::tr("CA file"), Text::tr("PEM; empty: the system's authorities")),
                  [](C &c) -> QString & { return c.tls.caFile; }));
    fields.push_back(textField(
        spec("tls.client_certificate", Text::tr("Certificate"), Text::tr("PEM, to show to the server")),
        [](C &c) -> QString & { return c.tls.clientCertificate; }));
    fields.push_back(ownField(
        spec("tls.client_key", Text::tr("Key"), Text::tr("PEM; empty: with the certificate")),
        [](const C &c) { return c.tls.clientKey; }, setKey));
    fields.push_back(ownField(
        spec("tls.pin", Text::tr("Pin"), Text::tr("SHA-256 of the server's certificate")),
        [](const C &c) { return c.tls.pin; }, setPin));
    fields.push_back(flagField(spec("tls.allow_self_signed", Text::tr("Allow self-signed"),
                                    Text::tr("neither chain nor name is verified")),
                               [](C &c) -> bool & { return c.tls.allowSelfSigned; }));
    fields.push_back(durationField(
        spec("certificate_warning", Text::tr("Warn before"), Text::tr("the certificate expires; 0s: never")),
        [](C &c) -> Nanoseconds & { return c.certificateWarning; }, 0ns));
}

void addNames(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Names);
    FieldSpec family = spec("names.family", Text::tr("Addresses"), Text::tr("any: both are tried"));
    family.choices = {Text::tr("any"), QStringLiteral("IPv4"), QStringLiteral("IPv6")};
    fields.push_back(choiceField<probe::AddressFamily>(
        family, [](C &c) -> probe::AddressFamily & { return c.names.family; }));
    FieldSpec source = spec("names.resolver", Text::tr("Resolver"), Text::tr("own: with exact time-outs"));
    source.choices = {Text::tr("own"), Text::tr("system")};
    fields.push_back(
        choiceField<probe::NameSource>(source, [](C &c) -> probe::NameSource & { return c.names.source; }));
    fields.push_back(durationField(
        spec("names.dns_cache", Text::tr("Keep answers"), Text::tr("at most; 0s: ask each time")),
        [](C &c) -> Nanoseconds & { return c.names.keepFor; }, 0ns));
    fields.push_back(ownField(
        spec("proxy.url", Text::tr("Proxy"), Text::tr("http://host:port or socks5://host:port")),
        [](const C &c) { return health::proxyUrlText(c.proxy); }, setProxy));
    fields.push_back(ownField(
        spec("proxy.user", Text::tr("Proxy user"), Text::tr("empty: without authentication")),
        [](const C &c) { return c.proxy.user; }, setProxyUser));
    fields.push_back(secret(ownField(
        spec("proxy.password", Text::tr("Proxy password"), Text::tr("goes with the user")),
        [](const C &c) { return c.proxy.password; }, setProxyPassword)));
}

FieldSpec about(FieldSection section, const char *key, const QString &label, const QString &hint)
{
    FieldSpec spec;
    spec.key = QString::fromLatin1(key);
    spec.label = label;
    spec.hint = hint;
    spec.section = section;
    return spec;
}

} // namespace fusebox::ui
