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
    /// A sentence that stays until dismissed (a configuration that cannot be read or saved). Plain text.
    void showProblem(const QString &sentence);
    void clearProblem();
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

    /// What was before this run, of any endpoint: for its trace, its chart and its transitions; once each.
    void showTrace(const fusebox::settings::EndpointId &id,
                   const std::vector<fusebox::history::PastBody> &tenSeconds,
                   fusebox::health::TimePoint until);
    void showPast(const fusebox::settings::EndpointId &id, const fusebox::history::StoredPast &past);
    /// Of the endpoint that is looked at; of others it is passed over.
    void showUptimes(const fusebox::settings::EndpointId &id,
                     const std::vector<fusebox::history::UptimeOver> &uptimes);

Q_SIGNALS:
    /// Somebody looks at it for the first time, or again after a while.
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
