// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QLatin1StringView>

/// Those parts of the JSON schema that follow from no table, as JSON Schema has them.
namespace fusebox::storage {

/// "[Hh][Tt][Tt][Pp]": JSON Schema's patterns know no flag for it.
[[nodiscard]] QString anyCase(QLatin1StringView word);

/// "duration", "text", "headers": what a shape of values looks like.
[[nodiscard]] QJsonObject schemaDefinitions();

/// What is added to an object or a value of the endpoint, by its path: "", "http", "websocket/subprotocols".
[[nodiscard]] QJsonObject schemaExtras();

} // namespace fusebox::storage
