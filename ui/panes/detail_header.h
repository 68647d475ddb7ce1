// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/health/values/snapshot.h"
#include "ui/theme/theme.h"

class QBoxLayout;
class QLabel;

namespace fusebox::ui {

class ElidedLabel;
class StatusSign;

/// Who the endpoint is and how it does: sign, name, URL, status with its reasons, and three latencies.
class DetailHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit DetailHeader(const Theme &theme, QWidget *parent = nullptr);

    /// `company`: who fails along with it, in a phrase; empty when nobody does.
    void show(const health::EndpointSnapshot &endpoint, const QString &company, health::TimePoint now);
    void tick(const health::EndpointSnapshot &endpoint, health::TimePoint now);
    /// The URL beside the name rather than below it: a line less.
    void setFlat(bool isFlat);

private:
    struct Figure
    {
        QLabel *value;
        QLabel *caption;
    };
    Figure addFigure(const QString &caption);
    void restyle();

    const Theme &m_theme;
    StatusSign *m_sign = nullptr;
    QBoxLayout *m_top = nullptr;   ///< what is left of the figures, and these
    QBoxLayout *m_left = nullptr;  ///< who it is; flat: and how it does
    QBoxLayout *m_words = nullptr; ///< the top, and what is below it
    QBoxLayout *m_who = nullptr;   ///< name and URL
    ElidedLabel *m_name = nullptr;
    ElidedLabel *m_url = nullptr;
    ElidedLabel *m_status = nullptr;
    ElidedLabel *m_company = nullptr;
    Figure m_last = {};
    Figure m_median = {};
    Figure m_p95 = {};
    health::Status m_shown = health::Status::Unknown;
};

} // namespace fusebox::ui
