// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/reports.h"

#include <set>

#include <QAction>
#include <QLabel>
#include <QMainWindow>
#include <QProgressDialog>

#include "ui/panes/text_labels.h"
#include "ui/rows/endpoint_store.h"

namespace fusebox::ui {

namespace {

constexpr int steps = 1000;

QStringList groupsOf(const EndpointStore &endpoints)
{
    std::set<QString> groups;
    for (int row = 0; row < endpoints.size(); ++row)
        groups.insert(endpoints.snapshot(row).config->group);
    return {groups.begin(), groups.end()};
}

} // namespace

Reports::Reports(QMainWindow &window, const EndpointStore &endpoints)
    : m_window(window)
    , m_endpoints(endpoints)
    , m_action(new QAction(tr("Rep&ort..."), &window))
{
    m_action->setObjectName(QStringLiteral("report"));
    setHistoryKept(false);
    connect(m_action, &QAction::triggered, this, &Reports::ask);
}

Reports::~Reports()
{
    delete m_progress;
}

void Reports::setHistoryKept(bool kept)
{
    m_action->setEnabled(kept);
    m_action->setToolTip(kept ? tr("Uptime, incidents, percentiles and gaps, in a file")
                              : tr("No history is kept here, so there is nothing to report"));
}

void Reports::ask()
{
    askForReport(groupsOf(m_endpoints), &m_window, [this](const ReportWish &wish) { begin(wish); });
}

void Reports::begin(const ReportWish &wish)
{
    delete m_progress;
    m_progress = new QProgressDialog(&m_window);
    m_progress->setObjectName(QStringLiteral("reportProgress"));
    m_progress->setAttribute(Qt::WA_DeleteOnClose);
    m_progress->setWindowTitle(tr("Report"));
    m_progress->setLabel(plainLabel(m_progress, tr("The history is being read.")));
    m_progress->setRange(0, steps);
    m_progress->setMinimumDuration(500); // a short one needs no dialog
    m_progress->setWindowModality(Qt::NonModal);
    connect(m_progress, &QProgressDialog::canceled, this, &Reports::cancelled);
    m_progress->setValue(0);
    Q_EMIT wished(wish);
}

/// One that is closed by its end is not cancelled.
void Reports::showProgress(double share)
{
    if (!m_progress)
        return;
    if (share < 1)
        return m_progress->setValue(std::min(static_cast<int>(share * steps), steps - 1));
    m_progress->disconnect(this);
    delete m_progress;
}

} // namespace fusebox::ui
