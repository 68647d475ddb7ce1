// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include "core/history/record/incident.h"

namespace fusebox::ui {

/// Which incidents are shown.
class IncidentChoice
{
public:
    /// An endpoint's own trouble is no cause that several share.
    using Cause = std::optional<health::CauseKind>;

    /// Those that have each of the words in what is sought in, in any case; empty: all.
    void setText(const QString &text);

    std::optional<Cause> cause = {};      ///< none: any
    std::chrono::milliseconds atLeast{0}; ///< long, or so far

    [[nodiscard]] bool isActive() const { return *this != IncidentChoice(); }
    /// `sought` is its soughtText().
    [[nodiscard]] bool accepts(const history::Incident &incident, const QString &sought,
                               health::WallTime now) const;

    bool operator==(const IncidentChoice &) const = default;

private:
    QStringList m_words; ///< folded
};

} // namespace fusebox::ui
