// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/history_file.h"

#include "app/config_check.h"
#include "core/storage/history_path.h"

namespace fusebox::app {

QString historyFileOf(const Options &options)
{
    return options.historyFile.isEmpty() ? storage::historyFileFor(configFileOf(options))
                                         : options.historyFile;
}

QString historyFileToKeep(const Options &options, bool isHeadless)
{
    if (options.demo || options.noHistory)
        return {};
    return isHeadless ? options.historyFile : historyFileOf(options);
}

} // namespace fusebox::app
