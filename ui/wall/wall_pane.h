// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/history/history_store.h"
#include "ui/rows/endpoint_store.h"
#include "ui/theme/theme.h"
#include "ui/wall/life_sign.h"
#include "ui/wall/wall_card.h"
#include "ui/wall/wall_layout.h"

namespace fusebox::ui {

/// The endpoints as cards that fill a screen, worst first, to be read from across the room. Above them the
/// state of the whole, the time, and the beats of the engine, which stop when it does: a screen that shows
/// what is long past says so. It paints when told to (tick), not by itself. Arrows and Tab walk the cards,
/// Return opens the one they are at, which they follow wherever it is sorted to.
class WallPane final : public QWidget
{
    Q_OBJECT

public:
    WallPane(const EndpointStore &endpoints, const history::HistoryStore &histories, const Theme &theme,
             const health::WallClock &clock, QWidget *parent = nullptr);

    /// An update of the engine has come; the store has it already.
    void beat(health::Moment at);
    void setOverall(const QString &overview, health::Status status);
    /// Brings all up to date with the clock.
    void tick();

    /// The endpoints that have cards, in their order.
    [[nodiscard]] const std::vector<int> &rows() const { return m_rows; }
    [[nodiscard]] const WallLayout &cards() const { return m_layout; }
    /// Where the keys are; -1: on no card.
    [[nodiscard]] int cardAtKeys() const;
    /// What the head says of the engine: when it was heard last.
    [[nodiscard]] QString lifePhrase() const;

Q_SIGNALS:
    void endpointPicked(const fusebox::settings::EndpointId &id);
    void leaveRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void moveKeys(int by);
    void pick(int card);
    void arrange();
    [[nodiscard]] std::optional<health::TimePoint> heardBy() const;
    [[nodiscard]] Tally rest() const;
    [[nodiscard]] QRectF head() const;
    void paintHead(QPainter &painter) const;
    [[nodiscard]] QFont typeOf(qreal pixels) const;
    qreal paintClock(QPainter &painter, QRectF line) const;
    qreal paintSmallClock(QPainter &painter, const QRectF &line) const;
    qreal paintLife(QPainter &painter, const QRectF &line) const;
    void paintBeats(QPainter &painter, const QRectF &rect) const;

    const EndpointStore &m_endpoints;
    const history::HistoryStore &m_histories;
    const Theme &m_theme;
    const health::WallClock &m_clock;
    LifeSign m_life;
    WallLayout m_layout;
    std::vector<int> m_rows; ///< of the store, worst first
    settings::EndpointId m_atKeys;
    QString m_overview;
    health::Status m_status = health::Status::Unknown;
};

} // namespace fusebox::ui
