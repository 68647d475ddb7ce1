// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/action_bar.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QResizeEvent>
#include <QToolButton>

#include "ui/endpoint_actions.h"
#include "ui/panes/status_chips.h"
#include "ui/theme/glyph_icon.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

/// Below this width the words of the actions would crowd out the filter.
constexpr int widthForWords = 1180;
/// And below this one, the buttons that fold panes, which the menu has as well, would crowd out the chips.
constexpr int widthForFolds = 720;
/// And below these not every chip has room, with counts of three digits.
constexpr int widthForCircuits = 1000;
constexpr int widthForStatuses = 920;

StatusChips::Room roomFor(int width)
{
    using enum StatusChips::Room;
    return width >= widthForCircuits ? All : width >= widthForStatuses ? Some : Least;
}

} // namespace

ActionBar::ActionBar(const EndpointActions &actions, const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_filter(new QLineEdit(this))
    , m_chips(new StatusChips(theme, this))
{
    setObjectName(QStringLiteral("bar"));
    setAttribute(Qt::WA_StyledBackground);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(spaceS, spaceXs, spaceM, spaceXs);
    row->setSpacing(2);
    for (QAction *action : {actions.add, actions.checkNow, actions.reset, actions.forceOpen, actions.pause}) {
        m_buttons.push_back(makeButton(action));
        row->addWidget(m_buttons.back());
    }
    row->addSpacing(spaceS);
    row->addWidget(m_filter, 1);
    row->addStretch(0);
    row->addSpacing(spaceS);
    row->addWidget(m_chips);
    row->addSpacing(spaceS);
    setUpFilter(theme);
}

void ActionBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const auto style =
        event->size().width() >= widthForWords ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly;
    for (QToolButton *button : m_buttons)
        button->setToolButtonStyle(style);
    for (QToolButton *fold : m_folds)
        fold->setVisible(event->size().width() >= widthForFolds);
    m_chips->setRoom(roomFor(event->size().width()));
}

void ActionBar::addFold(QAction *fold)
{
    m_folds.push_back(makeButton(fold));
    layout()->addWidget(m_folds.back());
}

QToolButton *ActionBar::makeButton(QAction *action)
{
    auto *button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setObjectName(QStringLiteral("bar-%1").arg(action->objectName()));
    button->setIconSize({18, 18});
    button->setAutoRaise(true);
    return button;
}

void ActionBar::setUpFilter(const Theme &theme)
{
    m_filter->setObjectName(QStringLiteral("filter"));
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setPlaceholderText(tr("Filter (Ctrl+F)"));
    m_filter->setToolTip(tr("By name, URL, group or tag; several words narrow further"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(420);
    m_filter->setMinimumWidth(72); // so much that the bar fits the narrowest window
    m_filter->setMaxLength(200);
    QAction *lens = m_filter->addAction(QIcon(), QLineEdit::LeadingPosition);
    const auto restyle = [lens, &theme] {
        lens->setIcon(lineIcon(QStringLiteral("search"), theme.colours().secondary));
    };
    restyle();
    connect(&theme, &Theme::changed, lens, restyle);
}

} // namespace fusebox::ui
