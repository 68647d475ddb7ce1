// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/file_trust.h"

#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

constexpr int MostLinks = 40; // as the kernel follows

bool isOfOthers(const struct stat &status)
{
    return status.st_uid != 0 && status.st_uid != ::geteuid();
}

bool isWritableByOthers(const struct stat &status)
{
    return (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

std::optional<QString> distrustOf(const struct stat &status, const QString &path)
{
    const bool isFolder = S_ISDIR(status.st_mode);
    if (isOfOthers(status))
        return u"%1 belongs to somebody else; a command runs only from a file of your own or of root"_s.arg(
            path);
    if (S_ISLNK(status.st_mode) || !isWritableByOthers(status) ||
        (isFolder && (status.st_mode & S_ISVTX) != 0))
        return {};
    return (isFolder
                ? u"others can replace this file, as they can write %1; chmod go-w %1"_s
                : u"others can write this file, and a command runs only from one that its owner alone can "
                  u"write; chmod go-w %1"_s)
        .arg(path);
}

/// Every folder on the way, links and where they lead to: whoever can write one can lead us elsewhere.
std::optional<QString> distrustOnTheWay(const QString &path, int links)
{
    QString way;
    const QStringList names = path.split(u'/', Qt::SkipEmptyParts);
    for (qsizetype i = 0; i <= names.size(); ++i) {
        way = i == 0 ? u"/"_s : (way == u"/"_s ? u"/"_s : way + u'/') + names[i - 1];
        struct stat status = {};
        if (::lstat(QFile::encodeName(way).constData(), &status) != 0 || links > MostLinks)
            return u"who can write %1 cannot be told"_s.arg(way);
        if (const auto distrust = distrustOf(status, way))
            return distrust;
        if (!S_ISLNK(status.st_mode))
            continue;
        const QString rest = names.sliced(i).join(u'/');
        const QString target = QFileInfo(way).symLinkTarget(); // absolute
        return distrustOnTheWay(QDir::cleanPath(rest.isEmpty() ? target : target + u'/' + rest), links + 1);
    }
    return {};
}

} // namespace

std::optional<QString> distrustOf(const QString &path)
{
    return distrustOnTheWay(QDir::cleanPath(QFileInfo(path).absoluteFilePath()), 0);
}

std::optional<QString> distrustOf(const QString &path, const QString &own)
{
    if (auto distrust = distrustOf(path))
        return distrust;
    struct stat beside = {};
    struct stat main = {};
    if (::stat(QFile::encodeName(path).constData(), &beside) != 0)
        return u"who can write %1 cannot be told"_s.arg(path);
    if (::stat(QFile::encodeName(own).constData(), &main) != 0)
        main.st_uid = ::geteuid();
    if (beside.st_uid != 0 && beside.st_uid != main.st_uid)
        return u"it does not belong to whom %1 belongs; a command runs only from one that does"_s.arg(own);
    return {};
}

} // namespace fusebox::storage
