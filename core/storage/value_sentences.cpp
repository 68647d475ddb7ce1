// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/value_sentences.h"

#include <algorithm>

#include <QHash>
#include <QRegularExpression>
#include <QStringList>

#include "core/storage/nearest_word.h"
#include "core/storage/plain_text.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using resilience::DurationError;
using settings::UrlError;

namespace {

/// "A, AAAA, CAA or CNAME".
QString listed(QStringList words)
{
    const QString last = words.takeLast();
    return words.isEmpty() ? last : words.join(u", ") + u" or "_s + last;
}

QString schemeNames()
{
    QStringList names;
    for (const probe::Scheme &scheme : probe::Schemes)
        names << scheme.name;
    return listed(names);
}

QString recordTypes()
{
    const auto types = settings::dnsRecordTypes();
    return listed(QStringList(types.begin(), types.end()));
}

QString inUnits(settings::Nanoseconds time)
{
    return QString::fromStdString(resilience::formatDuration(time));
}

QString lengthFault(const QString &text, int maxLength)
{
    if (text.isEmpty())
        return u"must not be empty; leave the key out for the default"_s;
    if (text.size() > maxLength && text.toUcs4().size() > maxLength)
        return u"is longer than %1 characters"_s.arg(maxLength);
    return {};
}

} // namespace

QString quoted(const QString &typed)
{
    return u'"' + shortened(typed) + u'"';
}

QString quotedList(std::span<const QLatin1StringView> words)
{
    QStringList all;
    for (const QLatin1StringView word : words)
        all += quoted(word);
    return listed(all);
}

bool mayHoldPassword(const QString &typed)
{
    static const QRegularExpression place(u"@|%40"                            // behind a password
                                          "|://[^/?#\\[\\]]*:[0-9]*[^0-9/?#]" // in a port's place
                                          "|^(?!.*://).*:.*:"_s);             // where slashes are missing
    return place.match(typed).hasMatch();
}

QString quotedUrl(const QString &typed)
{
    if (mayHoldPassword(typed))
        return u"this"_s;
    const auto isSecretFrom = [](QChar c) { return c == u'?' || c == u'#'; };
    const auto end = std::find_if(typed.begin(), typed.end(), isSecretFrom);
    return quoted(end == typed.end() ? typed : typed.left(end - typed.begin() + 1) + u'…');
}

QString urlSentence(settings::UrlError error, const QString &text)
{
    static const QString schemes = schemeNames();
    const QString typed = quotedUrl(text);
    switch (error) {
    case settings::UrlError::Empty:
        return u"an empty URL; write one such as \"https://example.org/health\""_s;
    case settings::UrlError::Malformed:
        return typed + u" is not a URL; write one such as \"https://example.org/health\""_s;
    case settings::UrlError::NoScheme:
        return typed + u" has no scheme; begin with "_s + schemes + u", as in \"https://\""_s;
    case settings::UrlError::UnknownScheme: return typed + u" has an unknown scheme; use "_s + schemes;
    case settings::UrlError::NoHost: return typed + u" names no host; write one after \"://\""_s;
    case settings::UrlError::HasCredentials:
        return u"the URL holds a user or password; leave them out"_s; // and unquoted
    case settings::UrlError::BadPort: return typed + u" has a bad port; use 1 to 65535"_s;
    case settings::UrlError::NoPort:
        return typed + u" has no port; write one after the host, as in \"tcp://db.example:5432\""_s;
    case settings::UrlError::HasPath: return typed + u" goes on after the port; end it there"_s;
    case settings::UrlError::HasMore: return typed + u" goes on after the colon; end it there"_s;
    case settings::UrlError::NoName:
        return typed + u" names nothing to look up; write it as in \"dns:///example.org?type=A\""_s;
    case settings::UrlError::BadName:
        return typed +
               u" does not look up a name; write one after the resolver, as in \"dns:///example.org\""_s;
    case settings::UrlError::UnknownRecordType:
        return quoted(text) + u" asks for an unknown type; end it with ?type= and "_s + recordTypes();
    }
    return {};
}

QString referenceSentence(const settings::ReferenceFault &fault)
{
    using settings::ReferenceError;
    switch (fault.error) {
    case ReferenceError::UnknownSource:
        return u"\"${%1:\" refers to nothing; write \"${secret:\", \"${env:\" or \"${file:\", or \"$${\" for "
               u"the "
               "characters themselves"_s.arg(fault.word);
    case ReferenceError::Unclosed:
        return u"\"${%1:\" has no end; close it with \"}\", or write \"$${\" for the characters themselves"_s
            .arg(fault.word);
    case ReferenceError::BadName:
        return u"\"${%1:...}\" names nothing that there could be; write it as in \"${secret:api/token}\", "
               "\"${env:API_TOKEN}\" or \"${file:/run/keys/api}\""_s.arg(fault.word);
    case ReferenceError::TooMany:
        return u"refers to more than %1 secrets; use fewer"_s.arg(settings::mostReferences);
    }
    return {};
}

QString durationSentence(DurationError error, const QString &typed, settings::Nanoseconds longest)
{
    static const QString example = u"write a number and a unit, such as \"250ms\", \"5s\" or \"1m\""_s;
    if (typed.startsWith(u'-'))
        return quoted(typed) + u" is negative; a duration must be more than zero"_s;
    switch (error) {
    case DurationError::Empty: return u"an empty duration; "_s + example;
    case DurationError::NoNumber: return quoted(typed) + u" is not a duration; "_s + example;
    case DurationError::NoUnit: return quoted(typed) + u" has no unit; "_s + example;
    case DurationError::UnknownUnit:
        return quoted(typed) + u" has an unknown unit; use ns, us, ms, s, m, h or d"_s;
    case DurationError::TooLarge:
        return quoted(typed) + u" is too long; use at most \"%1\""_s.arg(inUnits(longest));
    }
    return {};
}

QString tooShortSentence(settings::Nanoseconds duration, settings::Nanoseconds minimum)
{
    if (duration == settings::Nanoseconds{0})
        return u"a duration must be more than zero"_s;
    return u"\"%1\" is too short; use at least \"%2\""_s.arg(inUnits(duration), inUnits(minimum));
}

QString unknownKeySentence(const QString &key, const std::vector<QLatin1StringView> &known)
{
    const QString unknown = u"unknown key "_s + quoted(key);
    if (const auto nearest = nearestWord(key, known))
        return unknown + u"; did you mean \""_s + *nearest + u"\"?"_s;
    return unknown + u"; known here: "_s + QStringList(known.begin(), known.end()).join(u", ");
}

QString unusedSentence(const QString &scheme, const std::vector<QLatin1StringView> &users)
{
    return u"%1 has no use for this; leave it out, it is for %2"_s.arg(
        scheme, listed(QStringList(users.begin(), users.end())));
}

QString recordSentence(const QString &typed, const QString &type)
{
    static const QHash<QString, QString> examples{
        {u"A"_s, u"192.0.2.1"_s},
        {u"AAAA"_s, u"2001:db8::1"_s},
        {u"MX"_s, u"10 mail.example"_s},
        {u"SRV"_s, u"0 5 5060 sip.example"_s},
        {u"SOA"_s, u"ns.example me.example 1 7200 900 1209600 60"_s}};
    return u"%1 can never be a record of type %2; write one such as \"%3\""_s.arg(
        quoted(typed), type, examples.value(type, u"name.example"_s));
}

QString textFault(const QString &text, int maxLength)
{
    if (const QString fault = lengthFault(text, maxLength); !fault.isEmpty())
        return fault;
    if (escaped(text) != text)
        return u"holds control characters; write plain text on one line"_s;
    return {};
}

} // namespace fusebox::storage
