// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace fusebox::probe {

/// dns://: name, type and server stand in the URL.
struct DnsOptions
{
    QStringList expect =
        {}; ///< records that have to be among the answers, as text; empty: any answer will do
    bool expectNoSuchName = false; ///< NXDOMAIN is the success

    bool operator==(const DnsOptions &) const = default;
};

} // namespace fusebox::probe
