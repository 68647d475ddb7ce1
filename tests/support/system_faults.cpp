// SPDX-License-Identifier: GPL-3.0-or-later
// To be preloaded (LD_PRELOAD): fails the nth call of one kind as a failing disk or a machine without means
// would. FUSEBOX_FAULT is "write 2 28": the call, which of them (0: all), and the errno. With
// FUSEBOX_FAULT_UNDER only calls on what lies under that folder count.
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

struct Fault
{
    std::array<char, 16> call{};
    long number = -1; // none
    int error = 0;
};

Fault readFault()
{
    Fault fault;
    const char *text = std::getenv("FUSEBOX_FAULT");
    if (!text)
        return fault;
    const std::size_t length = std::strcspn(text, " ");
    std::memcpy(fault.call.data(), text, length < fault.call.size() ? length : fault.call.size() - 1);
    char *rest = nullptr;
    fault.number = std::strtol(text + length, &rest, 10);
    fault.error = static_cast<int>(std::strtol(rest, nullptr, 10));
    return fault;
}

bool isUnder(const char *path)
{
    const char *folder = std::getenv("FUSEBOX_FAULT_UNDER");
    return !folder || std::strncmp(path, folder, std::strlen(folder)) == 0;
}

bool isUnder(int descriptor)
{
    if (!std::getenv("FUSEBOX_FAULT_UNDER"))
        return true;
    std::array<char, 64> link{"/proc/self/fd/"};
    std::array<char, 10> digits{};
    std::size_t count = 0;
    do
        digits[count++] = static_cast<char>('0' + descriptor % 10);
    while ((descriptor /= 10) > 0);
    char *end = link.data() + std::strlen(link.data());
    while (count > 0)
        *end++ = digits[--count];
    std::array<char, 4096> path{};
    const long size = ::syscall(SYS_readlink, link.data(), path.data(), path.size() - 1);
    return size > 0 && isUnder(path.data());
}

/// True, with errno set, if this call is the one to fail.
bool fails(const char *call)
{
    static const Fault fault = readFault();
    static std::atomic<long> count{0};
    if (fault.number < 0 || std::strcmp(call, fault.call.data()) != 0)
        return false;
    const long number = ++count;
    if (fault.number != 0 && number != fault.number)
        return false;
    errno = fault.error;
    return true;
}

} // namespace

extern "C" {

ssize_t write(int descriptor, const void *bytes, std::size_t size)
{
    return isUnder(descriptor) && fails("write") ? -1 : ::syscall(SYS_write, descriptor, bytes, size);
}

// As SQLite writes.
ssize_t pwrite64(int descriptor, const void *bytes, std::size_t size, off64_t at)
{
    return isUnder(descriptor) && fails("pwrite") ? -1 : ::syscall(SYS_pwrite64, descriptor, bytes, size, at);
}

int fdatasync(int descriptor)
{
    return isUnder(descriptor) && fails("fdatasync") ? -1
                                                     : static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

int ftruncate64(int descriptor, off64_t size) noexcept
{
    return isUnder(descriptor) && fails("ftruncate")
               ? -1
               : static_cast<int>(::syscall(SYS_ftruncate, descriptor, size));
}

int fsync(int descriptor)
{
    return isUnder(descriptor) && fails("fsync") ? -1 : static_cast<int>(::syscall(SYS_fsync, descriptor));
}

int rename(const char *from, const char *to) noexcept
{
    return isUnder(to) && fails("rename") ? -1 : static_cast<int>(::syscall(SYS_rename, from, to));
}

int socket(int domain, int type, int protocol) noexcept
{
    return (domain == AF_INET || domain == AF_INET6) && fails("socket")
               ? -1
               : static_cast<int>(::syscall(SYS_socket, domain, type, protocol));
}

int connect(int descriptor, const sockaddr *address, socklen_t size)
{
    const bool isNetwork = address->sa_family == AF_INET || address->sa_family == AF_INET6;
    return isNetwork && fails("connect")
               ? -1
               : static_cast<int>(::syscall(SYS_connect, descriptor, address, size));
}

int epoll_ctl(int set, int operation, int descriptor, epoll_event *event) noexcept
{
    return operation == EPOLL_CTL_ADD && fails("epoll_ctl")
               ? -1
               : static_cast<int>(::syscall(SYS_epoll_ctl, set, operation, descriptor, event));
}
}
