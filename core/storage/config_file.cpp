// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_file.h"

#include <algorithm>
#include <numeric>

#include <QDir>
#include <QFileInfo>

#include "core/storage/config_decoder.h"
#include "core/storage/config_edit.h"
#include "core/storage/config_paths.h"
#include "core/storage/file_trust.h"
#include "core/storage/json_place.h"
#include "core/storage/json_reader.h"
#include "core/storage/plain_text.h"
#include "core/storage/whole_file.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t MaxErrors = 10'000;

tl::unexpected<ConfigError> fileError(const QString &path, const QString &message)
{
    return tl::unexpected(ConfigError{.file = path, .message = message});
}

tl::expected<QByteArray, ConfigError> readFile(const QString &path)
{
    if (QFileInfo(path).isDir())
        return fileError(path, u"is a folder; name a JSON file"_s);
    return readWholeFile(path, MaxConfigSize + 1).map_error([&path](const QString &fault) {
        return ConfigError{.file = path, .message = fault};
    });
}

bool runsCommands(const settings::EndpointConfig &endpoint)
{
    return traitsOf(endpoint).runsCommands;
}

/// A command is refused where others could have written it.
tl::expected<Config, ConfigErrors> trusted(Config config, const std::optional<QString> &distrust)
{
    const auto first = std::ranges::find_if(config.endpoints, runsCommands);
    if (!distrust || first == config.endpoints.end())
        return config;
    const auto index = static_cast<std::size_t>(first - config.endpoints.begin());
    return tl::unexpected(
        ConfigErrors{{.pointer = pointerTo(pointerTo({}, u"endpoints"_s), index), .message = *distrust}});
}

Config inPlace(Config config, const QString &path)
{
    return withAbsoluteFiles(std::move(config), QFileInfo(path).absoluteDir());
}

ConfigErrors ofFile(ConfigErrors errors, const QString &path)
{
    for (ConfigError &error : errors)
        error.file = path;
    return errors;
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

tl::expected<Config, JsonErrors> decoded(const JsonText &text, ConfigScope scope)
{
    auto config = decodeConfig(text.root, scope);
    Gathered all;
    for (const JsonError &twice : text.twice)
        all.add(twice);
    all.add(config);
    return all.result().and_then([&] { return std::move(config); });
}

tl::expected<Config, ConfigErrors> checkJson(const QByteArray &json, ConfigScope scope)
{
    if (json.size() > MaxConfigSize)
        return tl::unexpected(ConfigErrors{{.message = u"is larger than 16 MiB"_s}});
    return parseJson(json)
        .map_error([](const JsonError &error) { return JsonErrors(error); })
        .and_then([scope](const JsonText &text) { return decoded(text, scope); })
        .map_error([&json](const JsonErrors &errors) { return located(errors.all(), json); });
}

/// What stands there, edited; none: nothing that could be.
std::optional<QByteArray> editedFile(const Config &config, const QString &path)
{
    const auto text = readWholeFile(path, MaxConfigSize + 1);
    if (!text || text->size() > MaxConfigSize)
        return {};
    auto edited = editedConfig(*text, config, QFileInfo(path).absoluteDir());
    return edited && edited->size() > MaxConfigSize ? std::nullopt : edited;
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
    return checkJson(json, ConfigScope::Whole);
}

tl::expected<Config, ConfigErrors> checkConfigText(const QByteArray &text, const QString &path)
{
    return checkConfig(text)
        .and_then([&path](Config config) { return trusted(std::move(config), distrustOf(path)); })
        .map([&path](Config config) { return inPlace(std::move(config), path); })
        .map_error([&path](ConfigErrors errors) { return ofFile(std::move(errors), path); });
}

tl::expected<std::vector<settings::EndpointConfig>, ConfigErrors>
checkFragmentText(const QByteArray &text, const QString &path, const QString &own)
{
    return checkJson(text, ConfigScope::Fragment)
        .and_then([&](Config config) { return trusted(std::move(config), distrustOf(path, own)); })
        .map([&path](Config config) { return inPlace(std::move(config), path).endpoints; })
        .map_error([&path](ConfigErrors errors) { return ofFile(std::move(errors), path); });
}

tl::expected<Config, ConfigErrors> checkConfigFile(const QString &path)
{
    return readFile(path)
        .map_error([](const ConfigError &error) { return ConfigErrors{error}; })
        .and_then([&path](const QByteArray &text) { return checkConfigText(text, path); });
}

tl::expected<Config, ConfigError> parseConfig(const QByteArray &json)
{
    return checkConfig(json).map_error([](const ConfigErrors &errors) { return errors.front(); });
}

tl::expected<void, ConfigError> saveConfig(const Config &config, const QString &path)
{
    const QByteArray whole = writeConfig(config);
    if (const auto readBack = parseConfig(whole); !readBack) // never write what could not be read
        return fileError(path,
                         u"not saved: %1: %2"_s.arg(readBack.error().pointer, readBack.error().message));
    const QByteArray json = editedFile(config, path).value_or(whole);
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
