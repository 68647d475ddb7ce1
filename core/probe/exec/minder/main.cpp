// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/probe/exec/command_minder.h"

namespace fusebox::probe {

namespace {

void leaveNoCore()
{
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

/// Who has been orphaned before is not told of it.
void endWith(pid_t parent, int number)
{
    ::prctl(PR_SET_PDEATHSIG, number);
    if (::getppid() != parent)
        ::_exit(1);
}

/// What we block or ignore is none of the command's business.
void resetSignals()
{
    for (int number = 1; number < NSIG; ++number)
        std::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Sends SIGKILL to each child there is now; false: to none, as there is none, or none that is ours to kill.
/// Where the system does not list them, to the command's group.
bool killChildren(pid_t command)
{
    const int file = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return ::kill(-command, SIGKILL) == 0;
    std::array<char, 4096> text;
    bool hasKilled = false;
    pid_t child = 0;
    for (ssize_t size = 0; (size = ::read(file, text.data(), text.size())) > 0;) {
        for (ssize_t i = 0; i < size; ++i) {
            const char c = text[static_cast<std::size_t>(i)];
            if (c >= '0' && c <= '9') {
                child = child * 10 + (c - '0');
                continue;
            }
            hasKilled = (child > 0 && ::kill(child, SIGKILL) == 0) || hasKilled;
            child = 0;
        }
    }
    ::close(file);
    return hasKilled;
}

class Minder
{
public:
    explicit Minder(pid_t command)
        : m_command(command)
    {
    }

    /// Until nothing is left of the command; then ends as it did.
    [[noreturn]] void run()
    {
        while (!m_hasEnded)
            heed(next());
        killAll();
        end();
    }

private:
    static int next()
    {
        sigset_t heeded;
        sigemptyset(&heeded);
        for (const int number : {SIGCHLD, SIGTERM, SIGALRM, minderKill})
            sigaddset(&heeded, number);
        return ::sigwaitinfo(&heeded, nullptr);
    }

    void heed(int number)
    {
        if (number == SIGCHLD)
            return reap(WNOHANG);
        if (number == SIGTERM) {
            ::kill(-m_command, SIGTERM);
            ::alarm(static_cast<unsigned>(minderGrace.count()));
        } else if (number > 0) {
            killAll();
        }
    }

    /// Those that have ended; without WNOHANG it waits for one. What the command leaves behind becomes ours.
    void reap(int options)
    {
        int status = 0;
        for (pid_t ended = 0; (ended = ::waitpid(-1, &status, options)) > 0; options |= WNOHANG) {
            if (ended != m_command)
                continue;
            m_hasEnded = true;
            m_status = status;
        }
    }

    /// Whose parent is killed becomes ours, until there are no more.
    void killAll()
    {
        while (killChildren(m_command))
            reap(0);
    }

    [[noreturn]] void end() const
    {
        if (WIFEXITED(m_status))
            ::_exit(WEXITSTATUS(m_status));
        resetSignals();
        ::kill(::getpid(), WTERMSIG(m_status));
        ::_exit(1);
    }

    const pid_t m_command;
    bool m_hasEnded = false;
    int m_status = 0;
};

/// The number in an argument; what we are called with is made by ourselves.
int numberIn(const char *argument)
{
    return static_cast<int>(std::strtol(argument, nullptr, 10));
}

[[noreturn]] void fail(int report)
{
    const int error = errno;
    (void)!::write(report, &error, sizeof error);
    ::_exit(1);
}

[[noreturn]] void become(char **command, pid_t minder, int report)
{
    endWith(minder, SIGKILL);
    ::setsid();
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC); // the report, too: once the command runs, there is none
    resetSignals();
    ::execv(*command, command);
    fail(report);
}

[[noreturn]] void mind(pid_t command)
{
    ::close_range(0, ~0U, 0); // else who waits for their ends waits for us
    Minder(command).run();
}

} // namespace

} // namespace fusebox::probe

/// fusebox-minder PARENT REPORT PROGRAM ARGUMENTS...: see command_minder.h.
int main(int count, char **arguments)
{
    using namespace fusebox::probe;
    if (count < 4)
        return 2;
    sigset_t all;
    sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    endWith(numberIn(arguments[1]), SIGTERM);
    ::setsid();
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    leaveNoCore();
    const int report = numberIn(arguments[2]);
    const pid_t minder = ::getpid();
    const pid_t command = ::fork();
    if (command < 0)
        fail(report);
    if (command == 0)
        become(arguments + 3, minder, report);
    mind(command);
}
