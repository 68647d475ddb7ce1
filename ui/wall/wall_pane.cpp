// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wall/wall_pane.h"

#include <algorithm>
#include <numeric>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScreen>

#include "ui/rows/endpoint_cells.h"
#include "ui/text/clock_text.h"
#include "ui/text/overview.h"
#include "ui/text/sentences.h"
#include "ui/theme/metrics.h"
#include "ui/theme/status_glyph.h"
#include "ui/wall/fitting_text.h"

namespace fusebox::ui {

namespace {

using namespace std::chrono_literals;
using health::EndpointSnapshot;

/// Beyond what a check may take: for the engine to gather and the window to be told.
constexpr auto grace = 3s;
constexpr qreal headInLetters = 1.8;
constexpr qreal beatPitch = 3;
constexpr qreal frameWidth = 4;           ///< around the card that the keys are at
constexpr qreal leastShare = 0.5;         ///< of the letter: words that need smaller type are cut instead
constexpr qreal narrowHeadInLetters = 16; ///< in less the clock would take the room of the words

} // namespace

WallPane::WallPane(const EndpointStore &endpoints, const history::HistoryStore &histories, const Theme &theme,
                   const health::WallClock &clock, QWidget *parent)
    : QWidget(parent)
    , m_endpoints(endpoints)
    , m_histories(histories)
    , m_theme(theme)
    , m_clock(clock)
{
    setObjectName(QStringLiteral("wall"));
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void WallPane::beat(health::Moment at)
{
    m_life.beat(at);
    if (m_rows.size() != std::size_t(m_endpoints.size()))
        arrange();
}

void WallPane::setOverall(const QString &overview, health::Status status)
{
    m_overview = overview;
    m_status = status;
    setAccessibleName(tr("%1. %2").arg(overview, lifePhrase()));
}

void WallPane::tick()
{
    m_life.expectBy(heardBy());
    arrange();
    update();
}

QString WallPane::lifePhrase() const
{
    const auto &last = m_life.last();
    if (!last)
        return tr("The engine has not been heard yet");
    return m_life.isLate(m_clock.now())
               ? tr("Nothing heard since %1: these values are old").arg(timeOfDay(last->wall))
               : tr("heard %1").arg(timeOfDay(last->wall));
}

void WallPane::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colours().window);
    paintHead(painter);
    painter.setPen(m_theme.colours().secondary);
    const CardLook look{m_theme.colours(), m_clock.now(), m_layout.letter};
    for (int card = 0; card < m_layout.endpoints && std::size_t(card) < m_rows.size(); ++card) {
        const EndpointSnapshot &endpoint = m_endpoints.snapshot(m_rows[std::size_t(card)]);
        paintWallCard(painter, m_layout.rectOf(card), endpoint, m_histories.find(endpoint.config->id), look);
    }
    if (const int card = cardAtKeys(); card >= 0 && hasFocus()) {
        painter.setPen(QPen(m_theme.colours().accent, frameWidth));
        painter.drawRoundedRect(m_layout.rectOf(card).adjusted(-spaceXs, -spaceXs, spaceXs, spaceXs), spaceS,
                                spaceS);
        painter.setPen(m_theme.colours().secondary);
    }
    if (m_layout.cards() == 0)
        painter.drawText(rect(), Qt::AlignCenter,
                         tr("Nothing is watched yet. Esc leads back, where the first endpoint is added."));
    if (m_layout.hasRest)
        paintRestCard(painter, m_layout.rectOf(m_layout.endpoints), rest(), look);
}

void WallPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void WallPane::mousePressEvent(QMouseEvent *event)
{
    pick(m_layout.cardAt(event->position()));
}

void WallPane::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape: Q_EMIT leaveRequested(); break;
    case Qt::Key_Left: moveKeys(-1); break;
    case Qt::Key_Right: moveKeys(1); break;
    case Qt::Key_Up: moveKeys(-m_layout.columns); break;
    case Qt::Key_Down: moveKeys(m_layout.columns); break;
    case Qt::Key_Return:
    case Qt::Key_Enter: pick(cardAtKeys()); break;
    default: QWidget::keyPressEvent(event);
    }
}

bool WallPane::focusNextPrevChild(bool next)
{
    moveKeys(next ? 1 : -1);
    return true;
}

int WallPane::cardAtKeys() const
{
    for (int card = 0; card < m_layout.endpoints && std::size_t(card) < m_rows.size(); ++card) {
        if (m_endpoints.snapshot(m_rows[std::size_t(card)]).config->id == m_atKeys)
            return card;
    }
    return -1;
}

/// From no card to the first, and never beyond an edge.
void WallPane::moveKeys(int by)
{
    const int at = cardAtKeys();
    const int to = at < 0 ? 0 : at + by;
    if (to < 0 || to >= m_layout.endpoints)
        return;
    const EndpointSnapshot &endpoint = m_endpoints.snapshot(m_rows[std::size_t(to)]);
    m_atKeys = endpoint.config->id;
    setAccessibleDescription(tr("%1: %2").arg(
        displayName(*endpoint.config), endpoint.held ? heldPhrase(endpoint) : statusWord(endpoint.status)));
    update();
}

void WallPane::pick(int card)
{
    if (card >= 0 && card < m_layout.endpoints)
        Q_EMIT endpointPicked(m_endpoints.snapshot(m_rows[std::size_t(card)]).config->id);
}

/// The worst as many as have cards, the others in no order.
void WallPane::arrange()
{
    const qreal letter = letterFromFourMetres(screen()->physicalDotsPerInch());
    const QRectF area = QRectF(rect()).adjusted(spaceM, head().bottom() + spaceS, -spaceM, -spaceM);
    m_layout = layOutWall(area, m_endpoints.size(), letter);
    m_rows.resize(std::size_t(m_endpoints.size()));
    std::iota(m_rows.begin(), m_rows.end(), 0);
    std::partial_sort(
        m_rows.begin(), m_rows.begin() + m_layout.endpoints, m_rows.end(), [this](int a, int b) {
            const auto &left = m_endpoints.facts(a);
            const auto &right = m_endpoints.facts(b);
            return std::pair(left.severity, left.nameRank) < std::pair(right.severity, right.nameRank);
        });
}

/// By then the engine must have told of something: the end of the first check that is planned.
std::optional<health::TimePoint> WallPane::heardBy() const
{
    std::optional<health::TimePoint> first;
    for (int row = 0; row < m_endpoints.size(); ++row) {
        const EndpointSnapshot &endpoint = m_endpoints.snapshot(row);
        if (!endpoint.nextDueAt)
            continue;
        const health::TimePoint by = *endpoint.nextDueAt + endpoint.config->timeouts.total + grace;
        first = first ? std::min(*first, by) : by;
    }
    return first;
}

Tally WallPane::rest() const
{
    Tally rest;
    for (std::size_t i = std::size_t(m_layout.endpoints); i < m_rows.size(); ++i)
        ++rest.statuses[static_cast<std::size_t>(m_endpoints.facts(m_rows[i]).status)];
    return rest;
}

QRectF WallPane::head() const
{
    return {0, 0, qreal(width()), headInLetters * letterFromFourMetres(screen()->physicalDotsPerInch())};
}

void WallPane::paintHead(QPainter &painter) const
{
    const Colours &colours = m_theme.colours();
    const bool isLate = m_life.isLate(m_clock.now());
    const Tone &alarm = colours.of(health::Status::Unhealthy);
    const QRectF bar = head();
    const qreal letter = bar.height() / headInLetters;
    painter.save();
    painter.fillRect(bar, isLate ? colours.tint(alarm) : colours.surface);
    QRectF line = bar.adjusted(spaceM, 0, -spaceM, 0);
    const bool isNarrow = line.width() < narrowHeadInLetters * letter;
    line.setRight((isNarrow ? paintSmallClock(painter, line) : paintClock(painter, line)) - spaceM);
    const qreal sign = letter * 0.9;
    paintStatus(painter, {line.left(), line.center().y() - sign / 2, sign, sign}, m_status, colours);
    line.setLeft(line.left() + sign + spaceM);
    painter.setPen(isLate ? alarm.text : colours.text);
    painter.setFont(typeOf(letter));
    paintFitting(painter, line, isLate ? lifePhrase() : m_overview, leastShare);
    painter.restore();
}

QFont WallPane::typeOf(qreal pixels) const
{
    QFont type = strongFont(font());
    type.setPixelSize(static_cast<int>(pixels));
    return type;
}

/// At the right end of the line, the beats beside it; their left edge.
qreal WallPane::paintClock(QPainter &painter, QRectF line) const
{
    const QString time = timeOfDay(m_clock.wallNow());
    painter.setFont(typeOf(line.height() / headInLetters));
    painter.setPen(m_theme.colours().text);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, time);
    line.setRight(line.right() - painter.fontMetrics().horizontalAdvance(time) - spaceM);
    return paintLife(painter, line);
}

/// As wide as the beats, which are below it.
qreal WallPane::paintSmallClock(QPainter &painter, const QRectF &line) const
{
    const qreal width = beatPitch * LifeSign::seconds;
    const QRectF clock(line.right() - width, line.top(), width, line.height() * 0.6);
    painter.setFont(typeOf(line.height() / headInLetters));
    painter.setPen(m_theme.colours().text);
    paintFitting(painter, clock, timeOfDay(m_clock.wallNow()), leastShare);
    paintBeats(painter, {clock.left(), clock.bottom(), width, line.height() * 0.3});
    return clock.left();
}

/// At the right end of the line; its left edge.
qreal WallPane::paintLife(QPainter &painter, const QRectF &line) const
{
    const qreal width = beatPitch * LifeSign::seconds;
    const QRectF beats(line.right() - width, line.top() + line.height() * 0.2, width, line.height() * 0.4);
    paintBeats(painter, beats);
    QFont small = font();
    small.setPixelSize(std::max(10, static_cast<int>(line.height() / 6)));
    painter.setFont(small);
    painter.setPen(m_theme.colours().secondary);
    painter.drawText(QRectF(beats.left(), beats.bottom(), width, line.bottom() - beats.bottom()),
                     Qt::AlignRight | Qt::AlignVCenter,
                     m_life.isLate(m_clock.now()) ? tr("no beat") : lifePhrase());
    return beats.left();
}

/// A bar for each second, as high as updates came in it; ten is the most the engine sends.
void WallPane::paintBeats(QPainter &painter, const QRectF &rect) const
{
    const auto beats = m_life.beats(m_clock.now());
    const Colours &colours = m_theme.colours();
    painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), colours.edge);
    for (std::size_t i = 0; i < beats.size(); ++i) {
        const qreal height = rect.height() * std::min(beats[i], 10) / 10.0;
        painter.fillRect(
            QRectF(rect.left() + beatPitch * qreal(i), rect.bottom() - height, beatPitch - 1, height),
            colours.latency.fill);
    }
}

} // namespace fusebox::ui
