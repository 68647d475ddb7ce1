// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QHash>
#include <QMainWindow>

#include "core/health/values/command.h"
#include "core/health/values/snapshot.h"
#include "core/history/past/past.h"
#include "core/history/record/incident.h"
#include "core/history/record/stored_uptime.h"
#include "ui/dialogs/keep_secret.h"
#include "ui/dialogs/report_question.h"
#include "ui/panes/problem.h"
#include "ui/window/window_layout.h"

namespace fusebox::ui {

/// The window. Values in (apply, showProblem), commands out; it does no I/O and never waits.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(const health::WallClock &clock, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// In the order they come. A large one is shown in parts, so that keys are heard meanwhile; a small one
    /// at once, unless one before it is not wholly shown yet.
    void apply(const fusebox::health::MonitorUpdatePtr &update);
    /// Sentences that stay until they are cleared or dismissed (a configuration that cannot be read or
    /// saved), in the stead of what was told before of the same. Plain text.
    void showProblem(fusebox::ui::Problem of, const QString &sentence);
    void clearProblem(fusebox::ui::Problem of);
    /// Shown in the title and the empty state: the file edits are kept in, or nothing when they are not kept.
    void setConfigFile(const QString &path);
    /// The file could not be read: says so, while there is nothing to watch, and offers to try again.
    void setUnreadableFile(const QString &path);
    /// Endpoints that are kept elsewhere, each with the file that it is from: they can be neither edited nor
    /// removed here, and a pause of them is not kept.
    void setReadOnlyEndpoints(const QHash<settings::EndpointId, QString> &files);
    /// The file and what is watched were both edited: shows in which lines they differ, and asks which is to
    /// stay. One that is still open is replaced.
    void askAboutConflict(const QString &path, const QStringList &lines);
    /// Whether what was is kept, so that there are incidents to be known; not, until it is said.
    void setHistoryKept(bool kept);
    /// The incidents that are known, in any order, in the stead of those that are shown; of very many, the
    /// newest.
    void showIncidents(const std::vector<history::Incident> &incidents);
    /// What a person arranged, to be kept until the next start. Of a layout from elsewhere only what makes
    /// sense is taken.
    [[nodiscard]] WindowLayout windowLayout() const;
    void setWindowLayout(const WindowLayout &layout);

    /// What was before this run, of any endpoint: for its trace; for its chart and its transitions.
    void showTrace(const fusebox::settings::EndpointId &id,
                   const std::vector<fusebox::history::PastBody> &tenSeconds,
                   fusebox::health::TimePoint until);
    void showPast(const fusebox::settings::EndpointId &id, const fusebox::history::StoredPast &past);
    /// Of the endpoint that is looked at; of others it is passed over.
    void showUptimes(const fusebox::settings::EndpointId &id,
                     const std::vector<fusebox::history::UptimeOver> &uptimes);

    /// Of the report that was wished for, in [0, 1]; 1: it is done, or there is none.
    void showReportProgress(double share);

Q_SIGNALS:
    void reportWished(const fusebox::ui::ReportWish &wish);
    void reportCancelled();
    /// Somebody looks at it, and what was before this run is not known; and how long it was up, again and
    /// again.
    void pastRequested(const fusebox::settings::EndpointId &id);
    void uptimesRequested(const fusebox::settings::EndpointId &id);
    void commandRequested(const fusebox::health::Command &command);
    /// Into the desktop's keyring.
    void keepRequested(const fusebox::ui::KeepSecret &request);
    void demoRequested();
    /// The answer to askAboutConflict().
    void reloadRequested();
    void overwriteRequested();
    /// To read the configuration once more.
    void retryRequested();
    /// Whoever fails to write it says so (showProblem).
    void saveRequested(const QString &path, const QByteArray &content);
    /// The incidents are wanted anew (showIncidents), if a history is kept: somebody looks at them, or there
    /// may be others a moment ago. At most once in two seconds besides what a person does.
    void incidentsRequested();
    /// Somebody has written to an outage: one line of plain text. It is shown already.
    void noteWritten(qint64 outage, const QString &text);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace fusebox::ui
