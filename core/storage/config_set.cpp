// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_set.h"

#include <iterator>
#include <utility>

#include <QDir>
#include <QFileInfo>
#include <QHash>

#include "core/storage/value_sentences.h"
#include "core/storage/whole_file.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostFragments = 1'000;
constexpr qsizetype mostOfAll = 64 * 1024 * 1024;

FileText readText(const QString &path)
{
    FileText text{.file = path, .isMissing = !QFileInfo::exists(path)};
    if (QFileInfo(path).isDir()) {
        text.fault = u"is a folder; name a JSON file"_s;
        return text;
    }
    if (auto content = readWholeFile(path, MaxConfigSize + 1))
        text.content = std::move(*content);
    else
        text.fault = content.error();
    return text;
}

tl::expected<Config, ConfigErrors> checkText(const FileText &text)
{
    if (!text.fault.isEmpty())
        return tl::unexpected(ConfigErrors{{.file = text.file, .message = text.fault}});
    return checkConfigText(text.content, text.file);
}

/// The ids that are taken, and by which file.
class TakenIds
{
public:
    void take(const std::vector<settings::EndpointConfig> &endpoints, const QString &file,
              ConfigErrors &errors)
    {
        for (std::size_t i = 0; i < endpoints.size(); ++i) {
            const QString &id = endpoints[i].id;
            if (const auto other = m_files.constFind(id); other != m_files.cend())
                errors.push_back(
                    {.file = file,
                     .pointer = u"/endpoints/%1"_s.arg(i),
                     .message = u"the id %1 is that of an endpoint in %2, too; give it another"_s.arg(
                         quoted(id), *other)});
            else
                m_files.insert(id, file);
        }
    }

private:
    QHash<settings::EndpointId, QString> m_files = {};
};

void append(ConfigErrors &all, ConfigErrors more)
{
    std::ranges::move(more, std::back_inserter(all));
}

} // namespace

Config wholeOf(const ConfigSet &set)
{
    Config whole = set.own;
    for (const ConfigFragment &fragment : set.fragments)
        whole.endpoints.insert(whole.endpoints.end(), fragment.endpoints.begin(), fragment.endpoints.end());
    return whole;
}

QString fragmentFolderOf(const QString &path)
{
    return (path.endsWith(".json"_L1) ? path.chopped(5) : path) + u".d"_s;
}

ConfigTexts readConfigTexts(const QString &path)
{
    ConfigTexts texts{.own = readText(path)};
    const QDir folder(fragmentFolderOf(path));
    if (!folder.exists())
        return texts;
    const auto fault = [&](const QString &sentence) {
        texts.folderFault = sentence;
        texts.parts.clear();
        return texts;
    };
    if (!folder.isReadable())
        return fault(u"cannot be read: permission denied"_s);
    const QStringList names = folder.entryList({u"*.json"_s}, QDir::Files | QDir::System, QDir::Name);
    if (names.size() > mostFragments)
        return fault(u"has more than %1 files"_s.arg(mostFragments));
    qsizetype size = 0;
    for (const QString &name : names) {
        texts.parts.push_back(readText(folder.filePath(name)));
        size += texts.parts.back().content.size();
        if (size > mostOfAll)
            return fault(u"holds more than 64 MiB"_s);
    }
    return texts;
}

tl::expected<ConfigSet, ConfigErrors> checkConfigTexts(const ConfigTexts &texts, bool mayBeMissing)
{
    ConfigSet set;
    ConfigErrors errors;
    TakenIds ids;
    if (!(mayBeMissing && texts.own.isMissing)) {
        if (auto own = checkText(texts.own))
            set.own = std::move(*own);
        else
            append(errors, own.error());
    }
    ids.take(set.own.endpoints, texts.own.file, errors);
    if (!texts.folderFault.isEmpty())
        errors.push_back({.file = fragmentFolderOf(texts.own.file), .message = texts.folderFault});
    for (const FileText &part : texts.parts) {
        auto endpoints = part.fault.isEmpty()
                             ? checkFragmentText(part.content, part.file, texts.own.file)
                             : tl::unexpected(ConfigErrors{{.file = part.file, .message = part.fault}});
        if (!endpoints) {
            append(errors, endpoints.error());
            continue;
        }
        ids.take(*endpoints, part.file, errors);
        set.fragments.push_back({part.file, std::move(*endpoints)});
    }
    if (!errors.empty())
        return tl::unexpected(std::move(errors));
    return set;
}

tl::expected<ConfigSet, ConfigErrors> checkConfigSet(const QString &path)
{
    return checkConfigTexts(readConfigTexts(path));
}

} // namespace fusebox::storage
