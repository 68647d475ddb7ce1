// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/contract/machine_lack.h"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace fusebox::probe {

using resilience::ErrorClass;
using resilience::RejectedBy;

bool isLack(int error)
{
    switch (error) {
    case EMFILE:        // descriptors of the process
    case ENFILE:        // and of the machine
    case EADDRNOTAVAIL: // ports
    case EAGAIN:        // ports, where connect() says it
    case ENOBUFS:
    case ENOMEM:
    case ENOSPC: return true; // descriptors that may be watched
    default: return false;
    }
}

resilience::Failure lackFailure(int error)
{
    return {.errorClass = ErrorClass::Rejected,
            .rejectedBy = RejectedBy::Machine,
            .detail = std::system_category().message(error)};
}

bool isLack(const resilience::Failure &failure)
{
    return failure.errorClass == ErrorClass::Rejected && failure.rejectedBy == RejectedBy::Machine;
}

int lackOfDescriptors()
{
    const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return isLack(errno) ? errno : 0;
    ::close(descriptor);
    return 0;
}

} // namespace fusebox::probe
