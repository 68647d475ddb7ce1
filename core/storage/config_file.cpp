// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include "core/storage/config_decoder.h"
#include "core/storage/config_fields.h"
#include "core/storage/plain_text.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 MaxFileSize = 16 * 1024 * 1024;

tl::unexpected<ConfigError> fileError(const QString &path, const QString &message)
{
    return tl::unexpected(ConfigError{.file = path, .message = message});
}

tl::expected<QByteArray, ConfigError> readFile(const QString &path)
{
    if (QFileInfo(path).isDir())
        return fileError(path, u"is a folder; name a JSON file"_s);
    if (QFileInfo info(path); info.exists() && !info.isFile()) // reading could wait for ever
        return fileError(path, u"is a pipe or a device; name a regular file"_s);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fileError(path, u"cannot be read: "_s + file.errorString());
    QByteArray text = file.read(MaxFileSize + 1);
    if (file.error() != QFileDevice::NoError)
        return fileError(path, u"cannot be read: "_s + file.errorString());
    return text;
}

/// Relative to the file that names them, so that they mean the same from wherever the program is started.
void makeFilesAbsolute(std::span<const Field> fields, health::EndpointConfig &endpoint, const QDir &folder)
{
    for (const Field &field : fields) {
        if (const auto *section = std::get_if<Section>(&field.kind)) {
            makeFilesAbsolute(section->fields(), endpoint, folder);
        } else if (const auto *file = std::get_if<At<FilePath>>(&field.kind)) {
            if (QString &path = file->of(endpoint); !path.isEmpty())
                path = QDir::cleanPath(folder.absoluteFilePath(path));
        }
    }
}

Config withAbsoluteFiles(Config config, const QDir &folder)
{
    for (health::EndpointConfig &endpoint : config.endpoints)
        makeFilesAbsolute(endpointFields(), endpoint, folder);
    return config;
}

ConfigError located(const JsonError &error, const QByteArray &text)
{
    return {.line = lineAt(text, error.offset),
            .column = error.isExact ? columnAt(text, error.offset) : 0,
            .pointer = error.pointer,
            .message = error.message};
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

tl::expected<Config, ConfigError> parseConfig(const QByteArray &json)
{
    if (json.size() > MaxFileSize)
        return tl::unexpected(ConfigError{.message = u"is larger than 16 MiB"_s});
    return parseJson(json).and_then(decodeConfig).map_error([&json](const JsonError &error) {
        return located(error, json);
    });
}

tl::expected<Config, ConfigError> loadConfig(const QString &path)
{
    const auto resolved = [folder = QFileInfo(path).absoluteDir()](Config config) {
        return withAbsoluteFiles(std::move(config), folder);
    };
    return readFile(path).and_then(parseConfig).map(resolved).map_error([&path](ConfigError error) {
        error.file = path;
        return error;
    });
}

tl::expected<void, ConfigError> saveConfig(const Config &config, const QString &path)
{
    const QByteArray json = writeConfig(config);
    if (const auto readBack = parseConfig(json); !readBack) // never write what could not be read
        return fileError(path,
                         u"not saved: %1: %2"_s.arg(readBack.error().pointer, readBack.error().message));
    if (!QDir().mkpath(QFileInfo(path).absolutePath()))
        return fileError(path, u"cannot be saved: its folder cannot be made"_s);
    QSaveFile file(path);
    const bool isOurs = file.open(QIODevice::WriteOnly) && // it may hold secrets
                        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    if (!isOurs || file.write(json) != json.size() || !file.commit())
        return fileError(path, u"cannot be saved: "_s + file.errorString());
    return {};
}

} // namespace fusebox::storage
