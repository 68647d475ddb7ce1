// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/action_bar.h"

#include <algorithm>

#include <QBoxLayout>
#include <QEvent>
#include <QLineEdit>
#include <QToolButton>

#include "ui/panes/endpoint_actions.h"
#include "ui/panes/status_chips.h"
#include "ui/theme/glyph_icon.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

/// Letters that the filter has room for at least.
constexpr int leastLetters = 20;
constexpr int gap = 2;        ///< between buttons
constexpr int glyphRoom = 32; ///< in the filter, for the lens, and for the cross that empties it

/// As QToolButton has it: the text, a blank at both ends, and a little between it and the icon.
int widthOfWords(const QToolButton &button)
{
    const QFontMetrics metrics = button.fontMetrics();
    return metrics.size(Qt::TextShowMnemonic, button.text()).width() + 2 * metrics.horizontalAdvance(u' ') +
           4;
}

bool showsWords(const QToolButton &button)
{
    return button.toolButtonStyle() == Qt::ToolButtonTextBesideIcon;
}

int widthOf(const QToolButton &button, bool words)
{
    return button.sizeHint().width() + (int(words) - int(showsWords(button))) * widthOfWords(button) + gap;
}

} // namespace

ActionBar::ActionBar(const EndpointActions &actions, const Theme &theme, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("bar"));
    setAttribute(Qt::WA_StyledBackground);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(spaceS, spaceXs, spaceM, spaceXs);
    row->setSpacing(gap);
    for (QAction *action : {actions.add, actions.checkNow, actions.reset, actions.forceOpen, actions.pause}) {
        m_buttons.push_back(makeButton(action));
        row->addWidget(m_buttons.back());
    }
    m_filter = new QLineEdit(this); // after the buttons: Tab goes by age
    m_chips = new StatusChips(theme, this);
    row->addSpacing(spaceS);
    row->addWidget(m_filter, 1);
    row->addStretch(0);
    row->addSpacing(spaceS);
    row->addWidget(m_chips);
    row->addSpacing(spaceS);
    setUpFilter(theme);
}

/// What is left out first is what the menu has as well.
struct ActionBar::Step
{
    bool words;
    StatusChips::Room room;
    bool folds;
    std::size_t actions;
};

bool ActionBar::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest)
        fit(); // a part has grown or shrunk
    return QWidget::event(event);
}

void ActionBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

/// What a step needs does not depend on the one that is taken, so this settles at once.
void ActionBar::fit()
{
    using enum StatusChips::Room;
    static constexpr Step steps[] = {
        {true, All, true, 5},     {false, All, true, 5},    {false, Some, true, 5},  {false, Least, true, 5},
        {false, Least, false, 5}, {false, Least, false, 2}, {false, Least, false, 1}};
    const auto fits = [this](const Step &step) { return neededBy(step) <= width(); };
    const auto first = std::find_if(std::begin(steps), std::end(steps) - 1, fits);
    take(*first);
}

int ActionBar::neededBy(const Step &step) const
{
    const QMargins margins = layout()->contentsMargins();
    int needed = margins.left() + margins.right() + 3 * spaceS + 4 * gap;
    needed += m_filter->minimumWidth() + m_chips->widthFor(step.room);
    for (std::size_t i = 0; i < step.actions; ++i)
        needed += widthOf(*m_buttons[i], step.words);
    for (const QToolButton *fold : m_folds)
        needed += step.folds ? widthOf(*fold, false) : 0;
    return needed;
}

void ActionBar::take(const Step &step)
{
    const auto style = step.words ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly;
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setToolButtonStyle(style);
        m_buttons[i]->setVisible(i < step.actions);
    }
    for (QToolButton *fold : m_folds)
        fold->setVisible(step.folds);
    m_chips->setRoom(step.room);
}

void ActionBar::addFold(QAction *fold)
{
    QWidget *before = m_folds.empty() ? m_chips->findChildren<QToolButton *>().back() : m_folds.back();
    m_folds.push_back(makeButton(fold));
    layout()->addWidget(m_folds.back());
    setTabOrder(before, m_folds.back());
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
    m_filter->ensurePolished();
    m_filter->setMinimumWidth(leastLetters * m_filter->fontMetrics().averageCharWidth() + 2 * glyphRoom);
    m_filter->setMaxLength(200);
    QAction *lens = m_filter->addAction(QIcon(), QLineEdit::LeadingPosition);
    const auto restyle = [lens, &theme] {
        lens->setIcon(lineIcon(QStringLiteral("search"), theme.colours().secondary));
    };
    restyle();
    connect(&theme, &Theme::changed, lens, restyle);
}

} // namespace fusebox::ui
