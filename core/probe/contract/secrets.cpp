// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/contract/secrets.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <QRegularExpression>

#include "core/probe/contract/http_text.h"
#include "core/probe/contract/schemes.h"

namespace fusebox::probe {

namespace {

using Secrets = std::vector<QByteArray>;

/// A list of what may be known rather than of what may not: an X-Api-Key tells as much as an Authorization.
constexpr std::array harmlessNames{"accept",        "accept-charset", "accept-encoding",  "accept-language",
                                   "cache-control", "content-type",   "content-language", "dnt",
                                   "pragma",        "range",          "user-agent"};

constexpr qsizetype keysWithin = 4 * 1024; ///< of a request's body: who logs in has done so by then
constexpr qsizetype shortestPart = 8;      ///< of a field's value: a shorter one is a word
constexpr qsizetype shortestToken = 32;    ///< among subprotocols, where "base64.channel.k8s.io" is a name

Secrets ofUser(const QString &user, const QString &password)
{
    return {(user + u':' + password).toUtf8(), password.toUtf8()};
}

struct OfAuthentication
{
    Secrets operator()(std::monostate) const { return {}; }
    Secrets operator()(const BasicAuthentication &basic) const { return ofUser(basic.user, basic.password); }
    Secrets operator()(const BearerAuthentication &bearer) const { return {bearer.token.toUtf8()}; }
};

/// "Basic dXNl..." is as secret without its first word, and "id=1; session=2f..." holds what is.
void addField(const QByteArray &value, Secrets &secrets)
{
    secrets.push_back(value);
    secrets.push_back(value.mid(value.indexOf(' ') + 1));
    const bool isUrl = value.contains("://");             // an Origin, say: hosts are no secrets
    for (const char separator : {isUrl ? ' ' : ':', ' '}) // "bob:s3cret", "Digest bob s3cret"
        for (const QByteArray &part : value.split(separator))
            if (part.size() >= shortestPart)
                secrets.push_back(part);
    for (const QByteArray &parameter : QByteArray(value).replace(',', ';').split(';')) {
        QByteArray part = parameter.mid(parameter.indexOf('=') + 1).trimmed();
        if (part.startsWith('"') && part.endsWith('"') && part.size() > 1)
            part = part.sliced(1).chopped(1);
        if (part.size() >= shortestPart)
            secrets.push_back(part);
    }
}

bool isOfToken(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || QByteArrayView("-._~+/=").contains(c);
}

/// A key within a message, which is told from its words by a digit: R"({"op": "subscribe", "key":
/// "2f5c11aa"})".
void addKeysIn(QByteArrayView message, Secrets &secrets)
{
    for (auto begin = message.begin(); begin != message.end();) {
        begin = std::find_if(begin, message.end(), isOfToken);
        const auto end = std::find_if_not(begin, message.end(), isOfToken);
        const QByteArrayView word(begin, end);
        if (word.size() >= shortestPart &&
            std::any_of(begin, end, [](char c) { return c >= '0' && c <= '9'; }))
            secrets.push_back(word.toByteArray());
        begin = end;
    }
}

/// R"("password": "correct horse")" in JSON: what its name calls one, whatever it looks like.
void addNamedSecrets(const QString &message, Secrets &secrets)
{
    static const QRegularExpression named(
        QStringLiteral(
            R"re("[^"]*(?:pass|pwd|secret|token|key|auth|credential)[^"]*"\s*:\s*"((?:[^"\\]|\\.)*)")re"),
        QRegularExpression::CaseInsensitiveOption);
    for (auto matches = named.globalMatch(message.first(std::min(message.size(), keysWithin)));
         matches.hasNext();)
        secrets.push_back(matches.next().captured(1).toUtf8());
}

Secrets secretsOf(const std::vector<HttpField> &fields, const HttpAuthentication &authentication)
{
    Secrets secrets = std::visit(OfAuthentication{}, authentication);
    for (const HttpField &field : fields)
        if (!isHarmlessField(field.name) && !equalsWithoutCase(field.name, "host"))
            addField(field.value, secrets);
    return secrets;
}

} // namespace

bool isHarmlessField(QByteArrayView name)
{
    return std::ranges::any_of(harmlessNames,
                               [name](const char *harmless) { return equalsWithoutCase(name, harmless); });
}

bool isSameOrigin(const QUrl &a, const QUrl &b)
{
    return a.scheme() == b.scheme() && a.host() == b.host() && portOf(a) == portOf(b);
}

void dropCredentials(HttpOptions &options)
{
    options.authentication = {};
    std::erase_if(options.headers, [](const HttpField &field) { return !isHarmlessField(field.name); });
}

void dropCredentials(TrustProfile &trust)
{
    trust.clientCertificate.clear();
    trust.clientKey.clear();
}

std::vector<QByteArray> joined(std::vector<QByteArray> secrets, const std::vector<QByteArray> &others)
{
    secrets.insert(secrets.end(), others.begin(), others.end());
    return secrets;
}

std::vector<QByteArray> secretsOf(const ProxyOptions &proxy)
{
    return proxy.password.isEmpty() ? Secrets() : ofUser(proxy.user, proxy.password);
}

std::vector<QByteArray> secretsOf(const HttpOptions &options, const ProxyOptions &proxy)
{
    Secrets secrets = joined(secretsOf(options.headers, options.authentication), secretsOf(proxy));
    addKeysIn(QByteArrayView(options.body).first(std::min(options.body.size(), keysWithin)), secrets);
    return secrets;
}

std::vector<QByteArray> secretsOf(const WebSocketOptions &options, const ProxyOptions &proxy)
{
    Secrets secrets = joined(secretsOf(options.headers, options.authentication), secretsOf(proxy));
    for (const QString &subprotocol : options.subprotocols) // browsers can send a token in no other way
        if (subprotocol.size() >= shortestToken)
            secrets.push_back(subprotocol.toLatin1());
    addMessage(options.greeting, secrets);
    addMessage(options.keepalive.send, secrets);
    for (const KeepaliveAnswer &answer : options.keepalive.answer)
        addMessage(answer.send, secrets);
    return secrets;
}

void addMessage(const QString &message, std::vector<QByteArray> &secrets)
{
    const QByteArray sent = message.toUtf8();
    secrets.push_back(sent);
    addKeysIn(sent, secrets);
    addNamedSecrets(message, secrets);
}

HttpAnswer withoutSecrets(HttpAnswer answer, const SecretMask &mask)
{
    answer.reason = mask.maskedToTheEnd(answer.reason);
    for (HttpField &field : answer.fields)
        field = {mask.masked(field.name), mask.masked(field.value)};
    answer.body = firstOf(mask.maskedToTheEnd(answer.body), HttpAnswer::keptBody);
    return answer;
}

QUrl withoutSecrets(const QUrl &url, const SecretMask &mask)
{
    const QByteArray origin =
        url.toEncoded(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment);
    const QByteArray rest = url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority);
    return QUrl::fromEncoded(origin + mask.masked(rest), QUrl::StrictMode);
}

} // namespace fusebox::probe
