// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/models/event_log_filter.h"
#include "ui/theme/theme.h"

class QBoxLayout;
class QToolButton;

namespace fusebox::ui {

class EventLogView;
class MomentFocus;

/// The log of what happened, to be filtered by text and kind, copied and exported. A double click asks to
/// show the line's endpoint.
class EventLogPane final : public QWidget
{
    Q_OBJECT

public:
    EventLogPane(EventLogModel &model, const Theme &theme, QWidget *parent = nullptr);

    /// As of LineList.
    void follow(MomentFocus &focus);

Q_SIGNALS:
    void endpointPicked(const QString &id);
    /// Somebody asks for the lines that are shown (or selected) as a file; `name` is one to begin with.
    void exportRequested(const QByteArray &content, const QString &name);

private:
    [[nodiscard]] QBoxLayout *makeHead(const Theme &theme);
    [[nodiscard]] QWidget *makeKinds();
    [[nodiscard]] QToolButton *makeExport();

    EventLogFilter m_lines;
    EventLogView *m_view = nullptr;
};

} // namespace fusebox::ui
