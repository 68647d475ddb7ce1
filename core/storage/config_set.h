// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/config_file.h"

/// A configuration with what stands beside it: of fusebox.json the files *.json in fusebox.d/, in the order
/// of their names, which hold endpoints and nothing else.
namespace fusebox::storage {

/// What a file held when it was read.
struct FileText
{
    QString file = {};
    QByteArray content = {};
    QString fault = {}; ///< why there is none; empty: it could be read
    bool isMissing = false;

    bool operator==(const FileText &) const = default;
};

/// All files of a configuration as they were at once: what is equal has not changed.
struct ConfigTexts
{
    FileText own = {};
    std::vector<FileText> parts = {}; ///< of its folder, by name
    QString folderFault = {};         ///< why there are no parts; empty: all of them are there

    bool operator==(const ConfigTexts &) const = default;
};

/// Endpoints of one file in the folder.
struct ConfigFragment
{
    QString file = {};
    std::vector<settings::EndpointConfig> endpoints = {};

    bool operator==(const ConfigFragment &) const = default;
};

struct ConfigSet
{
    Config own = {};
    std::vector<ConfigFragment> fragments = {}; ///< their ids are in no other and not in `own`

    bool operator==(const ConfigSet &) const = default;
};

/// What is to be watched: the own endpoints, then those of the fragments.
[[nodiscard]] Config wholeOf(const ConfigSet &set);

/// "fusebox.d" beside "fusebox.json"; of a name that does not end so, ".d" behind it.
[[nodiscard]] QString fragmentFolderOf(const QString &path);

/// Never waits, never more than 16 MiB of a file, 1,000 files and 64 MiB of them all. Thread: any.
[[nodiscard]] ConfigTexts readConfigTexts(const QString &path);
/// As checkConfigFile(), of all files. A file of its own that is missing is an error unless it may be.
/// Commands are refused in a fragment that is not owned as the file itself is.
[[nodiscard]] tl::expected<ConfigSet, ConfigErrors> checkConfigTexts(const ConfigTexts &texts,
                                                                     bool mayBeMissing = false);
[[nodiscard]] tl::expected<ConfigSet, ConfigErrors> checkConfigSet(const QString &path);

} // namespace fusebox::storage
