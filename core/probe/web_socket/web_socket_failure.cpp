// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/web_socket_failure.h"

namespace fusebox::probe {

using resilience::ErrorClass;

namespace {

ErrorClass classOf(WebSocketFault fault)
{
    switch (fault) {
    case WebSocketFault::NoUpgrade:
    case WebSocketFault::NoPong:
    case WebSocketFault::WrongPong:
    case WebSocketFault::NoPongButMessages:
    case WebSocketFault::StalledFrame: return ErrorClass::Timeout;
    case WebSocketFault::NoExpectedMessage: return ErrorClass::Assertion;
    default: return ErrorClass::Protocol;
    }
}

Phase phaseOf(WebSocketFault fault)
{
    switch (fault) {
    case WebSocketFault::BadSubprotocol: return Phase::Send;
    case WebSocketFault::NoUpgrade:
    case WebSocketFault::NotHttp:
    case WebSocketFault::BadUpgrade:
    case WebSocketFault::NoPong:
    case WebSocketFault::WrongPong:
    case WebSocketFault::NoPongButMessages:
    case WebSocketFault::NoExpectedMessage: return Phase::Wait;
    default: return Phase::Transfer;
    }
}

} // namespace

ProbeFailure webSocketFailure(WebSocketFault fault, std::string detail)
{
    ProbeFailure failure{{.errorClass = classOf(fault), .detail = std::move(detail)}, phaseOf(fault)};
    failure.fault = fault;
    return failure;
}

quint16 closeCodeFor(WebSocketFault fault)
{
    switch (fault) {
    case WebSocketFault::BadText: return 1007;
    case WebSocketFault::TooLarge: return 1009;
    case WebSocketFault::Flood:
    case WebSocketFault::NoExpectedMessage: return 1008;
    default: return 1002;
    }
}

} // namespace fusebox::probe
