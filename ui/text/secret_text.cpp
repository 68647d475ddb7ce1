// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/secret_text.h"

#include <algorithm>

#include <QStringList>

#include "ui/text/plain.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using settings::SecretLack;
using settings::SecretSource;

constexpr qsizetype longestReference = 80; ///< of a path: its file may be deep

QString whyPhrase(SecretLack why)
{
    switch (why) {
    case SecretLack::NotAsked: return Text::tr("being asked for");
    case SecretLack::NotSet: return Text::tr("this variable is not set");
    case SecretLack::NoFile: return Text::tr("there is no such file");
    case SecretLack::NotReadable: return Text::tr("the file cannot be read");
    case SecretLack::Empty: return Text::tr("it is empty");
    case SecretLack::TooLong: return Text::tr("it is too long");
    case SecretLack::Unfit: return Text::tr("it holds characters that cannot stand there");
    case SecretLack::NoKeyring: return Text::tr("there is no keyring here");
    case SecretLack::KeyringNew:
        return Text::tr("the keyring has not been set up: nobody has unlocked it yet");
    case SecretLack::KeyringLocked: return Text::tr("the keyring is locked");
    case SecretLack::NotInKeyring: return Text::tr("the keyring has no such entry");
    case SecretLack::KeyringFailed: return Text::tr("the keyring does not work");
    }
    return {};
}

QString placePhrase(const settings::SecretReference &reference)
{
    const QString name = plainLine(reference.name, longestReference);
    switch (reference.source) {
    case SecretSource::Keyring: return Text::tr("from the keyring: %1").arg(name);
    case SecretSource::Environment: return Text::tr("from the environment variable %1").arg(name);
    case SecretSource::File: return Text::tr("from the file %1").arg(name);
    }
    return {};
}

} // namespace

QString lackPhrase(const settings::NoSecret &reason)
{
    const QString text = whyPhrase(reason.why);
    const QString detail = plainLine(reason.detail);
    return detail.isEmpty() ? text : Text::tr("%1 (%2)").arg(text, detail);
}

QString missingPhrase(const settings::MissingSecret &missing)
{
    const QString name = plainLine(settings::referenceText(missing.reference), longestReference);
    return Text::tr("%1: %2").arg(name, lackPhrase(missing.reason));
}

QString missingPhrase(const std::vector<settings::MissingSecret> &missing)
{
    constexpr std::size_t named = 3;
    QStringList phrases;
    for (std::size_t i = 0; i < std::min(missing.size(), named); ++i)
        phrases << missingPhrase(missing[i]);
    const QString list = phrases.join(Text::tr("; "));
    return missing.size() <= named ? list : Text::tr("%1; and %2 more").arg(list).arg(missing.size() - named);
}

QString sourcePhrase(const QString &text)
{
    const auto parts = settings::partsIn(text.toUtf8());
    if (!parts)
        return {};
    QStringList places;
    for (const settings::TextPart &part : *parts)
        if (const auto *reference = std::get_if<settings::SecretReference>(&part))
            places << placePhrase(*reference);
    places.removeDuplicates();
    return places.join(Text::tr("; "));
}

} // namespace fusebox::ui
