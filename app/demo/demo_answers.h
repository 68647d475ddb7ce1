// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/fault_server.h"

namespace fusebox::demo {

/// How the lab's HTTP servers answer. Random, but the same in each run: every one has a random source of its
/// own with a fixed seed. Thread: the one of the server that calls it.

/// 200 within a few milliseconds.
[[nodiscard]] FaultServer::ScriptFor promptAnswers();
/// One in five takes `slow`, the others are prompt.
[[nodiscard]] FaultServer::ScriptFor answersSlowNowAndThen(resilience::Nanoseconds slow);
/// The share in [0, 1] fails, half of it with 500 and half with a reset; the others are prompt.
[[nodiscard]] FaultServer::ScriptFor answersFailing(double share);

} // namespace fusebox::demo
