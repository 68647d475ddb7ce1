// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_file.h"

#include <algorithm>
#include <numeric>

#include <QDir>
#include <QFileInfo>

#include "core/settings/config_fields.h"
#include "core/storage/config_decoder.h"
#include "core/storage/file_trust.h"
#include "core/storage/json_place.h"
#include "core/storage/json_reader.h"
#include "core/storage/plain_text.h"
#include "core/storage/whole_file.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 MaxFileSize = 16 * 1024 * 1024;
constexpr std::size_t MaxErrors = 10'000;

tl::unexpected<ConfigError> fileError(const QString &path, const QString &message)
{
    return tl::unexpected(ConfigError{.file = path, .message = message});
}

tl::expected<QByteArray, ConfigError> readFile(const QString &path)
{
    if (QFileInfo(path).isDir())
        return fileError(path, u"is a folder; name a JSON file"_s);
    return readWholeFile(path, MaxFileSize + 1).map_error([&path](const QString &fault) {
        return ConfigError{.file = path, .message = fault};
    });
}

/// Relative to the file that names them, so that they mean the same from wherever the program is started.
void makeFilesAbsolute(std::span<const settings::Field> fields, settings::EndpointConfig &endpoint,
                       const QDir &folder)
{
    for (const settings::Field &field : fields) {
        if (const auto *section = std::get_if<settings::Section>(&field.kind)) {
            makeFilesAbsolute(section->fields(), endpoint, folder);
        } else if (const auto *file = std::get_if<settings::At<settings::FilePath>>(&field.kind)) {
            if (QString *path = file->of(endpoint); path && !path->isEmpty())
                *path = QDir::cleanPath(folder.absoluteFilePath(*path));
        }
    }
}

Config withAbsoluteFiles(Config config, const QDir &folder)
{
    for (settings::EndpointConfig &endpoint : config.endpoints)
        makeFilesAbsolute(settings::endpointFields(), endpoint, folder);
    return config;
}

bool runsCommands(const settings::EndpointConfig &endpoint)
{
    return traitsOf(endpoint).runsCommands;
}

/// A command is refused where others could have written it.
tl::expected<Config, ConfigErrors> trusted(Config config, const QString &path)
{
    const auto first = std::ranges::find_if(config.endpoints, runsCommands);
    const auto distrust = first == config.endpoints.end() ? std::nullopt : distrustOf(path);
    if (!distrust)
        return config;
    const auto index = static_cast<std::size_t>(first - config.endpoints.begin());
    return tl::unexpected(
        ConfigErrors{{.pointer = pointerTo(pointerTo({}, u"endpoints"_s), index), .message = *distrust}});
}

/// The line of each; the text's lines are counted once for all of them.
std::vector<int> linesOf(const std::vector<JsonError> &errors, const QByteArray &text)
{
    std::vector<std::size_t> order(errors.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::sort(order, {}, [&errors](std::size_t i) { return errors[i].offset; });
    std::vector<int> lines(errors.size());
    int line = 1;
    auto counted = text.cbegin();
    for (const std::size_t i : order) {
        const auto at = text.cbegin() + std::min(static_cast<qsizetype>(errors[i].offset), text.size());
        line += static_cast<int>(std::count(counted, at, '\n'));
        counted = at;
        lines[i] = line;
    }
    return lines;
}

/// In the order of the lines; of one line, values before what they have to do with each other.
ConfigErrors located(const std::vector<JsonError> &errors, const QByteArray &text)
{
    const std::vector<int> lines = linesOf(errors, text);
    ConfigErrors result;
    for (std::size_t i = 0; i < errors.size(); ++i)
        result.push_back({.line = lines[i],
                          .column = errors[i].isExact ? columnAt(text, errors[i].offset) : 0,
                          .pointer = errors[i].pointer,
                          .message = errors[i].message});
    std::ranges::stable_sort(result, {}, &ConfigError::line);
    if (result.size() <= MaxErrors)
        return result;
    const std::size_t more = result.size() - MaxErrors;
    result.resize(MaxErrors);
    result.push_back({.message = u"and %1 more errors"_s.arg(more)});
    return result;
}

tl::expected<Config, JsonErrors> decoded(const JsonText &text)
{
    auto config = decodeConfig(text.root);
    Gathered all;
    for (const JsonError &twice : text.twice)
        all.add(twice);
    all.add(config);
    return all.result().and_then([&] { return std::move(config); });
}

} // namespace

QString ConfigError::toString() const
{
    QString place = file;
    if (line > 0)
        place += (place.isEmpty() ? u"line "_s : u":"_s) + QString::number(line);
    if (column > 0)
        place += u':' + QString::number(column);
    if (!place.isEmpty())
        place += u": "_s;
    if (!pointer.isEmpty())
        place += shortened(pointer, 200) + u": "_s;
    return escaped(place + message);
}

tl::expected<Config, ConfigErrors> checkConfig(const QByteArray &json)
{
    if (json.size() > MaxFileSize)
        return tl::unexpected(ConfigErrors{{.message = u"is larger than 16 MiB"_s}});
    return parseJson(json)
        .map_error([](const JsonError &error) { return JsonErrors(error); })
        .and_then(decoded)
        .map_error([&json](const JsonErrors &errors) { return located(errors.all(), json); });
}

tl::expected<Config, ConfigErrors> checkConfigFile(const QString &path)
{
    const auto resolved = [folder = QFileInfo(path).absoluteDir()](Config config) {
        return withAbsoluteFiles(std::move(config), folder);
    };
    return readFile(path)
        .map_error([](const ConfigError &error) { return ConfigErrors{error}; })
        .and_then(checkConfig)
        .and_then([&path](Config config) { return trusted(std::move(config), path); })
        .map(resolved)
        .map_error([&path](ConfigErrors errors) {
            for (ConfigError &error : errors)
                error.file = path;
            return errors;
        });
}

tl::expected<Config, ConfigError> parseConfig(const QByteArray &json)
{
    return checkConfig(json).map_error([](const ConfigErrors &errors) { return errors.front(); });
}

tl::expected<void, ConfigError> saveConfig(const Config &config, const QString &path)
{
    const QByteArray json = writeConfig(config);
    if (const auto readBack = parseConfig(json); !readBack) // never write what could not be read
        return fileError(path,
                         u"not saved: %1: %2"_s.arg(readBack.error().pointer, readBack.error().message));
    const bool hasCommands = std::ranges::any_of(config.endpoints, runsCommands);
    return makeFolderOf(path)
        .and_then([&]() -> tl::expected<void, QString> {
            const auto distrust = hasCommands ? distrustOf(QFileInfo(path).absolutePath()) : std::nullopt;
            return distrust ? tl::unexpected(*distrust) : tl::expected<void, QString>();
        })
        .and_then([&] { return replaceFile(path, json, FileAccess::OwnerAlone); })
        .map_error([&path](const QString &reason) {
            return ConfigError{.file = path, .message = u"cannot be saved: "_s + reason};
        });
}

} // namespace fusebox::storage
