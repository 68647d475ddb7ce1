// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include "core/settings/secret_reference.h"

namespace fusebox::settings {

/// Why a secret cannot be had.
enum class SecretLack : std::uint8_t {
    NotAsked,      ///< it is being asked for
    NotSet,        ///< there is no such variable
    NoFile,        ///< there is no such file
    NotReadable,   ///< there is, but it cannot be read, or is no file
    Empty,         ///< it is there and holds nothing
    TooLong,       ///< longer than maxSecret, or than what it is to stand in may be
    Unfit,         ///< it holds what cannot stand there: a line's end, a blank in a bearer token
    NoKeyring,     ///< nobody keeps secrets here: no session bus, no keyring, or built without
    KeyringNew,    ///< there is a keyring, which nobody has ever unlocked
    KeyringLocked, ///< it is locked, and nobody unlocked it
    NotInKeyring,  ///< it is open and has no such entry
    KeyringFailed  ///< it said something else
};

inline constexpr qsizetype maxSecret = 64 * 1024; ///< bytes

struct NoSecret
{
    SecretLack why = SecretLack::NotAsked;
    QString detail = {}; ///< in the system's words, if it had any: never a part of a secret

    bool operator==(const NoSecret &) const = default;
};

struct MissingSecret
{
    SecretReference reference = {};
    NoSecret reason = {};

    bool operator==(const MissingSecret &) const = default;
};

using SecretValue = tl::expected<QByteArray, NoSecret>;
/// What was found, unless it is none.
[[nodiscard]] inline SecretValue checkedSecret(QByteArray value)
{
    if (value.isEmpty())
        return tl::unexpected(NoSecret{SecretLack::Empty});
    if (value.size() > maxSecret)
        return tl::unexpected(NoSecret{SecretLack::TooLong});
    return value;
}

/// What is known of those that are referred to. They are in no file, event or snapshot.
using SecretValues = std::map<SecretReference, SecretValue>;

} // namespace fusebox::settings
