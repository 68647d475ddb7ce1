// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config_check.h"

#include <algorithm>
#include <iterator>

#include <QFileInfo>

#include "app/process.h"
#include "core/settings/secret_filling.h"
#include "core/storage/file_check.h"
#include "core/storage/plain_text.h"
#include "core/storage/secrets/local_secrets.h"
#include "ui/text/secret_text.h"

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

QString headlineOf(const storage::ConfigErrors &errors)
{
    const QString first = errors.front().toString();
    return errors.size() == 1
               ? first
               : u"%1 (and %2 more: \"fusebox --check\" lists them)"_s.arg(first).arg(errors.size() - 1);
}

std::vector<storage::ConfigError> warningsOf(const storage::ConfigSet &set, const QString &file)
{
    std::vector<storage::ConfigError> all = storage::unreadableFiles(set.own, file);
    for (const storage::ConfigFragment &fragment : set.fragments)
        std::ranges::move(storage::unreadableFiles({fragment.endpoints}, fragment.file),
                          std::back_inserter(all));
    return all;
}

namespace {

/// Of variables and files; who uses the keyring is not asked to unlock it for this.
QStringList missingSecretsIn(const storage::Config &config, const QString &file)
{
    storage::SecretFiles files(QFileInfo(file).absolutePath());
    QStringList sentences;
    for (const settings::EndpointConfig &endpoint : config.endpoints) {
        std::vector<settings::MissingSecret> missing;
        for (const settings::SecretReference &reference : settings::referencesIn(endpoint)) {
            if (reference.source == settings::SecretSource::Keyring)
                continue;
            const auto value = reference.source == settings::SecretSource::File
                                   ? files.read(reference.name)
                                   : storage::secretOfVariable(reference.name);
            if (!value)
                missing.push_back({reference, value.error()});
        }
        if (!missing.empty())
            sentences << u"%1: %2 is not checked: %3"_s.arg(file, endpoint.id, ui::missingPhrase(missing));
    }
    return sentences + files.takeWarnings();
}

} // namespace

/// What files and secrets it names cannot be read is said, and is no error of it: they may come later.
int checkConfiguration(const Options &options)
{
    const QString file = configFileOf(options);
    const auto set = storage::checkConfigSet(file);
    if (!set) {
        complainOfAll(sentencesOf(set.error()));
        return ExitBadInput;
    }
    complainOfAll(sentencesOf(warningsOf(*set, file)));
    complainOfAll(missingSecretsIn(storage::wholeOf(*set), file));
    return print(storage::escaped(u"%1: no errors"_s.arg(file)) + u'\n') ? ExitFine : ExitFailed;
}

} // namespace fusebox::app
