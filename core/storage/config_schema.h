// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace fusebox::storage {

/// The JSON schema (draft 7) of the configuration file, made from the table of settings: what the committed
/// resources/config.schema.json is. Editors complete and check by it.
[[nodiscard]] QByteArray configSchema();

} // namespace fusebox::storage
