// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <tl/expected.hpp>

#include "core/probe/contract/faults/http_fault.h"
#include "core/probe/contract/options/http_options.h"
#include "core/probe/match/json_pointer.h"

namespace fusebox::probe {

/// Holds a JSON text against what was expected of its values.
class JsonConditions
{
public:
    /// None: any text meets them, JSON or not.
    JsonConditions() = default;
    /// ErrorClass::Assertion if an expectation cannot be held against anything: no JSON pointer, no JSON
    /// scalar.
    [[nodiscard]] static tl::expected<JsonConditions, HttpFailure>
    create(const std::vector<JsonExpectation> &expectations);

    [[nodiscard]] bool isEmpty() const { return m_expected.empty(); }
    /// The first expectation that does not hold.
    [[nodiscard]] std::optional<HttpFailure> verdict(const QByteArray &text) const;

private:
    std::vector<JsonExpectation> m_expected = {};
    std::vector<JsonPointer> m_pointers = {};
    std::vector<JsonScalar> m_values = {};
};

} // namespace fusebox::probe
