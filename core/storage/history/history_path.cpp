// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/history_path.h"

#include <filesystem>
#include <system_error>

#include <QCryptographicHash>
#include <QFile>
#include <QStandardPaths>

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

/// Of what is not there, as far as its folders are.
QByteArray realPath(const QString &file)
{
    const std::filesystem::path named(QFile::encodeName(file).toStdString());
    std::error_code error;
    const auto absolute = std::filesystem::absolute(named, error);
    const auto real = std::filesystem::weakly_canonical(absolute, error);
    return QByteArray::fromStdString((error ? absolute : real).string());
}

} // namespace

QString historyFileFor(const QString &configFile)
{
    constexpr int digits = 16; // of 64: what one person has of configurations they tell apart
    const QByteArray hash =
        QCryptographicHash::hash(realPath(configFile), QCryptographicHash::Sha256).toHex().first(digits);
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return folder + u"/fusebox/"_s + QString::fromLatin1(hash) + u".db"_s;
}

} // namespace fusebox::storage
