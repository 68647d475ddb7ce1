// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/commands.h"

#include <QAction>

#include "ui/dialogs/endpoint_dialog.h"
#include "ui/dialogs/remove_question.h"
#include "ui/panes/endpoint_actions.h"
#include "ui/rows/endpoint_cells.h"
#include "ui/rows/endpoint_store.h"
#include "ui/window/selection.h"

namespace fusebox::ui {

using namespace health;

Commands::Commands(QWidget &window, const EndpointActions &actions, Selection &selection,
                   const EndpointStore &endpoints, const Theme &theme)
    : m_window(window)
    , m_actions(actions)
    , m_selection(selection)
    , m_endpoints(endpoints)
    , m_theme(theme)
{
    connect(actions.add, &QAction::triggered, this, [this] { add({}); });
    connect(actions.edit, &QAction::triggered, this, &Commands::edit);
    connect(actions.duplicate, &QAction::triggered, this, &Commands::duplicate);
    connect(actions.remove, &QAction::triggered, this, &Commands::remove);
    connect(actions.pause, &QAction::triggered, this, &Commands::pauseOrResume);
    connect(actions.checkNow, &QAction::triggered, this, &Commands::requestForTargets<CheckNow>);
    connect(actions.reset, &QAction::triggered, this, &Commands::requestForTargets<ResetCircuit>);
    connect(actions.resetAll, &QAction::triggered, this, [this] { Q_EMIT requested(ResetAllCircuits{}); });
    connect(actions.forceOpen, &QAction::triggered, this, &Commands::requestForTargets<ForceOpenCircuit>);
    connect(actions.disable, &QAction::triggered, this, &Commands::requestForTargets<DisableCircuit>);
}

template <typename C>
void Commands::requestForTargets()
{
    for (const settings::EndpointId &id : m_selection.targetIds())
        Q_EMIT requested(C{id});
}

void Commands::add(const settings::EndpointConfig &draft)
{
    auto *dialog = EndpointDialog::forNew(draft, m_endpoints.ids(), m_theme, &m_window);
    connect(dialog, &EndpointDialog::keepRequested, this, &Commands::keepRequested);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const settings::EndpointConfig config = dialog->config();
        m_selection.await(config.id);
        Q_EMIT requested(AddEndpoint{config});
    });
    dialog->open();
}

void Commands::edit()
{
    const auto chosen = m_selection.targets();
    if (chosen.size() != 1)
        return;
    auto *dialog = EndpointDialog::forEdit(*chosen.front()->config, m_theme, &m_window);
    connect(dialog, &EndpointDialog::keepRequested, this, &Commands::keepRequested);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { Q_EMIT requested(EditEndpoint{dialog->config()}); });
    dialog->open();
}

void Commands::duplicate()
{
    const auto chosen = m_selection.targets();
    if (chosen.size() != 1)
        return;
    settings::EndpointConfig draft = *chosen.front()->config;
    draft.name = tr("%1 (copy)").arg(draft.name);
    add(draft);
}

void Commands::remove()
{
    QStringList names;
    for (const EndpointSnapshot *endpoint : m_selection.targets())
        names << displayName(*endpoint->config);
    if (names.isEmpty())
        return;
    askToRemove(names, &m_window, [this, ids = m_selection.targetIds()] {
        for (const settings::EndpointId &id : ids)
            Q_EMIT requested(RemoveEndpoint{id});
    });
}

void Commands::pauseOrResume()
{
    const bool paused = m_actions.pauses();
    for (const settings::EndpointId &id : m_selection.targetIds())
        Q_EMIT requested(SetPaused{id, paused});
}

} // namespace fusebox::ui
