// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/health/values/incident.h"

namespace fusebox::ui {

/// What endpoints share: "host shop.example", "address 192.0.2.7", "name servers 192.0.2.53, 192.0.2.54".
[[nodiscard]] QString causePhrase(const health::CommonCause &cause);
/// "host shop.example: 2 of 3 endpoints fail together since 14:02:11 (connection refused)".
[[nodiscard]] QString incidentPhrase(const health::Incident &incident);
/// Of one endpoint in it: "fails together with 2 others: host shop.example".
[[nodiscard]] QString companyPhrase(const health::Incident &incident);

} // namespace fusebox::ui
