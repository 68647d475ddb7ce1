// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QLatin1StringView>
#include <QString>

namespace fusebox::storage {

/// The known word that a mistyped one most likely means: the fewest letters to insert, remove, replace or
/// swap with their neighbour, and not more than a third of the word. Case does not matter.
[[nodiscard]] std::optional<QLatin1StringView> nearestWord(const QString &typed,
                                                           const std::vector<QLatin1StringView> &known);

} // namespace fusebox::storage
