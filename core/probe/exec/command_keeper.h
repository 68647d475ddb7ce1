// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/probe/exec/command_process.h"

namespace fusebox::probe {

/// Keeps commands to their end that nobody waits for any more: they are asked to end, and killed a while
/// later. Thread: one with an event loop.
class CommandKeeper
{
public:
    CommandKeeper() = default;
    /// No command outlives it: waits for them as long as they have, then kills them.
    ~CommandKeeper();
    CommandKeeper(const CommandKeeper &) = delete;
    CommandKeeper &operator=(const CommandKeeper &) = delete;

    void take(std::unique_ptr<CommandProcess> process);
    [[nodiscard]] std::size_t count() const { return m_processes.size(); }

private:
    void forget(const CommandProcess *process);

    std::vector<std::unique_ptr<CommandProcess>> m_processes;
};

} // namespace fusebox::probe
