// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/asked.h"

#include <array>

#include "core/settings/endpoint_url.h"

namespace fusebox::settings {

namespace {

template <std::size_t Index>
KindParts makeParts()
{
    return KindParts(std::in_place_index<Index>);
}

KindParts partsOf(probe::ProbeKind kind)
{
    constexpr auto makers = []<std::size_t... Indices>(std::index_sequence<Indices...>)
    {
        return std::array{&makeParts<Indices>...};
    }
    (std::make_index_sequence<std::variant_size_v<KindParts>>());
    return makers.at(static_cast<std::size_t>(kind))();
}

} // namespace

Asked::Asked(const QUrl &url)
    : m_url(url)
    , m_parts(partsOf(kindOf(url)))
{
}

Asked::Asked(const probe::OwnCheckOptions &check)
    : m_parts(OwnCheckParts(check))
{
}

void Asked::setUrl(const QUrl &url)
{
    if (kindOf(url) != kind())
        m_parts = partsOf(kindOf(url));
    m_url = url;
}

} // namespace fusebox::settings
