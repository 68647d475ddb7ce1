// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/network_fields.h"

#include "core/settings/option_text.h"
#include "ui/dialogs/field_kinds.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using C = settings::EndpointConfig;
using Stored = tl::expected<void, QString>;

Stored setPin(const QString &typed, QString &target)
{
    const QString text = typed.trimmed();
    const auto pin = settings::parsePin(text);
    if (!pin && !text.isEmpty())
        return refused(Text::tr("The 64 hexadecimal digits of a SHA-256."));
    target = pin.value_or(QString());
    return {};
}

QString keyFault(const QString &typed, const C &config)
{
    return typed.trimmed().isEmpty() ||
                   !config.part<settings::TlsSettings>().trust.clientCertificate.isEmpty()
               ? QString()
               : Text::tr("Add the certificate, or leave this empty.");
}

Stored setProxy(const QString &typed, probe::ProxyOptions &target)
{
    const QString text = typed.trimmed();
    const auto proxy = settings::parseProxyUrl(text);
    if (!proxy && !text.isEmpty())
        return refused(Text::tr("http://host:port or socks5://host:port."));
    const auto url = proxy.value_or(probe::ProxyOptions());
    target.kind = url.kind;
    target.host = url.host;
    target.port = url.port;
    return {};
}

QString proxyUserFault(const QString &typed, const C &config)
{
    return typed.trimmed().isEmpty() || isProxied(config) ? QString()
                                                          : Text::tr("Add the proxy, or leave this empty.");
}

QString proxyPasswordFault(const QString &password, const C &config)
{
    return password.isEmpty() || !config.part<probe::ProxyOptions>().user.isEmpty()
               ? QString()
               : Text::tr("Add the proxy's user, or leave this empty.");
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
    fields.push_back(settingField(
        spec("tls.ca_file", Text::tr("CA file"), Text::tr("PEM; empty: the system's authorities"))));
    fields.push_back(settingField(
        spec("tls.client_certificate", Text::tr("Certificate"), Text::tr("PEM, to show to the server"))));
    fields.push_back(refusedIf(keyFault, settingField(spec("tls.client_key", Text::tr("Key"),
                                                           Text::tr("PEM; empty: with the certificate")))));
    FieldSpec pin = spec("tls.pin", Text::tr("Pin"), Text::tr("SHA-256 of the server's certificate"));
    const auto place = settingOf<settings::Pin>(pin.key).of;
    fields.push_back(ownField<QString>(
        std::move(pin), place, [](const QString &digits) { return digits; }, setPin));
    fields.push_back(settingField(spec("tls.allow_self_signed", Text::tr("Allow self-signed"),
                                       Text::tr("neither chain nor name is verified"))));
    fields.push_back(settingField(spec("certificate_warning", Text::tr("Warn before"),
                                       Text::tr("the certificate expires; 0s: never"))));
}

void addProxy(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Proxy);
    FieldSpec url = spec("proxy.url", Text::tr("Proxy"), Text::tr("http://host:port or socks5://host:port"));
    const auto place = settingOf<settings::ProxyUrl>(url.key).of;
    fields.push_back(ownField(std::move(url), place, settings::proxyUrlText, setProxy));
    fields.push_back(refusedIf(
        proxyUserFault,
        settingField(spec("proxy.user", Text::tr("User"), Text::tr("empty: without authentication")))));
    FieldSpec password = spec("proxy.password", Text::tr("Password"), Text::tr("goes with the user"));
    password.editor = FieldEditor::Secret;
    fields.push_back(refusedIf(proxyPasswordFault, settingField(std::move(password))));
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
