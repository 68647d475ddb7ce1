// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_paths.h"

#include <span>

#include "core/settings/config_fields.h"

namespace fusebox::storage {

namespace {

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

} // namespace

Config withAbsoluteFiles(Config config, const QDir &folder)
{
    for (settings::EndpointConfig &endpoint : config.endpoints)
        makeFilesAbsolute(settings::endpointFields(), endpoint, folder);
    return config;
}

} // namespace fusebox::storage
