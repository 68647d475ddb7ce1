// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/input_errors.h"

#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

/// "http://, https:// or ws://".
QString prefixes()
{
    QStringList all;
    for (const probe::Scheme &scheme : probe::Schemes)
        all << probe::prefixOf(scheme);
    const QString last = all.takeLast();
    return Text::tr("%1 or %2").arg(all.join(QStringLiteral(", ")), last);
}

} // namespace

QString inputError(settings::UrlError error)
{
    using enum settings::UrlError;
    switch (error) {
    case Empty: return Text::tr("Type a URL, for example https://example.org/health.");
    case Malformed: return Text::tr("This is not a URL: look for blanks and stray characters.");
    case NoScheme:
    case UnknownScheme: return Text::tr("Begin with %1.").arg(prefixes());
    case NoHost: return Text::tr("The host is missing after the //.");
    case HasCredentials: return Text::tr("Leave out user and password: a URL is shown and stored openly.");
    case NoPort: return Text::tr("Add the port: host:5432.");
    case HasMore: return Text::tr("End it after the colon.");
    case HasPath: return Text::tr("End it after the port.");
    case NoName:
        return Text::tr("Add the name to look up: dns:///example.org or dns://192.0.2.1/example.org.");
    case BadName: return Text::tr("Look up one name: dns:///example.org.");
    case UnknownRecordType:
        return Text::tr("End it with ?type=A, AAAA, CAA, CNAME, MX, NS, PTR, SOA, SRV or TXT.");
    case BadPort: return Text::tr("The port must be between 1 and 65535.");
    }
    return {};
}

QString inputError(resilience::DurationError error)
{
    using enum resilience::DurationError;
    switch (error) {
    case Empty:
    case NoNumber: return Text::tr("Type a number and a unit, for example 250ms, 5s or 1m.");
    case NoUnit: return Text::tr("Add a unit: ms, s, m or h.");
    case UnknownUnit: return Text::tr("Use one of the units ms, s, m, h or d, without a blank.");
    case TooLarge: return Text::tr("At most 366d.");
    }
    return {};
}

QString inputError(const settings::ReferenceFault &fault)
{
    using settings::ReferenceError;
    switch (fault.error) {
    case ReferenceError::UnknownSource:
        return Text::tr(
                   "${secret:, ${env: or ${file: rather than ${%1:; or $${ for the characters themselves.")
            .arg(fault.word);
    case ReferenceError::Unclosed:
        return Text::tr("A } behind ${%1:, or $${ for the characters themselves.").arg(fault.word);
    case ReferenceError::BadName: return Text::tr("A name within ${%1:...}.").arg(fault.word);
    case ReferenceError::TooMany: return Text::tr("At most %1 references.").arg(settings::mostReferences);
    }
    return {};
}

} // namespace fusebox::ui
