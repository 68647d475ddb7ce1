// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>

#include "core/settings/secret_values.h"

namespace fusebox::storage {

/// The value of an environment variable of this program.
[[nodiscard]] settings::SecretValue secretOfVariable(const QString &name);

/// Secrets in files: regular ones of at most maxSecret bytes, of which one newline at the end is dropped.
/// Read again when they have changed; while they have not, a look costs a stat(). Thread: one at a time.
class SecretFiles
{
public:
    /// A relative path starts in `$CREDENTIALS_DIRECTORY` (systemd's LoadCredential=), if that is set, else
    /// in `folder`, the configuration's.
    explicit SecretFiles(const QString &folder);

    [[nodiscard]] settings::SecretValue read(const QString &path);
    [[nodiscard]] QString absolute(const QString &path) const;
    /// Those read whose mode lets others read them, each told once: a sentence, to be shown. They are used.
    [[nodiscard]] QStringList takeWarnings();

private:
    /// What tells one state of a file from another.
    struct Stamp
    {
        quint64 device = 0;
        quint64 inode = 0;
        qint64 size = 0;
        qint64 seconds = 0;
        qint64 nanoseconds = 0;

        bool operator==(const Stamp &) const = default;
    };
    struct Known
    {
        Stamp stamp = {};
        settings::SecretValue value = {};
        bool isWarnedOf = false;
    };

    QString m_folder;
    std::map<QString, Known> m_known; ///< by absolute path
    QStringList m_warnings = {};
};

} // namespace fusebox::storage
