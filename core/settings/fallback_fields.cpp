// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/settings/field_tables.h"

namespace fusebox::settings {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array FallbackFields{
    Field{"urls"_L1, At{place<&FallbackSettings::urls>, UrlList{}},
          "Asked in turn, with the endpoint's settings; of the same scheme or its twin (http and https)."_L1},
    Field{"last_good"_L1, At{place<&FallbackSettings::lastGood>, Optional<Duration>{}},
          "After these its own last good answer, while it is younger than this; null: never."_L1},
    Field{
        "send_credentials"_L1, At{place<&FallbackSettings::sendCredentials>, Flag{}},
        "URLs of another origin (scheme, host and port) get the endpoint's basic, bearer, headers and client certificate too; by default only headers that tell nothing of who asks."_L1},
};

} // namespace

std::span<const Field> fallbackFields()
{
    return FallbackFields;
}

} // namespace fusebox::settings
