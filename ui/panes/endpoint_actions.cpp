// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/endpoint_actions.h"

#include <algorithm>

#include <QWidget>

#include "ui/theme/glyph_icon.h"

namespace fusebox::ui {

namespace {

using health::EndpointSnapshot;
using resilience::ForcedState;

bool isPaused(const EndpointSnapshot *row)
{
    return row->config->paused;
}

bool canReset(const EndpointSnapshot *row)
{
    return resilience::canReset(row->circuit);
}

bool canForceOpen(const EndpointSnapshot *row)
{
    return row->circuit.forced != ForcedState::ForcedOpen;
}

bool canDisable(const EndpointSnapshot *row)
{
    return row->circuit.forced != ForcedState::Disabled;
}

bool canCheck(const EndpointSnapshot *row)
{
    return !isPaused(row);
}

} // namespace

EndpointActions::EndpointActions(const Theme &theme, QWidget &table, QObject *parent)
    : QObject(parent)
    , m_theme(theme)
{
    add = make({"addEndpoint", "add", tr("&Add…"), tr("Add an endpoint"), {QKeySequence::New}});
    edit = make({"editEndpoint",
                 "edit",
                 tr("&Edit…"),
                 tr("Edit the endpoint"),
                 {Qt::Key_F2, Qt::Key_Return, Qt::Key_Enter}});
    duplicate = make({"duplicateEndpoint",
                      "duplicate",
                      tr("D&uplicate…"),
                      tr("Add a copy of the endpoint"),
                      {Qt::CTRL | Qt::Key_D}});
    remove =
        make({"removeEndpoint", "remove", tr("&Remove"), tr("Remove the endpoint"), {QKeySequence::Delete}});
    checkNow = make({"checkNow", "check", tr("&Check now"), tr("Check at once"), {Qt::Key_F5}});
    pause = make({"pauseEndpoint", "pause", tr("&Pause"), {}, {Qt::Key_Space}});
    reset = make({"resetCircuit",
                  "reset",
                  tr("&Reset circuit"),
                  tr("Close the circuit and empty its window"),
                  {Qt::CTRL | Qt::Key_R}});
    resetAll = make({"resetAllCircuits",
                     "reset",
                     tr("Reset &all circuits"),
                     tr("Close every circuit and empty its window"),
                     {Qt::CTRL | Qt::SHIFT | Qt::Key_R}});
    forceOpen = make({"forceOpenCircuit",
                      "force-open",
                      tr("&Force open"),
                      tr("Hold back every call until reset"),
                      {Qt::CTRL | Qt::SHIFT | Qt::Key_O}});
    disable = make({"disableCircuit",
                    "disable",
                    tr("&Disable circuit"),
                    tr("Let every call through until reset; it goes on counting"),
                    {Qt::CTRL | Qt::SHIFT | Qt::Key_D}});
    bindToTable(table);
    setPauses(true);
    restyle();
    follow({}, {});
    connect(&theme, &Theme::changed, this, &EndpointActions::restyle);
}

void EndpointActions::follow(const std::vector<const EndpointSnapshot *> &selected, const Tally &all,
                             const QString &keptIn)
{
    const auto any = [&](auto predicate) { return std::any_of(selected.begin(), selected.end(), predicate); };
    edit->setEnabled(selected.size() == 1 && keptIn.isEmpty());
    duplicate->setEnabled(selected.size() == 1);
    remove->setEnabled(!selected.empty() && keptIn.isEmpty());
    checkNow->setEnabled(any(canCheck));
    pause->setEnabled(!selected.empty());
    reset->setEnabled(any(canReset));
    resetAll->setEnabled(all.of(resilience::EffectiveState::Closed) < all.total());
    forceOpen->setEnabled(any(canForceOpen));
    disable->setEnabled(any(canDisable));
    setPauses(selected.empty() || !std::all_of(selected.begin(), selected.end(), isPaused));
    explain(keptIn);
}

QAction *EndpointActions::make(const About &about)
{
    auto *action = new QAction(about.text, this);
    action->setObjectName(QString::fromLatin1(about.name));
    action->setProperty("iconName", QString::fromLatin1(about.icon));
    action->setShortcuts(about.keys);
    const QString keys = about.keys.front().toString(QKeySequence::NativeText);
    action->setToolTip(tr("%1 (%2)").arg(about.tip, keys));
    return action;
}

/// Why not, or that it is not for long.
void EndpointActions::explain(const QString &keptIn)
{
    const QString file = keptIn.section(u'/', -2).toHtmlEscaped();
    const auto withKeys = [](const QAction *action, const QString &tip) {
        return tr("%1 (%2)").arg(tip, action->shortcuts().constFirst().toString(QKeySequence::NativeText));
    };
    edit->setToolTip(keptIn.isEmpty() ? withKeys(edit, tr("Edit the endpoint"))
                                      : tr("From %1, which is not edited here").arg(file));
    remove->setToolTip(keptIn.isEmpty() ? withKeys(remove, tr("Remove the endpoint"))
                                        : tr("From %1, which is not edited here").arg(file));
    if (!keptIn.isEmpty())
        pause->setToolTip((m_pauses ? tr("Stop checking until the next start: %1 is not edited here")
                                    : tr("Check again until the next start: %1 is not edited here"))
                              .arg(file));
}

void EndpointActions::bindToTable(QWidget &table)
{
    for (QAction *action : {edit, remove, pause}) {
        action->setShortcutContext(Qt::WidgetShortcut);
        table.addAction(action);
    }
}

void EndpointActions::restyle()
{
    for (QAction *action : findChildren<QAction *>())
        action->setIcon(lineIcon(action->property("iconName").toString(), m_theme.colours().text));
}

void EndpointActions::setPauses(bool pauses)
{
    m_pauses = pauses;
    pause->setText(pauses ? tr("&Pause") : tr("&Resume"));
    pause->setToolTip(pauses ? tr("Stop checking (Space)") : tr("Check again (Space)"));
    const QString icon = pauses ? QStringLiteral("pause") : QStringLiteral("resume");
    if (pause->property("iconName") == icon)
        return;
    pause->setProperty("iconName", icon);
    pause->setIcon(lineIcon(icon, m_theme.colours().text));
}

} // namespace fusebox::ui
