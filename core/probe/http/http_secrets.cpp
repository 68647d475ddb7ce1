// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_secrets.h"

#include "core/probe/http/http_text.h"

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

bool isSecret(const QByteArray &name)
{
    return equalsWithoutCase(name, "authorization") || equalsWithoutCase(name, "proxy-authorization") ||
           equalsWithoutCase(name, "cookie");
}

/// "Basic dXNl..." is as secret without its first word.
QByteArray withoutScheme(const QByteArray &value)
{
    return value.mid(value.indexOf(' ') + 1);
}

} // namespace

std::string withoutSecrets(std::string text, const HttpOptions &options)
{
    auto secrets = std::visit(Secrets{}, options.authentication);
    for (const HttpField &field : options.headers)
        if (isSecret(field.name))
            secrets.insert(secrets.end(), {field.value, withoutScheme(field.value)});
    QByteArray bytes = QByteArray::fromStdString(text);
    for (const QByteArray &secret : secrets)
        if (!secret.isEmpty())
            bytes.replace(secret, "***");
    return bytes.toStdString();
}

} // namespace fusebox::probe
