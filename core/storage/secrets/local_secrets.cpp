// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/secrets/local_secrets.h"

#include <cerrno>
#include <sys/stat.h>
#include <system_error>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStringList>

#include "core/storage/whole_file.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using settings::NoSecret;
using settings::SecretLack;
using settings::SecretValue;

namespace {

SecretValue without(SecretLack why, const QString &detail = {})
{
    return tl::unexpected(NoSecret{why, detail});
}

QString reason(int error)
{
    return QString::fromStdString(std::system_category().message(error));
}

/// As everybody's editor and `echo` leave it.
QByteArray withoutLastNewline(QByteArray content)
{
    if (content.endsWith('\n'))
        content.chop(content.endsWith("\r\n") ? 2 : 1);
    return content;
}

SecretValue contentOf(const QString &path)
{
    const auto content = readWholeFile(path, settings::maxSecret + 2);
    return content ? settings::checkedSecret(withoutLastNewline(*content))
                   : without(SecretLack::NotReadable, content.error());
}

} // namespace

SecretValue secretOfVariable(const QString &name)
{
    const QByteArray key = name.toLatin1();
    return qEnvironmentVariableIsSet(key.constData()) ? settings::checkedSecret(qgetenv(key.constData()))
                                                      : without(SecretLack::NotSet);
}

SecretFiles::SecretFiles(const QString &folder)
    : m_folder(qEnvironmentVariableIsSet("CREDENTIALS_DIRECTORY")
                   ? QFile::decodeName(qgetenv("CREDENTIALS_DIRECTORY"))
                   : folder)
{
}

QString SecretFiles::absolute(const QString &path) const
{
    return QDir::cleanPath(QDir(m_folder).absoluteFilePath(path));
}

SecretValue SecretFiles::read(const QString &path)
{
    const QString file = absolute(path);
    struct stat status = {};
    if (::stat(QFile::encodeName(file).constData(), &status) != 0) {
        const int error = errno;
        m_known.erase(file);
        return error == ENOENT ? without(SecretLack::NoFile)
                               : without(SecretLack::NotReadable, reason(error));
    }
    const Stamp stamp{.device = status.st_dev,
                      .inode = status.st_ino,
                      .size = status.st_size,
                      .seconds = status.st_mtim.tv_sec,
                      .nanoseconds = status.st_mtim.tv_nsec};
    Known &known = m_known[file];
    if (known.stamp != stamp || !known.value) { // rights that change leave no trace in the stamp
        known.value = contentOf(file);
        known.stamp = stamp;
    }
    const bool isOpenToOthers = S_ISREG(status.st_mode) && (status.st_mode & S_IROTH) != 0;
    if (isOpenToOthers && !std::exchange(known.isWarnedOf, true))
        m_warnings << u"%1 holds a secret and can be read by others; chmod o-r %1"_s.arg(file);
    return known.value;
}

QStringList SecretFiles::takeWarnings()
{
    return std::exchange(m_warnings, {});
}

} // namespace fusebox::storage
