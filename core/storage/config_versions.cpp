// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_versions.h"

#include <cerrno>
#include <sys/stat.h>
#include <system_error>

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include "core/storage/config_key.h"
#include "core/storage/whole_file.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

constexpr int versionDigits = 9;
constexpr qsizetype mostOfVersion = 16 * 1024 * 1024;

/// "fusebox-0123456789abcdef-": the name for people, the key so that files of one name do not collide.
QString prefixOf(const QString &path)
{
    return QFileInfo(path).completeBaseName().left(100) + u'-' + configKey(path) + u'-';
}

tl::expected<void, QString> makePrivateFolder(const QString &folder)
{
    return makeFolderOf(folder).and_then([&folder]() -> tl::expected<void, QString> {
        const QByteArray name = QFile::encodeName(folder);
        if (::mkdir(name.constData(), 0700) == 0 || (errno == EEXIST && ::chmod(name.constData(), 0700) == 0))
            return {};
        return tl::unexpected(QString::fromStdString(std::system_category().message(errno)));
    });
}

} // namespace

QStringList versionsOf(const QString &folder, const QString &path)
{
    const QString prefix = prefixOf(path);
    QStringList files;
    for (const QString &name : QDir(folder).entryList(QDir::Files, QDir::Name)) {
        bool isNumber = false;
        if (name.startsWith(prefix) && name.endsWith(".json"_L1))
            (void)name.sliced(prefix.size()).chopped(5).toUInt(&isNumber);
        if (isNumber)
            files += QDir(folder).filePath(name);
    }
    return files;
}

tl::expected<void, QString> keepVersion(const QString &folder, const QString &path, const QByteArray &content)
{
    const auto told = [&folder](const QString &reason) {
        return u"%1: earlier versions of the configuration cannot be kept: %2"_s.arg(folder, reason);
    };
    QStringList kept = versionsOf(folder, path);
    if (!kept.isEmpty() && readWholeFile(kept.last(), mostOfVersion + 1) == content)
        return {};
    const QString prefix = prefixOf(path);
    const uint last =
        kept.isEmpty() ? 0 : QFileInfo(kept.last()).fileName().sliced(prefix.size()).chopped(5).toUInt();
    const QString file =
        QDir(folder).filePath(prefix + u"%1.json"_s.arg(last + 1, versionDigits, 10, QChar(u'0')));
    return makePrivateFolder(folder)
        .and_then([&] { return replaceFile(file, content, FileAccess::OwnerAlone); })
        .map([&] {
            kept += file;
            while (kept.size() > MostVersions)
                QFile::remove(kept.takeFirst());
        })
        .map_error(told);
}

} // namespace fusebox::storage
