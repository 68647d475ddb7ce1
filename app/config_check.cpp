// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config_check.h"

#include "app/process.h"
#include "core/storage/file_check.h"
#include "core/storage/plain_text.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;

QString configFileOf(const Options &options)
{
    return options.configFile.isEmpty() ? defaultConfigFile() : options.configFile;
}

QStringList sentencesOf(const storage::ConfigErrors &errors)
{
    QStringList sentences;
    for (const storage::ConfigError &error : errors)
        sentences << error.toString();
    return sentences;
}

/// What files it names cannot be read is said, and is no error of it: they may come later.
int checkConfiguration(const Options &options)
{
    const QString file = configFileOf(options);
    const auto config = storage::checkConfigFile(file);
    if (!config) {
        complainOfAll(sentencesOf(config.error()));
        return ExitBadInput;
    }
    complainOfAll(sentencesOf(storage::unreadableFiles(*config, file)));
    return print(storage::escaped(u"%1: no errors"_s.arg(file)) + u'\n') ? ExitFine : ExitFailed;
}

} // namespace fusebox::app
