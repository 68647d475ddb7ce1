// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/status_chips.h"

#include <algorithm>

#include <QBoxLayout>
#include <QEvent>
#include <QToolButton>

#include "ui/text/sentences.h"
#include "ui/theme/circuit_glyph.h"
#include "ui/theme/metrics.h"
#include "ui/theme/status_glyph.h"

namespace fusebox::ui {

namespace {

using health::Status;

constexpr std::array worstFirst{Status::Unhealthy, Status::Degraded, Status::Unknown, Status::Healthy,
                                Status::Paused};

std::size_t at(Status status)
{
    return static_cast<std::size_t>(status);
}

using resilience::EffectiveState;
using CircuitSet = EndpointFilter::CircuitSet;

CircuitSet setOf(std::initializer_list<EffectiveState> states)
{
    CircuitSet set;
    for (const EffectiveState state : states)
        set.set(static_cast<std::size_t>(state));
    return set;
}

/// A chip for circuits: a circuit that is forced open counts as open and as ruled by hand.
struct CircuitChip
{
    const char *name;
    EffectiveState sign;
    CircuitSet states;
    QString one; ///< circuit, and of it
    QString many;

    [[nodiscard]] const QString &words(int count) const { return count == 1 ? one : many; }
};

std::array<CircuitChip, 3> circuitChips()
{
    using enum EffectiveState;
    return {{{"chip-open", Open, setOf({Open, ForcedOpen}), StatusChips::tr("circuit open"),
              StatusChips::tr("circuits open")},
             {"chip-half-open", HalfOpen, setOf({HalfOpen}), StatusChips::tr("circuit half-open"),
              StatusChips::tr("circuits half-open")},
             {"chip-by-hand", ForcedOpen, setOf({ForcedOpen, Disabled, MeasureOnly}),
              StatusChips::tr("circuit ruled by hand"), StatusChips::tr("circuits ruled by hand")}}};
}

int countOf(const Tally &tally, const CircuitSet &states)
{
    int count = 0;
    for (std::size_t state = 0; state < states.size(); ++state)
        count += states.test(state) ? tally.circuits[state] : 0;
    return count;
}

/// At zero there is nothing to narrow to: dimmed, but in its place. A pressed chip can always be let go.
void setCount(QToolButton &chip, int count, const QString &words)
{
    const QString counted = QStringLiteral("%1 %2").arg(countText(count), words);
    chip.setText(countText(count));
    chip.setToolTip(StatusChips::tr("%1: show only these").arg(counted).toHtmlEscaped());
    chip.setAccessibleName(counted);
    chip.setEnabled(count > 0 || chip.isChecked());
}

/// So wide when it says so.
int widthSaying(QToolButton &chip, const QString &text)
{
    const QString said = chip.text();
    chip.setText(text);
    const int width = chip.sizeHint().width();
    chip.setText(said);
    return width;
}

} // namespace

StatusChips::StatusChips(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(spaceXs);
    for (const Status status : worstFirst)
        m_status[at(status)] = addChip(QStringLiteral("chip-%1").arg(statusWord(status)));
    for (std::size_t i = 0; i < m_circuits.size(); ++i) {
        m_circuits[i] = addChip(QString::fromLatin1(circuitChips()[i].name));
        m_circuits[i]->setIconSize({22, 14});
    }
    restyle();
    show({}, 0);
    connect(&theme, &Theme::changed, this, &StatusChips::restyle);
}

void StatusChips::show(const Tally &found, int most)
{
    if (countText(most).size() != countText(m_largest).size()) {
        m_largest = most;
        makeRoom();
    }
    for (const Status status : worstFirst)
        setCount(*m_status[at(status)], found.of(status), statusWord(status));
    const auto circuits = circuitChips();
    for (std::size_t i = 0; i < m_circuits.size(); ++i) {
        const int count = countOf(found, circuits[i].states);
        setCount(*m_circuits[i], count, circuits[i].words(count));
    }
}

bool StatusChips::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::Polish || event->type() == QEvent::StyleChange ||
        event->type() == QEvent::FontChange)
        makeRoom();
    return done;
}

/// Each as wide as the largest count needs, so that none moves while counts change.
void StatusChips::makeRoom()
{
    for (QToolButton *chip : findChildren<QToolButton *>())
        chip->setMinimumWidth(widthSaying(*chip, countText(m_largest)));
}

void StatusChips::clear()
{
    for (QToolButton *chip : findChildren<QToolButton *>())
        chip->setChecked(false);
}

EndpointFilter::StatusSet StatusChips::statuses() const
{
    EndpointFilter::StatusSet set;
    for (const Status status : worstFirst)
        set.set(at(status), m_status[at(status)]->isChecked());
    return set;
}

CircuitSet StatusChips::circuits() const
{
    CircuitSet set;
    const auto circuits = circuitChips();
    for (std::size_t i = 0; i < m_circuits.size(); ++i) {
        if (m_circuits[i]->isChecked())
            set |= circuits[i].states;
    }
    return set;
}

void StatusChips::setRoom(Room room)
{
    for (QToolButton *chip : findChildren<QToolButton *>())
        chip->setVisible(isShownWith(*chip, room));
}

int StatusChips::widthFor(Room room) const
{
    int width = -spaceXs;
    for (const QToolButton *chip : findChildren<QToolButton *>()) {
        if (isShownWith(*chip, room))
            width += std::max(chip->minimumWidth(), chip->sizeHint().width()) + spaceXs;
    }
    return width;
}

bool StatusChips::isShownWith(const QToolButton &chip, Room room) const
{
    return neededBy(chip) >= room || chip.isChecked();
}

/// The least room in which it is still shown.
StatusChips::Room StatusChips::neededBy(const QToolButton &chip) const
{
    if (std::find(m_circuits.begin() + 1, m_circuits.end(), &chip) != m_circuits.end())
        return Room::All;
    const bool matters = &chip != m_status[at(Status::Unknown)] && &chip != m_status[at(Status::Paused)];
    return matters ? Room::Least : Room::Some;
}

QToolButton *StatusChips::addChip(const QString &name)
{
    auto *chip = new QToolButton(this);
    chip->setObjectName(name);
    chip->setProperty("chip", true);
    chip->setCheckable(true);
    chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    chip->setIconSize({14, 14});
    layout()->addWidget(chip);
    connect(chip, &QToolButton::toggled, this, &StatusChips::changed);
    return chip;
}

void StatusChips::restyle()
{
    for (const Status status : worstFirst)
        m_status[at(status)]->setIcon(statusIcon(status, m_theme.colours()));
    const auto circuits = circuitChips();
    for (std::size_t i = 0; i < m_circuits.size(); ++i)
        m_circuits[i]->setIcon(circuitIcon(circuits[i].sign, m_theme.colours()));
}

} // namespace fusebox::ui
