// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/history/history_store.h"
#include "ui/models/endpoint_table_model.h"
#include "ui/models/event_log_model.h"
#include "ui/models/incident_model.h"
#include "ui/rows/endpoint_store.h"

namespace fusebox::ui {

/// What the window shows. It stays where it is: its parts look at each other.
struct WindowModels
{
    WindowModels() = default;
    Q_DISABLE_COPY_MOVE(WindowModels)

    history::HistoryStore histories;
    EndpointStore endpoints;
    EndpointTableModel rows{endpoints, histories};
    EventLogModel log;
    IncidentModel incidents;
};

} // namespace fusebox::ui
