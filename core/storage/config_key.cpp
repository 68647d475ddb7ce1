// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_key.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace fusebox::storage {

namespace {

/// What is not there yet is where it will be: in the real folder, as far as there is one.
QString realPath(const QString &path)
{
    const QFileInfo file(path);
    if (const QString real = file.canonicalFilePath(); !real.isEmpty())
        return real;
    if (file.isRoot() || file.absolutePath() == file.absoluteFilePath())
        return file.absoluteFilePath();
    return QDir(realPath(file.absolutePath())).filePath(file.fileName());
}

} // namespace

QString configKey(const QString &path)
{
    const QString clean = QDir::cleanPath(QFileInfo(path).absoluteFilePath());
    const QByteArray name = QFile::encodeName(realPath(clean));
    return QString::fromLatin1(QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex().first(16));
}

} // namespace fusebox::storage
