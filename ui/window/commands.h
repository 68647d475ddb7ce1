// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "core/health/values/command.h"
#include "ui/dialogs/keep_secret.h"
#include "ui/theme/theme.h"

namespace fusebox::ui {

class EndpointActions;
class EndpointStore;
class Selection;

/// What the actions ask of the monitor for what is selected, by way of a dialog where they need one.
class Commands final : public QObject
{
    Q_OBJECT

public:
    /// All outlive it; dialogs are children of `window`.
    Commands(QWidget &window, const EndpointActions &actions, Selection &selection,
             const EndpointStore &endpoints, const Theme &theme);

Q_SIGNALS:
    void requested(const fusebox::health::Command &command);
    void keepRequested(const fusebox::ui::KeepSecret &request);

private:
    template <typename C>
    void requestForTargets();
    void add(const settings::EndpointConfig &draft);
    void edit();
    void duplicate();
    void remove();
    void pauseOrResume();

    QWidget &m_window;
    const EndpointActions &m_actions;
    Selection &m_selection;
    const EndpointStore &m_endpoints;
    const Theme &m_theme;
};

} // namespace fusebox::ui
