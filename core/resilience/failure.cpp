// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/failure.h"

namespace fusebox::resilience {

Failure failureOf(const std::exception_ptr &thrown)
{
    Failure failure{.errorClass = ErrorClass::Exception, .exception = thrown};
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception &exception) {
        failure.detail = exception.what();
    } catch (...) { // without a text
    }
    return failure;
}

} // namespace fusebox::resilience
