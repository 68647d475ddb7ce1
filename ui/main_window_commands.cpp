// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFileDialog>

#include "ui/dialogs/endpoint_dialog.h"
#include "ui/dialogs/remove_question.h"
#include "ui/main_window_private.h"
#include "ui/models/endpoint_cells.h"
#include "ui/panes/empty_state.h"
#include "ui/panes/endpoint_table.h"

namespace fusebox::ui {

using namespace health;

void MainWindow::Private::connectActions()
{
    connect(actions->add, &QAction::triggered, this, [this] { addEndpoint({}); });
    connect(actions->edit, &QAction::triggered, this, &Private::editEndpoint);
    connect(actions->duplicate, &QAction::triggered, this, &Private::duplicateEndpoint);
    connect(actions->remove, &QAction::triggered, this, &Private::removeEndpoints);
    connect(actions->pause, &QAction::triggered, this, &Private::pauseOrResume);
    connect(actions->checkNow, &QAction::triggered, this, &Private::requestForSelected<CheckNow>);
    connect(actions->reset, &QAction::triggered, this, &Private::requestForSelected<ResetCircuit>);
    connect(actions->forceOpen, &QAction::triggered, this, &Private::requestForSelected<ForceOpenCircuit>);
    connect(actions->disable, &QAction::triggered, this, &Private::requestForSelected<DisableCircuit>);
    connect(empty, &EmptyState::addRequested, actions->add, &QAction::trigger);
    connect(empty, &EmptyState::demoRequested, &q, &MainWindow::demoRequested);
    connect(empty, &EmptyState::retryRequested, &q, &MainWindow::retryRequested);
}

void MainWindow::Private::request(const Command &command)
{
    Q_EMIT q.commandRequested(command);
}

template <typename C>
void MainWindow::Private::requestForSelected()
{
    for (const settings::EndpointId &id : table->targetIds())
        request(C{id});
}

void MainWindow::Private::addEndpoint(const settings::EndpointConfig &draft)
{
    auto *dialog = EndpointDialog::forNew(draft, endpoints.ids(), theme, &q);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const settings::EndpointConfig config = dialog->config();
        m_toSelect = config.id;
        request(AddEndpoint{config});
    });
    dialog->open();
}

void MainWindow::Private::editEndpoint()
{
    const auto chosen = selected();
    if (chosen.size() != 1)
        return;
    auto *dialog = EndpointDialog::forEdit(*chosen.front()->config, theme, &q);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { request(EditEndpoint{dialog->config()}); });
    dialog->open();
}

void MainWindow::Private::duplicateEndpoint()
{
    const auto chosen = selected();
    if (chosen.size() != 1)
        return;
    settings::EndpointConfig draft = *chosen.front()->config;
    draft.name = tr("%1 (copy)").arg(draft.name);
    addEndpoint(draft);
}

void MainWindow::Private::removeEndpoints()
{
    QStringList names;
    for (const EndpointSnapshot *endpoint : selected())
        names << displayName(*endpoint->config);
    if (names.isEmpty())
        return;
    askToRemove(names, &q, [this, ids = table->targetIds()] {
        for (const settings::EndpointId &id : ids)
            request(RemoveEndpoint{id});
    });
}

void MainWindow::Private::pauseOrResume()
{
    const bool paused = actions->pauses();
    for (const settings::EndpointId &id : table->targetIds())
        request(SetPaused{id, paused});
}

void MainWindow::Private::exportLog(const QByteArray &content, const QString &name)
{
    auto *dialog = new QFileDialog(&q, tr("Save Events"), QDir::homePath());
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(name.section(u'.', -1));
    dialog->selectFile(name);
    connect(dialog, &QFileDialog::fileSelected, &q,
            [this, content](const QString &path) { Q_EMIT q.saveRequested(path, content); });
    dialog->open();
}

} // namespace fusebox::ui
