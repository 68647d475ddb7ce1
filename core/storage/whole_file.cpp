// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/whole_file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <QFile>
#include <QRandomGenerator>

namespace fusebox::storage {

using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

/// What went wrong, as errno; 0: nothing.
using Errno = int;

constexpr mode_t ownerAlone = 0600;
constexpr mode_t everybody = 0666; // less what the umask takes away

/// The file that `path` names in the end: a link stays what it is.
tl::expected<fs::path, Errno> target(const fs::path &path)
{
    std::error_code error;
    fs::path file = path;
    constexpr int mostLinks = 40; // as many as the kernel follows
    for (int links = 0; fs::is_symlink(fs::symlink_status(file, error)); ++links) {
        if (links == mostLinks)
            return tl::unexpected(ELOOP);
        file = file.parent_path() / fs::read_symlink(file, error);
        if (error)
            return tl::unexpected(error.value());
    }
    return file;
}

std::optional<struct stat> statusOf(const fs::path &file)
{
    struct stat status = {};
    return ::stat(file.c_str(), &status) == 0 ? std::optional(status) : std::nullopt;
}

Errno writeAll(int descriptor, QByteArrayView content)
{
    while (!content.isEmpty()) {
        const ssize_t count = ::write(descriptor, content.data(), static_cast<std::size_t>(content.size()));
        if (count < 0 && errno != EINTR)
            return errno;
        if (count == 0)
            return EIO; // never on a file; would go on for ever
        content = content.sliced(std::max<ssize_t>(count, 0));
    }
    return 0;
}

Errno sync(int descriptor)
{
    while (::fsync(descriptor) != 0) {
        if (errno != EINTR)
            return errno == EINVAL || errno == ENOTSUP ? 0 : errno; // the file system has no such thing
    }
    return 0;
}

Errno syncFolder(const fs::path &folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return errno == EACCES ? 0 : errno; // one that may be written but not read
    const Errno error = sync(descriptor);
    ::close(descriptor);
    return error;
}

/// The new content beside the old one. Removed unless it took the name.
class Draft
{
public:
    /// Its name is short, whatever the file's is.
    Draft(const fs::path &folder, mode_t mode)
    {
        do {
            const quint32 number = QRandomGenerator::system()->generate();
            m_path = folder / (".fusebox-" + std::to_string(number) + ".new");
            m_descriptor = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        } while (m_descriptor < 0 && errno == EEXIST);
        m_error = m_descriptor < 0 ? errno : 0;
    }
    ~Draft()
    {
        if (m_descriptor < 0)
            return;
        ::close(m_descriptor);
        ::unlink(m_path.c_str());
    }
    Q_DISABLE_COPY_MOVE(Draft)

    [[nodiscard]] Errno error() const { return m_error; }

    /// As the file that it replaces: whose it is only where the system lets us.
    [[nodiscard]] Errno resemble(const struct stat &old, FileAccess access) const
    {
        if ((old.st_uid != ::geteuid() || old.st_gid != ::getegid()) &&
            ::fchown(m_descriptor, old.st_uid, old.st_gid) != 0 && errno != EPERM)
            return errno;
        const mode_t mode = access == FileAccess::OwnerAlone ? ownerAlone : old.st_mode & 0777U;
        return ::fchmod(m_descriptor, mode) == 0 || errno == EPERM || errno == ENOTSUP ? 0 : errno;
    }

    /// With the disk, and all of it.
    [[nodiscard]] Errno fill(const QByteArray &content) const
    {
        if (const Errno error = writeAll(m_descriptor, content))
            return error;
        if (const Errno error = sync(m_descriptor))
            return error;
        struct stat status = {};
        if (::fstat(m_descriptor, &status) != 0)
            return errno;
        return status.st_size == content.size() ? 0 : EIO;
    }

    /// Some file systems tell only when it is closed that there was no room.
    [[nodiscard]] Errno takeName(const fs::path &file)
    {
        Errno error = ::close(std::exchange(m_descriptor, -1)) == 0 || errno == EINTR ? 0 : errno;
        if (error == 0 && ::rename(m_path.c_str(), file.c_str()) != 0)
            error = errno;
        if (error != 0)
            ::unlink(m_path.c_str());
        return error;
    }

private:
    fs::path m_path;
    int m_descriptor = -1;
    Errno m_error = 0;
};

/// The folder is synced twice: before, because then what fails leaves the old file; after, so that the name
/// outlives a loss of power. That the second is refused takes nothing away: either file is whole.
Errno replace(const fs::path &file, const fs::path &folder, const QByteArray &content, FileAccess access)
{
    Draft draft(folder, access == FileAccess::OwnerAlone ? ownerAlone : everybody);
    Errno error = draft.error();
    if (const auto old = statusOf(file); old && error == 0)
        error = draft.resemble(*old, access);
    if (error == 0)
        error = draft.fill(content);
    if (error == 0)
        error = syncFolder(folder);
    if (error == 0)
        error = draft.takeName(file);
    if (error == 0)
        (void)syncFolder(folder);
    return error;
}

/// A descriptor that is read from, and closed where it is left.
class OpenFile
{
public:
    explicit OpenFile(int descriptor)
        : m_descriptor(descriptor)
        , m_error(descriptor < 0 ? errno : 0)
    {
    }
    ~OpenFile()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Q_DISABLE_COPY_MOVE(OpenFile)

    [[nodiscard]] tl::expected<QByteArray, Errno> read(qsizetype most) const
    {
        QByteArray content;
        for (Errno error = m_error; error == 0 || error == EINTR;) {
            QByteArray part(std::min<qsizetype>(most - content.size(), 256 * 1024), Qt::Uninitialized);
            const ssize_t count = ::read(m_descriptor, part.data(), static_cast<std::size_t>(part.size()));
            if (count == 0)
                return content;
            error = count < 0 ? errno : 0;
            content.append(part.constData(), std::max<ssize_t>(count, 0));
            if (error != 0 && error != EINTR)
                return tl::unexpected(error);
        }
        return tl::unexpected(m_error);
    }

private:
    int m_descriptor;
    Errno m_error;
};

/// What the system says of it, as it says it.
QString reason(Errno error)
{
    return QString::fromStdString(std::system_category().message(error));
}

constexpr auto NotRegular = "it is a pipe or a device; name a regular file"_L1;

/// Why what stands there is not to be replaced; empty: it may be, or there is nothing.
QString faultOf(const fs::path &file)
{
    const auto old = statusOf(file);
    if (!old)
        return {};
    if (S_ISDIR(old->st_mode))
        return reason(EISDIR);
    if (!S_ISREG(old->st_mode))
        return NotRegular;
    return ::access(file.c_str(), W_OK) == 0 ? QString() : reason(errno); // locked against changes
}

} // namespace

tl::expected<void, QString> replaceFile(const QString &path, const QByteArray &content, FileAccess access)
{
    const auto file = target(QFile::encodeName(path).toStdString());
    if (!file)
        return tl::unexpected(reason(file.error()));
    const fs::path folder = file->has_parent_path() ? file->parent_path() : fs::path(".");
    if (const QString fault = faultOf(*file); !fault.isEmpty())
        return tl::unexpected(fault);
    if (const Errno number = replace(*file, folder, content, access))
        return tl::unexpected(reason(number));
    return {};
}

tl::expected<void, QString> makeFolderOf(const QString &path)
{
    std::error_code error;
    fs::create_directories(fs::absolute(QFile::encodeName(path).toStdString(), error).parent_path(), error);
    if (error)
        return tl::unexpected(u"its folder cannot be made: "_s + reason(error.value()));
    return {};
}

tl::expected<QByteArray, QString> readWholeFile(const QString &path, qsizetype most)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat status = {};
    if (::stat(name.constData(), &status) != 0)
        return tl::unexpected(u"cannot be read: "_s + reason(errno));
    if (S_ISDIR(status.st_mode))
        return tl::unexpected(u"is a folder; name a regular file"_s);
    if (!S_ISREG(status.st_mode)) // reading could wait for ever
        return tl::unexpected(u"is a pipe or a device; name a regular file"_s);
    const OpenFile file(::open(name.constData(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    auto content = file.read(most);
    if (!content)
        return tl::unexpected(u"cannot be read: "_s + reason(content.error()));
    return *content;
}

} // namespace fusebox::storage
