// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/exec/command_keeper.h"

#include <algorithm>

#include <QDeadlineTimer>

#include "core/probe/exec/command_minder.h"

namespace fusebox::probe {

CommandKeeper::~CommandKeeper()
{
    const QDeadlineTimer end(minderGrace);
    for (const auto &process : m_processes) {
        process->disconnect();
        process->waitForEnd(std::chrono::milliseconds(end.remainingTime()));
    }
}

void CommandKeeper::take(std::unique_ptr<CommandProcess> process)
{
    if (!process->isRunning())
        return process.release()->deleteLater(); // it may be telling of its end
    QObject::connect(process.get(), &CommandProcess::ended, process.get(),
                     [this, ended = process.get()] { forget(ended); });
    process->terminate();
    m_processes.push_back(std::move(process));
}

void CommandKeeper::forget(const CommandProcess *process)
{
    const auto found = std::ranges::find(m_processes, process, &std::unique_ptr<CommandProcess>::get);
    found->release()->deleteLater();
    m_processes.erase(found);
}

} // namespace fusebox::probe
