// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/event_log_pane.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QLineEdit>
#include <QToolButton>

#include "ui/panes/event_log_view.h"
#include "ui/panes/popup_menu.h"
#include "ui/panes/text_labels.h"
#include "ui/rows/log_export.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

constexpr int filterWidth = 180;
constexpr int allKinds = -2; ///< -1 is no id of a button group

QToolButton *segment(const char *name, const QString &text, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(QString::fromLatin1(name));
    button->setProperty("segment", true);
    button->setText(text);
    return button;
}

} // namespace

EventLogPane::EventLogPane(EventLogModel &model, const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_lines(model)
    , m_view(new EventLogView(m_lines, theme, this))
{
    setObjectName(QStringLiteral("eventLogPane"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addLayout(makeHead(theme));
    layout->addWidget(m_view);
    connect(m_view, &QTreeView::doubleClicked, this, [this](const QModelIndex &index) {
        Q_EMIT endpointPicked(index.data(EventLogModel::IdRole).toString());
    });
}

void EventLogPane::follow(MomentFocus &focus)
{
    m_view->follow(focus);
}

QBoxLayout *EventLogPane::makeHead(const Theme &theme)
{
    auto *filter = new QLineEdit(this);
    filter->setObjectName(QStringLiteral("eventFilter"));
    filter->setPlaceholderText(tr("Filter events"));
    filter->setAccessibleName(tr("Filter events"));
    filter->setClearButtonEnabled(true);
    filter->setMaximumWidth(filterWidth);
    filter->setFont(smallFont(font()));
    connect(filter, &QLineEdit::textChanged, &m_lines, &EventLogFilter::setText);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(spaceS, spaceXs, spaceS, spaceXs);
    head->setSpacing(spaceS);
    head->addWidget(captionLabel(theme, this, tr("Events")));
    head->addWidget(makeKinds());
    head->addStretch();
    head->addWidget(filter, 1);
    head->addWidget(makeExport());
    return head;
}

QWidget *EventLogPane::makeKinds()
{
    auto *kinds = new QWidget(this);
    auto *group = new QButtonGroup(kinds);
    auto *row = new QHBoxLayout(kinds);
    row->setContentsMargins({});
    row->setSpacing(0);
    const auto add = [&](const char *name, const QString &text, int id) {
        QToolButton *button = segment(name, text, kinds);
        button->setCheckable(true);
        button->setChecked(id == allKinds);
        group->addButton(button, id);
        row->addWidget(button);
    };
    add("events-all", tr("All"), allKinds);
    add("events-circuit", tr("Circuit"), int(LogKind::Circuit));
    add("events-status", tr("Status"), int(LogKind::Status));
    add("events-connection", tr("Connection"), int(LogKind::Connection));
    add("events-manual", tr("By hand"), int(LogKind::Manual));
    connect(group, &QButtonGroup::idClicked, &m_lines, [this](int id) {
        m_lines.setKind(id == allKinds ? std::nullopt : std::optional(static_cast<LogKind>(id)));
    });
    return kinds;
}

QToolButton *EventLogPane::makeExport()
{
    auto *menu = new PopupMenu(this);
    menu->addAction(tr("&Copy"), m_view, &EventLogView::copy);
    QAction *csv = menu->addAction(tr("Save as C&SV…"), this, [this] {
        Q_EMIT exportRequested(logCsv(m_view->chosenEntries()), QStringLiteral("fusebox-events.csv"));
    });
    csv->setObjectName(QStringLiteral("exportCsv"));
    QAction *json = menu->addAction(tr("Save as &JSON…"), this, [this] {
        Q_EMIT exportRequested(logJson(m_view->chosenEntries()), QStringLiteral("fusebox-events.json"));
    });
    json->setObjectName(QStringLiteral("exportJson"));
    m_view->addActions({csv, json});
    QToolButton *button = segment("exportEvents", tr("Export"), this);
    button->setToolTip(tr("The selected lines, or all that are shown"));
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    return button;
}

} // namespace fusebox::ui
