// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/network_fields.h"

#include "core/settings/option_text.h"
#include "ui/dialogs/field_kinds.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using C = settings::EndpointConfig;
using Stored = tl::expected<void, QString>;

Stored setPin(const QString &typed, C &config)
{
    const QString text = typed.trimmed();
    const auto pin = settings::parsePin(text);
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
    const auto proxy = settings::parseProxyUrl(text);
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

FieldSpec familyField(FieldSpec spec)
{
    FieldSpec field = settingField(std::move(spec));
    field.parse = [parse = field.parse](const QString &picked, C &config) {
        return parse(picked, config).and_then([&]() -> Stored {
            if (settings::rulesOutItsHost(config))
                return refused(Text::tr("The URL's host is an address of the other kind."));
            return {};
        });
    };
    return field;
}

} // namespace

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
    fields.push_back(settingField(spec("tls.allow_self_signed", Text::tr("Allow self-signed"),
                                       Text::tr("neither chain nor name is verified"))));
    fields.push_back(settingField(spec("certificate_warning", Text::tr("Warn before"),
                                       Text::tr("the certificate expires; 0s: never"))));
}

void addProxy(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Proxy);
    fields.push_back(ownField(
        spec("proxy.url", Text::tr("Proxy"), Text::tr("http://host:port or socks5://host:port")),
        [](const C &c) { return settings::proxyUrlText(c.proxy); }, setProxy));
    fields.push_back(ownField(
        spec("proxy.user", Text::tr("User"), Text::tr("empty: without authentication")),
        [](const C &c) { return c.proxy.user; }, setProxyUser));
    FieldSpec password = spec("proxy.password", Text::tr("Password"), Text::tr("goes with the user"));
    password.editor = FieldEditor::Secret;
    fields.push_back(ownField(
        password, [](const C &c) { return c.proxy.password; }, setProxyPassword));
}

void addNames(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Names);
    FieldSpec family = spec("names.family", Text::tr("Addresses"), Text::tr("any: both are tried"));
    family.choices = {Text::tr("any"), QStringLiteral("IPv4"), QStringLiteral("IPv6")};
    fields.push_back(familyField(family));
    FieldSpec source = spec("names.resolver", Text::tr("Resolver"), Text::tr("own: with exact time-outs"));
    source.choices = {Text::tr("own"), Text::tr("system")};
    fields.push_back(settingField(source));
    fields.push_back(settingField(
        spec("names.dns_cache", Text::tr("Keep answers"), Text::tr("at most; 0s: ask each time"))));
}

} // namespace fusebox::ui
