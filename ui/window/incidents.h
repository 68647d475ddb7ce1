// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include "core/health/values/snapshot.h"
#include "core/history/record/incident.h"

namespace fusebox::ui {

class DetailPane;
class EndpointStore;
class Folds;
class IncidentModel;
class IncidentPane;

/// When incidents are read anew, and the ways between them and the charts. It reads nothing itself.
class Incidents final : public QObject
{
    Q_OBJECT

public:
    /// All outlive it.
    struct Parts
    {
        IncidentModel &model;
        IncidentPane &pane;
        DetailPane &detail;
        Folds &folds;
        const EndpointStore &endpoints;
        const health::WallClock &clock;
    };
    explicit Incidents(const Parts &parts);

    void setHistoryKept(bool kept);
    void show(const std::vector<history::Incident> &incidents);
    /// Asks anew a moment after what may begin or end one: by then it is written down.
    void take(const health::MonitorUpdate &update);
    void tick();

Q_SIGNALS:
    void requested();
    void noteWritten(qint64 outage, const QString &text);
    /// That one is to be shown in the detail, which then looks at that time.
    void endpointWanted(const QString &id);

private:
    void request();
    void askSoon();
    void askLater();
    void writeNote(qint64 outage, const QString &text);
    void lead(const settings::EndpointId &id, health::WallTime from, health::WallTime to);
    void showInChart(const settings::EndpointId &id, health::WallTime from, health::WallTime to);

    Parts m_parts;
    QTimer m_soon;
    QTimer m_later; ///< when something that is degraded now has been so for long enough
    bool m_laterAgain = false;
};

} // namespace fusebox::ui
