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

/// Values of a few characters are no secrets, and stand in every text.
constexpr qsizetype shortestSecret = 4;

/// "Basic dXNl..." is as secret without its first word.
QByteArray withoutScheme(const QByteArray &value)
{
    return value.mid(value.indexOf(' ') + 1);
}

} // namespace

/// Any field that was given may hold a key: none is shown.
std::string withoutSecrets(std::string text, const HttpOptions &options)
{
    auto secrets = std::visit(Secrets{}, options.authentication);
    for (const HttpField &field : options.headers)
        secrets.insert(secrets.end(), {field.value, withoutScheme(field.value)});
    QByteArray bytes = QByteArray::fromStdString(text);
    for (const QByteArray &secret : secrets) {
        if (secret.size() < shortestSecret)
            continue;
        bytes.replace(secret, "***");
        bytes.replace(secret.toPercentEncoding(), "***");
    }
    return bytes.toStdString();
}

} // namespace fusebox::probe
