// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <variant>

#include <QLatin1StringView>

#include "core/settings/field_shapes.h"

namespace fusebox::settings {

using Endpoint = EndpointConfig;

/// What the members lead to, from an endpoint on: place<&Endpoint::timeouts, &Timeouts::dns>. (A fold over
/// .*)
template <auto... Members>
constexpr auto &place(Endpoint &endpoint)
{
    return (endpoint.*....*Members);
}

/// A shape, and where in an endpoint its value lies.
template <typename Shape>
struct At
{
    typename Shape::Type &(*of)(EndpointConfig &);
    Shape shape = {};
};
template <typename Of, typename Shape>
At(Of, Shape) -> At<Shape>;

struct Field;
struct Section ///< an object with fields of its own
{
    std::span<const Field> (*fields)();
};

using FieldKind =
    std::variant<Section, At<Text>, At<FilePath>, At<Secret>, At<Bytes>, At<Url>, At<Duration>,
                 At<Optional<Duration>>, At<Count>, At<Optional<Count>>, At<Size>, At<Optional<Size>>,
                 At<Number>, At<Flag>, At<Choice<resilience::Growth>>, At<Choice<resilience::Jitter>>,
                 At<Choice<probe::AddressFamily>>, At<Choice<probe::NameSource>>,
                 At<Choice<probe::HttpVersion>>, At<Choice<probe::MessageFormat>>, At<ErrorClasses>,
                 At<TextList>, At<Pin>, At<ProxyUrl>, At<Method>, At<Headers>, At<Basic>, At<Bearer>,
                 At<StatusRanges>, At<CloseCodes>, At<Pattern>, At<HeaderExpectations>, At<JsonExpectations>,
                 At<KeepaliveAnswers>, At<UrlList>>;

/// A setting, declared once: file, form, schema and reference all go by it.
struct Field
{
    QLatin1StringView key;
    FieldKind kind;
    QLatin1StringView about;                        ///< what it is for, in a sentence
    std::span<const QLatin1StringView> usedBy = {}; ///< the schemes; empty: all that use its section
};

} // namespace fusebox::settings
