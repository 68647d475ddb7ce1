// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/health/values/snapshot.h"
#include "core/history/endpoint_history.h"
#include "ui/charts/moment_focus.h"
#include "ui/models/check_list_model.h"
#include "ui/models/transition_model.h"
#include "ui/text/endpoint_facts.h"
#include "ui/theme/theme.h"

class QBoxLayout;
class QStackedWidget;
class QTabWidget;

namespace fusebox::ui {

class CertificatePane;
class ChartBox;
class CheckList;
class CircuitCard;
class DetailHeader;
class FactGrid;
class PhaseBar;
class RoundTripChart;

/// One endpoint: who it is, its circuit, its latency, its transitions and its last check or session. Tall,
/// the parts lie one under another; wide, side by side.
class DetailPane final : public QWidget
{
    Q_OBJECT

public:
    explicit DetailPane(const Theme &theme, QWidget *parent = nullptr);

    /// `history` may be null. `company`: who fails along with it, in a phrase; empty when nobody does.
    void show(const health::EndpointSnapshot &endpoint, const history::SharedHistory &history,
              const QString &company, health::TimePoint now);
    /// Of the endpoint that is shown, from a history that is kept; empty: none is known.
    void showUptimes(const FactTexts &uptimes);
    void showNothing();
    /// Moves on what moves with time; the chart too when `chart`.
    void tick(health::TimePoint now, bool chart);
    /// The chart, at that time of the endpoint that is shown; the clock may have been set since.
    void look(health::WallTime from, health::WallTime to);
    /// The moment under the pointer, here and in whatever else shows time.
    [[nodiscard]] MomentFocus &moment() { return m_moment; }

Q_SIGNALS:
    /// A hatched or red stretch of a chart was clicked, or a beat whose checks are no longer kept.
    void troublePicked(const QString &endpoint, fusebox::health::WallTime from, fusebox::health::WallTime to);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] QWidget *makeBody();
    [[nodiscard]] QWidget *makeTabs();
    [[nodiscard]] QWidget *makeFacts();
    void showChecks(bool another);
    void showCertificate();
    void pickTrouble(health::TimePoint from, health::TimePoint to);
    void openBeat(health::TimePoint from, health::TimePoint to);
    void showFacts(health::TimePoint now);
    void showChart(health::TimePoint now);

    const Theme &m_theme;
    MomentFocus m_moment;
    health::EndpointSnapshot m_endpoint; ///< without a config while nothing is shown
    history::SharedHistory m_history;
    TransitionModel m_transitions;
    CheckListModel m_checks;
    QStackedWidget *m_stack = nullptr;
    QWidget *m_page = nullptr;
    QBoxLayout *m_body = nullptr;
    DetailHeader *m_header = nullptr;
    CircuitCard *m_card = nullptr;
    ChartBox *m_chart = nullptr;
    QTabWidget *m_tabs = nullptr;
    CheckList *m_checkList = nullptr;
    CertificatePane *m_certificate = nullptr;
    FactGrid *m_facts = nullptr;
    FactGrid *m_uptimes = nullptr;
    PhaseBar *m_phases = nullptr;
    RoundTripChart *m_roundTrips = nullptr; ///< of a WebSocket
};

} // namespace fusebox::ui
