// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/credential_fields.h"

#include "core/settings/secret_reference.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using Stored = tl::expected<void, QString>;
using probe::BasicAuthentication;
using probe::BearerAuthentication;
using probe::HttpAuthentication;

QString userOf(const HttpAuthentication &authentication)
{
    const auto *basic = std::get_if<BasicAuthentication>(&authentication);
    return basic ? basic->user : QString();
}

Stored setUser(const QString &typed, HttpAuthentication &authentication)
{
    const QString user = typed.trimmed();
    auto *basic = std::get_if<BasicAuthentication>(&authentication);
    if (settings::literalsOf(user.toUtf8()).contains(':'))
        return refused(Text::tr("A name without a colon."));
    if (const auto fits = needsLine(user, settings::Basic::maxUser); !fits)
        return fits;
    if (basic && user.isEmpty())
        authentication = {};
    else if (basic)
        basic->user = user;
    else if (!user.isEmpty())
        authentication = BasicAuthentication{user, {}};
    return {};
}

QString passwordOf(const HttpAuthentication &authentication)
{
    const auto *basic = std::get_if<BasicAuthentication>(&authentication);
    return basic ? basic->password : QString();
}

Stored setPassword(const QString &password, HttpAuthentication &authentication)
{
    auto *basic = std::get_if<BasicAuthentication>(&authentication);
    if (!basic && !password.isEmpty())
        return refused(Text::tr("Add the user, or leave this empty."));
    return needsLine(password, settings::Secret::maxLength).map([&] {
        if (basic)
            basic->password = password;
    });
}

QString tokenOf(const HttpAuthentication &authentication)
{
    const auto *bearer = std::get_if<BearerAuthentication>(&authentication);
    return bearer ? bearer->token : QString();
}

Stored setToken(const QString &token, HttpAuthentication &authentication)
{
    const bool isBasic = std::holds_alternative<BasicAuthentication>(authentication);
    if (isBasic && !token.isEmpty())
        return refused(Text::tr("Either a user or a bearer token."));
    if (token.contains(u' '))
        return refused(Text::tr("A token without blanks."));
    if (const auto fits = needsLine(token, settings::Secret::maxLength); !fits)
        return fits;
    if (!token.isEmpty())
        authentication = BearerAuthentication{token};
    else if (!isBasic)
        authentication = {};
    return {};
}

FieldSpec secret(FieldSpec spec)
{
    spec.editor = FieldEditor::Secret;
    return spec;
}

} // namespace

void addCredentials(std::vector<FieldSpec> &fields, FieldSection section, const QByteArray &parent)
{
    const auto spec = std::bind_front(about, section);
    const auto key = [&](const char *end) { return QString::fromLatin1(parent + end); };
    const auto basic = settingOf<settings::Basic>(key(".basic")).of;
    fields.push_back(
        ownField(spec(parent + ".basic.user", Text::tr("User"), Text::tr("for basic authentication")), basic,
                 userOf, setUser));
    fields.push_back(ownField(
        secret(spec(parent + ".basic.password", Text::tr("Password"), Text::tr("goes with the user"))), basic,
        passwordOf, setPassword));
    fields.push_back(
        ownField(secret(spec(parent + ".bearer", Text::tr("Bearer token"), Text::tr("instead of a user"))),
                 settingOf<settings::Bearer>(key(".bearer")).of, tokenOf, setToken));
}

} // namespace fusebox::ui
