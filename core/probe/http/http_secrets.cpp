// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_secrets.h"

#include "core/probe/failure_detail.h"

namespace fusebox::probe {

namespace {

struct Secrets
{
    std::vector<QByteArray> operator()(std::monostate) const { return {}; }
    std::vector<QByteArray> operator()(const BasicAuthentication &basic) const
    {
        return {(basic.user + u':' + basic.password).toUtf8().toBase64(), basic.password.toUtf8()};
    }
    std::vector<QByteArray> operator()(const BearerAuthentication &bearer) const
    {
        return {bearer.token.toUtf8()};
    }
};

/// "Basic dXNl..." is as secret without its first word.
QByteArray withoutScheme(const QByteArray &value)
{
    return value.mid(value.indexOf(' ') + 1);
}

} // namespace

std::vector<QByteArray> secretsOf(const HttpOptions &options)
{
    auto secrets = std::visit(Secrets{}, options.authentication);
    for (const HttpField &field : options.headers)
        secrets.insert(secrets.end(), {field.value, withoutScheme(field.value)});
    return secrets;
}

QUrl withoutSecrets(const QUrl &url, const std::vector<QByteArray> &secrets)
{
    if (secrets.empty())
        return url.adjusted(QUrl::RemoveUserInfo);
    const QByteArray origin =
        url.toEncoded(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment);
    return QUrl::fromEncoded(origin +
                                 masked(url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority), secrets),
                             QUrl::StrictMode);
}

} // namespace fusebox::probe
