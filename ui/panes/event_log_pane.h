// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/models/event_log_model.h"
#include "ui/theme/theme.h"

class QTreeView;

namespace fusebox::ui {

/// The log of what happened. It follows the newest line until a person scrolls away from it. A double click
/// asks to show the line's endpoint.
class EventLogPane final : public QWidget
{
    Q_OBJECT

public:
    EventLogPane(EventLogModel &model, const Theme &theme, QWidget *parent = nullptr);

Q_SIGNALS:
    void endpointPicked(const QString &id);

private:
    void setUpView(EventLogModel &model, const Theme &theme);
    void followNewest();

    QTreeView *m_view = nullptr;
    bool m_atEnd = true;
};

} // namespace fusebox::ui
