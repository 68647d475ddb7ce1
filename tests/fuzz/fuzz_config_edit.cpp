// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_edit.h"
#include "core/storage/config_file.h"
#include "core/storage/config_paths.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;

/// Of any configuration in any layout: without a change not a byte changes; what is edited reads as what it
/// was to be, and all that there is to edit can be.
FUZZ(std::string_view text)
{
    const std::uint8_t act = fuzz::takeByte(text);
    const QByteArray json(text.data(), static_cast<qsizetype>(text.size()));
    const QDir folder(QStringLiteral("/"));
    const auto read = storage::parseConfig(json);
    if (!read)
        return;
    const storage::Config was = storage::withAbsoluteFiles(*read, folder);
    require(storage::editedConfig(json, was, folder) == json);
    storage::Config wanted = was;
    if (!wanted.endpoints.empty()) {
        const auto chosen = wanted.endpoints.begin() + (act >> 2) % std::ssize(wanted.endpoints);
        if (act % 4 == 0)
            wanted.endpoints.erase(chosen);
        else
            chosen->paused = !chosen->paused;
    }
    if (act % 4 > 1) {
        settings::EndpointConfig added;
        added.id = QStringLiteral("no one has this id");
        added.asked = QUrl(QStringLiteral("tcp://a.example:1"));
        added.name = settings::defaultEndpointName(added.asked);
        wanted.endpoints.push_back(added);
        wanted.limits.atOnce += wanted.limits.atOnce > 1 ? -1 : 1;
    }
    const auto edited = storage::editedConfig(json, wanted, folder);
    require(edited.has_value());
    const auto again = storage::parseConfig(*edited);
    require(again &&
            storage::writeConfig(storage::withAbsoluteFiles(*again, folder)) == storage::writeConfig(wanted));
}
