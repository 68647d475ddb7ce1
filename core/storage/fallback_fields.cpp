// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/storage/field_tables.h"
#include "core/storage/list_reading.h"
#include "core/storage/value_reader.h"
#include "core/storage/value_writer.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using health::FallbackSettings;

namespace {

constexpr std::array FallbackFields{
    Field{"urls"_L1, At{place<&Endpoint::fallback, &FallbackSettings::urls>, UrlList{}}},
    Field{"last_good"_L1, At{place<&Endpoint::fallback, &FallbackSettings::lastGood>, Optional<Duration>{}}},
    Field{"send_credentials"_L1, At{place<&Endpoint::fallback, &FallbackSettings::sendCredentials>, Flag{}}},
};

} // namespace

std::span<const Field> fallbackFields()
{
    return FallbackFields;
}

Checked ValueReader::read(const UrlList &, std::vector<QUrl> &target) const
{
    auto list = listOf<QUrl>(m_place, [&](const JsonPlace &element) -> tl::expected<QUrl, JsonErrors> {
        QUrl url;
        return inside(element).read(Url{}, url).map([&url] { return url; });
    });
    return store(std::move(list), target);
}

void ValueWriter::write(const UrlList &, const std::vector<QUrl> &urls) const
{
    m_json.StartArray();
    for (const QUrl &url : urls)
        write(Url{}, url);
    m_json.EndArray();
}

} // namespace fusebox::storage
