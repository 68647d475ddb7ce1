// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/match/json_conditions.h"

namespace fusebox::probe {

using Kind = HttpFault::Kind;

namespace {

std::partial_ordering order(const JsonScalar &a, const JsonScalar &b)
{
    const auto *x = std::get_if<JsonNumber>(&a);
    const auto *y = std::get_if<JsonNumber>(&b);
    return x && y ? *x <=> *y : std::partial_ordering::unordered;
}

/// Only numbers have an order.
bool holds(JsonExpectation::Kind kind, const JsonScalar &found, const JsonScalar &expected)
{
    switch (kind) {
    case JsonExpectation::Kind::Equals: return found == expected;
    case JsonExpectation::Kind::Differs: return found != expected;
    case JsonExpectation::Kind::Less: return order(found, expected) < 0;
    case JsonExpectation::Kind::LessOrEqual: return order(found, expected) <= 0;
    case JsonExpectation::Kind::Greater: return order(found, expected) > 0;
    case JsonExpectation::Kind::GreaterOrEqual: return order(found, expected) >= 0;
    }
    return false;
}

/// The value that a JSON text is, if it is a scalar.
std::optional<JsonScalar> scalarOf(const QByteArray &text)
{
    const auto found = findInJson(text, {JsonPointer()});
    if (!found || std::holds_alternative<JsonContainer>(found->front().value()))
        return {};
    return found->front();
}

} // namespace

tl::expected<JsonConditions, HttpFailure>
JsonConditions::create(const std::vector<JsonExpectation> &expectations)
{
    JsonConditions conditions;
    conditions.m_expected = expectations;
    for (std::size_t i = 0; i < expectations.size(); ++i) {
        auto pointer = JsonPointer::parse(expectations[i].pointer);
        auto value = scalarOf(expectations[i].value);
        if (!pointer || !value)
            return tl::unexpected(unmetExpectation(pointer ? Kind::BadJsonValue : Kind::BadJsonPointer, i));
        conditions.m_pointers.push_back(std::move(*pointer));
        conditions.m_values.push_back(std::move(*value));
    }
    return conditions;
}

std::optional<HttpFailure> JsonConditions::verdict(const QByteArray &text) const
{
    if (isEmpty())
        return {};
    const auto found = findInJson(text, m_pointers);
    if (!found)
        return unmetExpectation(Kind::NoJson);
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        const auto &value = (*found)[i];
        if (!value)
            return unmetExpectation(Kind::JsonMissing, i);
        if (!holds(m_expected[i].kind, *value, m_values[i]))
            return unmetExpectation(Kind::JsonDiffers, i, textOf(*value));
    }
    return {};
}

} // namespace fusebox::probe
