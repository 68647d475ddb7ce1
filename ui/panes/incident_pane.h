// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/models/incident_filter.h"
#include "ui/theme/theme.h"

class QBoxLayout;
class QComboBox;
class QLabel;
class QLineEdit;
class QSplitter;
class QStackedWidget;

namespace fusebox::ui {

class IncidentDetail;
class IncidentList;

/// What did not work, and when: the list of incidents, to be filtered, and the detail of one. Wide, the
/// detail lies beside the list, else under it.
class IncidentPane final : public QWidget
{
    Q_OBJECT

public:
    /// Both outlive it.
    IncidentPane(IncidentModel &incidents, const Theme &theme, QWidget *parent = nullptr);

    /// Whether there are any to be known; it says so where there are not.
    void setHistoryKept(bool kept);
    [[nodiscard]] bool isHistoryKept() const { return m_isKept; }
    /// In the stead of those that are shown.
    void show(std::vector<history::Incident> incidents);
    /// That one, whatever hides it; nothing where it is not known.
    void open(std::int64_t outage);
    /// Those that last, last on.
    void tick(health::WallTime now);

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    /// It comes into view: what it shows may be old.
    void looked();
    /// As of IncidentDetail.
    void chartRequested(const QString &endpoint, fusebox::health::WallTime from,
                        fusebox::health::WallTime to);
    void noteWritten(qint64 outage, const QString &text);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] QBoxLayout *makeHead(const Theme &theme);
    [[nodiscard]] QComboBox *makeChoice(const char *name, const QString &what);
    [[nodiscard]] QWidget *makeMessage(const Theme &theme);
    void refilter();
    void showState();
    void showCount();
    void showCurrent();

    IncidentModel &m_incidents;
    IncidentFilter m_chosen;
    QLineEdit *m_filter = nullptr;
    QComboBox *m_cause = nullptr;
    QComboBox *m_length = nullptr;
    QLabel *m_count = nullptr;
    QLabel *m_message = nullptr;
    QStackedWidget *m_stack = nullptr;
    QSplitter *m_parts = nullptr;
    IncidentList *m_list = nullptr;
    IncidentDetail *m_detail = nullptr;
    bool m_isKept = false;
    bool m_isRead = false; ///< something was shown, be it nothing
};

} // namespace fusebox::ui
