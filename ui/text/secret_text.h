// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/secret_values.h"

namespace fusebox::ui {

/// "the keyring is locked".
[[nodiscard]] QString lackPhrase(const settings::NoSecret &reason);
/// "${secret:TOKEN}: the keyring is locked". Never a value.
[[nodiscard]] QString missingPhrase(const settings::MissingSecret &missing);
/// All of them; the first few by name.
[[nodiscard]] QString missingPhrase(const std::vector<settings::MissingSecret> &missing);

/// Where a text that may refer to secrets has them from: "from the keyring (TOKEN)"; empty: it refers to
/// none.
[[nodiscard]] QString sourcePhrase(const QString &text);

} // namespace fusebox::ui
