// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/list_reading.h"
#include "core/storage/value_reader.h"
#include "core/storage/value_writer.h"

/// How a list of URLs is read and written.
namespace fusebox::storage {

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
