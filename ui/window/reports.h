// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include "ui/dialogs/report_question.h"

class QAction;
class QMainWindow;
class QProgressDialog;

namespace fusebox::ui {

class EndpointStore;

/// The way to a report: its action, what is asked, and how far it is. Somebody else makes it.
class Reports final : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    Reports(QMainWindow &window, const EndpointStore &endpoints);
    ~Reports() override;

    [[nodiscard]] QAction *action() const { return m_action; }
    void setHistoryKept(bool kept);
    /// Of what was wished for last, in [0, 1]; 1: it is done, or there is none.
    void showProgress(double share);

Q_SIGNALS:
    void wished(const fusebox::ui::ReportWish &wish);
    void cancelled();

private:
    void ask();
    void begin(const ReportWish &wish);

    QMainWindow &m_window;
    const EndpointStore &m_endpoints;
    QAction *m_action = nullptr;
    QPointer<QProgressDialog> m_progress;
};

} // namespace fusebox::ui
