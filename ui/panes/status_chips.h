// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QWidget>

#include "core/health/snapshot.h"
#include "ui/models/endpoint_filter_model.h"
#include "ui/theme/theme.h"

class QToolButton;

namespace fusebox::ui {

/// How many endpoints have each status, and how many circuits are open; pressing one shows only those. A chip
/// keeps its place: at zero it is dimmed.
class StatusChips final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusChips(const Theme &theme, QWidget *parent = nullptr);

    void show(const health::OverallStatus &overall);
    void clear();
    [[nodiscard]] EndpointFilterModel::StatusSet statuses() const;
    [[nodiscard]] bool openCircuitsOnly() const;

Q_SIGNALS:
    void changed();

private:
    QToolButton *addChip(const QString &name);
    void restyle();

    const Theme &m_theme;
    std::array<QToolButton *, static_cast<std::size_t>(health::Status::Count)> m_status = {};
    QToolButton *m_open = nullptr;
    qsizetype m_digits = 0; ///< of the largest count there has been room made for
};

} // namespace fusebox::ui
