// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QString>

/// Secrets that the configuration names by an environment variable.
namespace fusebox::storage {

/// Letters, digits and underscores, not beginning with a digit (POSIX.1, 8.1).
/// Its value in the environment of this program; none if it is not set.
[[nodiscard]] std::optional<QString> variable(const QString &name);
/// "/http/bearer" of "/endpoints/3/http/bearer".
[[nodiscard]] QString withinEndpoint(const QString &pointer);

} // namespace fusebox::storage
