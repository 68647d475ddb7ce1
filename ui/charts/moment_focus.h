// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QObject>

#include "core/health/values/clock.h"

namespace fusebox::ui {

/// The moment under the pointer, shared by everything that shows time: whoever is hovered tells of it, all
/// highlight it. Outlives them.
class MomentFocus final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] const std::optional<health::TimePoint> &at() const { return m_at; }
    void point(const std::optional<health::TimePoint> &at)
    {
        if (m_at == at)
            return;
        m_at = at;
        Q_EMIT moved();
    }

Q_SIGNALS:
    void moved();

private:
    std::optional<health::TimePoint> m_at;
};

} // namespace fusebox::ui
