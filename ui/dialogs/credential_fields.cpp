// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/credential_fields.h"

#include "ui/dialogs/field_kinds.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using C = health::EndpointConfig;
using Stored = tl::expected<void, QString>;
using probe::BasicAuthentication;
using probe::BearerAuthentication;

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
    if (token.contains(u' '))
        return refused(Text::tr("A token without blanks."));
    if (!token.isEmpty())
        config.http.authentication = BearerAuthentication{token};
    else if (!isBasic)
        config.http.authentication = {};
    return {};
}

FieldSpec secret(FieldSpec spec)
{
    spec.editor = FieldEditor::Secret;
    return spec;
}

} // namespace

void addCredentials(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Request);
    fields.push_back(ownField(spec("http.basic.user", Text::tr("User"), Text::tr("for basic authentication")),
                              userOf, setUser));
    fields.push_back(
        secret(ownField(spec("http.basic.password", Text::tr("Password"), Text::tr("goes with the user")),
                        passwordOf, setPassword)));
    fields.push_back(secret(ownField(
        spec("http.bearer", Text::tr("Bearer token"), Text::tr("instead of a user")), tokenOf, setToken)));
}

} // namespace fusebox::ui
