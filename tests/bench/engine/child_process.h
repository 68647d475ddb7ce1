// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <stdexcept>
#include <sys/wait.h>
#include <type_traits>
#include <unistd.h>

namespace fusebox::bench {

/// What `work()` answers with, done in a process of its own, so that one measurement's memory, descriptors
/// and threads are not the next one's. Thread: only from a process that has no other.
template <typename Work>
auto inChild(Work &&work)
{
    using Result = std::invoke_result_t<Work>;
    static_assert(std::is_trivially_copyable_v<Result>, "it comes through a pipe");
    int ends[2] = {};
    std::fflush(nullptr);
    if (::pipe(ends) != 0)
        throw std::runtime_error("no pipe");
    const pid_t child = ::fork();
    if (child == 0) {
        const Result result = work();
        ::_exit(::write(ends[1], &result, sizeof result) == sizeof result ? 0 : 1);
    }
    ::close(ends[1]);
    Result result = {};
    const bool isWhole = ::read(ends[0], &result, sizeof result) == sizeof result;
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    if (!isWhole)
        throw std::runtime_error("a measurement ended without a result");
    return result;
}

} // namespace fusebox::bench
