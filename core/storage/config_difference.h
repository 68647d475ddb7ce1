// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include "core/storage/config.h"

namespace fusebox::storage {

/// What tells an endpoint in one configuration from the same in another. Values are left out: they may be
/// secrets.
struct EndpointDifference
{
    enum class Kind : std::uint8_t { Added, Removed, Changed };

    Kind kind = Kind::Changed;
    settings::EndpointId id = {};
    QString name = {};
    QStringList keys = {}; ///< changed: "interval", "timeouts.total"

    bool operator==(const EndpointDifference &) const = default;
};

struct ConfigDifference
{
    QStringList keys = {}; ///< "limits.at_once"
    std::vector<EndpointDifference> endpoints = {};

    bool operator==(const ConfigDifference &) const = default;
};

/// In the order of `to`; what is removed comes last. Thread: any.
[[nodiscard]] ConfigDifference differenceOf(const Config &from, const Config &to);

} // namespace fusebox::storage
