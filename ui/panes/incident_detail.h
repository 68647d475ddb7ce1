// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include <QWidget>

#include "core/history/record/incident.h"
#include "ui/models/timeline_model.h"
#include "ui/theme/theme.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace fusebox::ui {

class FactGrid;
class TimelineList;

/// One incident: why, its figures, its timeline, and a line to write a note in. What is not sent yet of a
/// note is kept for its incident.
class IncidentDetail final : public QWidget
{
    Q_OBJECT

public:
    explicit IncidentDetail(const Theme &theme, QWidget *parent = nullptr);

    void show(const history::Incident &incident, health::WallTime now);
    void showNothing();

Q_SIGNALS:
    /// Somebody wants to see that time of that endpoint.
    void chartRequested(const QString &endpoint, fusebox::health::WallTime from,
                        fusebox::health::WallTime to);
    /// One line of plain text, at most longestNote characters.
    void noteWritten(qint64 outage, const QString &text);

private:
    [[nodiscard]] QWidget *makePage();
    [[nodiscard]] QWidget *makeNote(QWidget *parent);
    void requestChart();
    void writeNote();
    void keepDraft();
    [[nodiscard]] settings::EndpointId charted() const;
    void followLine();

    const Theme &m_theme;
    history::Incident m_incident; ///< whose id is 0 while nothing is shown
    health::WallTime m_now = {};
    TimelineModel m_lines;
    std::map<std::int64_t, QString> m_drafts;
    QStackedWidget *m_stack = nullptr;
    QLabel *m_title = nullptr;
    FactGrid *m_facts = nullptr;
    QPushButton *m_chart = nullptr;
    TimelineList *m_timeline = nullptr;
    QLineEdit *m_note = nullptr;
    QPushButton *m_write = nullptr;
};

} // namespace fusebox::ui
