// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/field_shapes.h"

#include <array>

namespace fusebox::settings {

using namespace Qt::StringLiterals;
using resilience::ErrorClass;

namespace {

constexpr std::array JsonComparisonWords{"equals"_L1,        "differs"_L1, "less"_L1,
                                         "less_or_equal"_L1, "greater"_L1, "greater_or_equal"_L1};
constexpr std::array KeepaliveComparisonWords{"equals"_L1, "matches"_L1};

constexpr std::array ErrorClassesOfFile{ErrorClass::Dns,      ErrorClass::Refused,    ErrorClass::Unreachable,
                                        ErrorClass::Reset,    ErrorClass::Tls,        ErrorClass::Timeout,
                                        ErrorClass::Protocol, ErrorClass::HttpStatus, ErrorClass::Assertion,
                                        ErrorClass::Exception};

} // namespace

std::span<const ErrorClass> configurableErrorClasses()
{
    return ErrorClassesOfFile;
}

std::span<const QLatin1StringView> jsonComparisonWords()
{
    return JsonComparisonWords;
}

std::span<const QLatin1StringView> keepaliveComparisonWords()
{
    return KeepaliveComparisonWords;
}

} // namespace fusebox::settings
