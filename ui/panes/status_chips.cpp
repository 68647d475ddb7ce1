// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/status_chips.h"

#include <QBoxLayout>
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

/// At zero there is nothing to narrow to: dimmed, but in its place. A pressed chip can always be let go.
void setCount(QToolButton &chip, int count, const QString &words)
{
    chip.setText(QString::number(count));
    chip.setToolTip(StatusChips::tr("%1: show only these").arg(words).toHtmlEscaped());
    chip.setAccessibleName(QStringLiteral("%1 %2").arg(QString::number(count), words));
    chip.setEnabled(count > 0 || chip.isChecked());
}

/// As wide as the largest count needs, so that no chip moves while counts change.
void setRoom(QToolButton &chip, int largest)
{
    chip.setText(QString::number(largest));
    chip.setMinimumWidth(chip.sizeHint().width());
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
    m_open = addChip(QStringLiteral("chip-open"));
    m_open->setIconSize({22, 14});
    restyle();
    show({});
    connect(&theme, &Theme::changed, this, &StatusChips::restyle);
}

void StatusChips::show(const health::OverallStatus &overall)
{
    if (const int largest = overall.total(); QString::number(largest).size() != m_digits) {
        m_digits = QString::number(largest).size();
        for (QToolButton *chip : findChildren<QToolButton *>())
            setRoom(*chip, largest);
    }
    for (const Status status : worstFirst)
        setCount(*m_status[at(status)], overall.count(status), statusWord(status));
    setCount(*m_open, overall.openCircuits, tr("circuits open"));
}

void StatusChips::clear()
{
    for (QToolButton *chip : findChildren<QToolButton *>())
        chip->setChecked(false);
}

EndpointFilterModel::StatusSet StatusChips::statuses() const
{
    EndpointFilterModel::StatusSet set;
    for (const Status status : worstFirst)
        set.set(at(status), m_status[at(status)]->isChecked());
    return set;
}

bool StatusChips::openCircuitsOnly() const
{
    return m_open->isChecked();
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
    m_open->setIcon(circuitIcon(resilience::EffectiveState::Open, m_theme.colours()));
}

} // namespace fusebox::ui
