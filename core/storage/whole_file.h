// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <QByteArray>
#include <QString>

namespace fusebox::storage {

/// Who may read what is written.
enum class FileAccess {
    OwnerAlone, ///< it may hold secrets: mode 0600
    AsBefore    ///< as the file there was, or as the system makes new ones
};

/// Replaces a file as a whole or not at all: written beside it, checked and with the disk before it takes the
/// name, so that what was there stays whatever fails. What a symbolic link leads to is what is replaced;
/// pipes and devices are not. The error is the reason in words, such as "No space left on device". Blocks
/// while the disk does. Thread: any.
[[nodiscard]] tl::expected<void, QString> replaceFile(const QString &path, const QByteArray &content,
                                                      FileAccess access);
/// Makes the folder that a file is to stand in, and those above it.
[[nodiscard]] tl::expected<void, QString> makeFolderOf(const QString &path);

/// At most `most` bytes of a regular file, or why not. Never waits: pipes and devices are not opened, and a
/// file that has nothing to give yet (there are such in /proc) is refused. Thread: any.
[[nodiscard]] tl::expected<QByteArray, QString> readWholeFile(const QString &path, qsizetype most);

} // namespace fusebox::storage
