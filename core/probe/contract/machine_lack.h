// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/failure.h"

/// What this machine has not got enough of: descriptors, ports, buffers, memory. It says nothing of the peer.
namespace fusebox::probe {

/// Whether this errno of socket(), connect(), send(), recv() or epoll_ctl() says so. Of EADDRNOTAVAIL only
/// where there are addresses, but no port is left (see TcpDial).
[[nodiscard]] bool isLack(int error);
/// RejectedBy::Machine, with the system's words.
[[nodiscard]] resilience::Failure lackFailure(int error);
[[nodiscard]] bool isLack(const resilience::Failure &failure);

/// The errno if not one more descriptor can be had just now, else 0. For libraries that do not tell what has
/// kept them from opening a file. Costs two calls of the system.
[[nodiscard]] int lackOfDescriptors();

} // namespace fusebox::probe
