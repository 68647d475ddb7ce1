// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <QByteArray>
#include <QStringList>

/// What a configuration was before it was changed: the last five, each a file that only its owner can read,
/// in a folder that only its owner can open.
namespace fusebox::storage {

inline constexpr qsizetype MostVersions = 5;

/// Keeps `content` as the latest of `path`, unless that is what the latest is, and removes the oldest beyond
/// five. The error is a sentence. Blocks while the disk does. Thread: any, one at a time.
[[nodiscard]] tl::expected<void, QString> keepVersion(const QString &folder, const QString &path,
                                                      const QByteArray &content);
/// Their files, the oldest first.
[[nodiscard]] QStringList versionsOf(const QString &folder, const QString &path);

} // namespace fusebox::storage
