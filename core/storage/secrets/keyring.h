// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include "core/settings/secret_values.h"

namespace fusebox::storage {

/// The desktop's keyring. What is asked is answered once, later, from the event loop; nothing is answered any
/// more once it is destroyed. A secret goes nowhere but there: what cannot be kept there is not kept. Thread:
/// one with an event loop, the program's main one.
class Keyring
{
public:
    using Answer = std::function<void(const settings::SecretValue &)>;
    using Done = std::function<void(const tl::expected<void, settings::NoSecret> &)>;

    virtual ~Keyring() = default;

    /// NoKeyring, KeyringNew, KeyringLocked, NotInKeyring and KeyringFailed are told apart. `mayAsk`: a
    /// person may be asked to unlock it, which happens once at a time, for all who ask.
    virtual void read(const QString &name, bool mayAsk, Answer answer) = 0;
    /// Replaces what has that name. Asks to unlock it if need be.
    virtual void write(const QString &name, const QByteArray &value, Done done) = 0;
};

/// Of this session, as far as there is one; never null. A program that was built without says so of each
/// secret.
[[nodiscard]] std::unique_ptr<Keyring> sessionKeyring();

} // namespace fusebox::storage
