// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QString>

namespace fusebox::storage {

/// Why what a file says may not be run: who else can write it, or replace it or a folder on the way to it,
/// and what to do about it. None: its owner, who is who runs this program, or root, and nobody else. Symbolic
/// links are followed, and are on the way too.
[[nodiscard]] std::optional<QString> distrustOf(const QString &path);

/// The same of a file beside `own`, that is to belong to whom that one belongs, or to root.
[[nodiscard]] std::optional<QString> distrustOf(const QString &path, const QString &own);

} // namespace fusebox::storage
