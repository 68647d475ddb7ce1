// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/file_check.h"

#include <QFileInfo>
#include <QSet>

#include "core/settings/config_fields.h"
#include "core/storage/json_tree.h"
#include "core/storage/value_sentences.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

bool isReadable(const QString &path, bool isFolder)
{
    const QFileInfo file(path);
    return (isFolder ? file.isDir() : file.isFile()) && file.isReadable();
}

class FileCheck
{
public:
    explicit FileCheck(const QString &path)
        : m_path(path)
    {
    }

    void look(std::span<const settings::Field> fields, settings::EndpointConfig &endpoint,
              const QString &pointer)
    {
        for (const settings::Field &field : fields) {
            const QString place = pointerTo(pointer, QString(field.key));
            if (const auto *section = std::get_if<settings::Section>(&field.kind))
                look(section->fields(), endpoint, place);
            else if (const auto *file = std::get_if<settings::At<settings::FilePath>>(&field.kind))
                look(file->of(endpoint), file->shape.isFolder, place);
        }
    }

    [[nodiscard]] std::vector<ConfigError> take() { return std::move(m_unreadable); }

private:
    void look(const QString *path, bool isFolder, const QString &place)
    {
        if (!path || path->isEmpty() || m_seen.contains(*path))
            return;
        const QString &file = *path;
        m_seen.insert(file);
        if (!isReadable(file, isFolder))
            m_unreadable.push_back(
                {.file = m_path,
                 .pointer = place,
                 .message = u"%1 cannot be read; checks fail until it can"_s.arg(quoted(file))});
    }

    QString m_path;
    QSet<QString> m_seen = {};
    std::vector<ConfigError> m_unreadable = {};
};

} // namespace

std::vector<ConfigError> unreadableFiles(const Config &config, const QString &path)
{
    FileCheck check(path);
    const QString list = pointerTo({}, u"endpoints"_s);
    for (std::size_t i = 0; i < config.endpoints.size(); ++i) {
        settings::EndpointConfig endpoint =
            config.endpoints[i]; // places are those of one that may be changed
        check.look(settings::endpointFields(), endpoint, pointerTo(list, i));
    }
    return check.take();
}

} // namespace fusebox::storage
