// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/transport/socket_failure.h"

#include <cerrno>
#include <system_error>

#include "core/probe/contract/machine_lack.h"

namespace fusebox::probe {

using resilience::ErrorClass;

namespace {

ErrorClass classOf(int error)
{
    switch (error) {
    case ECONNREFUSED: return ErrorClass::Refused;
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE: return ErrorClass::Reset;
    case ETIMEDOUT: return ErrorClass::Timeout;
    default: return ErrorClass::Unreachable;
    }
}

} // namespace

resilience::Failure failureFromErrno(int error)
{
    if (isLack(error))
        return lackFailure(error);
    return {.errorClass = classOf(error), .detail = std::system_category().message(error)};
}

} // namespace fusebox::probe
