// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/contract/faults/dns_fault.h"

namespace fusebox::probe {

using resilience::ErrorClass;

namespace {

const char *wordOf(DnsFault fault)
{
    switch (fault) {
    case DnsFault::NoSuchName: return "NXDOMAIN";
    case DnsFault::NoData: return "NODATA";
    case DnsFault::ServerFailure: return "SERVFAIL";
    case DnsFault::Refused: return "REFUSED";
    case DnsFault::NotUnderstood: return "FORMERR";
    case DnsFault::Truncated: return "TC";
    case DnsFault::Referral: return "referral";
    case DnsFault::BadAnswer:
    case DnsFault::Unreachable:
    case DnsFault::TimedOut:
    case DnsFault::BadName:
    case DnsFault::BadType:
    case DnsFault::BadServer:
    case DnsFault::SystemDoesNot:
    case DnsFault::NoMeans: break; // DNS has no word for these
    }
    return "";
}

} // namespace

NameFailure failureOf(DnsFault fault)
{
    if (fault == DnsFault::NoMeans)
        return {{.errorClass = ErrorClass::Rejected, .rejectedBy = resilience::RejectedBy::Machine}, {}};
    const auto errorClass = fault == DnsFault::TimedOut ? ErrorClass::Timeout : ErrorClass::Dns;
    return {{.errorClass = errorClass, .detail = wordOf(fault)}, fault};
}

} // namespace fusebox::probe
