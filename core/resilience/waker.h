// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace fusebox::resilience {

/// Tells a call that waits to look again; called from any thread, at any time, also when the call has ended.
using Waker = std::function<void()>;

} // namespace fusebox::resilience
