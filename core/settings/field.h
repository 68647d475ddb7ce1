// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <variant>

#include <QLatin1StringView>

#include "core/settings/field_shapes.h"

namespace fusebox::settings {

using Endpoint = EndpointConfig;

template <typename Class, typename Member>
Class ownerOf(Member Class::*);

/// Where the members lead to, from an endpoint or from what may be set for some kinds only:
/// place<&Endpoint::timeouts, &Timeouts::dns>, place<&HttpOptions::method>. Null: it does not exist for the
/// endpoint's kind.
template <auto First, auto... Rest>
constexpr auto *place(Endpoint &endpoint)
{
    using Owner = decltype(ownerOf(First));
    if constexpr (std::is_same_v<Owner, Endpoint>) {
        return &((endpoint.*First).*....*Rest);
    } else {
        Owner *owner = endpoint.find<Owner>();
        return owner ? &((owner->*First).*....*Rest) : nullptr;
    }
}
/// All of what may be set for some kinds only.
template <typename Part>
constexpr Part *whole(Endpoint &endpoint)
{
    return endpoint.find<Part>();
}

/// A shape, and where in an endpoint its value lies.
template <typename Shape>
struct At
{
    typename Shape::Type *(*of)(EndpointConfig &);
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
    std::variant<Section, At<Text>, At<FilePath>, At<Secret>, At<Bytes>, At<OwnUrl>, At<Duration>,
                 At<Optional<Duration>>, At<Count>, At<Optional<Count>>, At<Size>, At<Optional<Size>>,
                 At<Number>, At<Flag>, At<Choice<resilience::Growth>>, At<Choice<resilience::Jitter>>,
                 At<Choice<probe::AddressFamily>>, At<Choice<probe::NameSource>>,
                 At<Choice<probe::HttpVersion>>, At<Choice<probe::MessageFormat>>, At<ErrorClasses>,
                 At<TextList>, At<Pin>, At<ProxyUrl>, At<Method>, At<Headers>, At<Basic>, At<Bearer>,
                 At<StatusRanges>, At<CloseCodes>, At<Pattern>, At<HeaderExpectations>, At<JsonExpectations>,
                 At<KeepaliveAnswers>, At<UrlList>>;

/// What a setting has a use for besides a kind that has it. MaybeTls: TLS, or redirects, which lead to it and
/// take the authorities along, but not what was said of one peer: certificates and pins stay with their
/// origin.
enum class Needs : std::uint8_t { Nothing, Tls, MaybeTls, Network };

/// A setting, declared once: file, form, schema and reference all go by it.
struct Field
{
    QLatin1StringView key;
    FieldKind kind;
    QLatin1StringView about; ///< what it is for, in a sentence
    Needs needs = Needs::Nothing;
    bool isRequired = false; ///< there is no default
};

} // namespace fusebox::settings
