// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/termination.h"

#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

namespace fusebox::app {

namespace {

sigset_t terminationSignals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

} // namespace

void holdTerminationSignals()
{
    std::signal(SIGINT, SIG_DFL); // a shell without job control ignores it for what runs in the background
    std::signal(SIGTERM, SIG_DFL);
    const sigset_t signals = terminationSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void releaseTerminationSignals()
{
    const sigset_t signals = terminationSignals();
    pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

Termination::Termination(QObject *parent)
    : QObject(parent)
    , m_descriptor([] {
        const sigset_t signals = terminationSignals();
        return ::signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    }())
    , m_notifier(m_descriptor, QSocketNotifier::Read)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, &Termination::readSignal);
}

Termination::~Termination()
{
    m_notifier.setEnabled(false);
    ::close(m_descriptor);
}

void Termination::readSignal()
{
    signalfd_siginfo info;
    if (::read(m_descriptor, &info, sizeof info) != static_cast<ssize_t>(sizeof info))
        return;
    releaseTerminationSignals();
    Q_EMIT requested();
}

} // namespace fusebox::app
