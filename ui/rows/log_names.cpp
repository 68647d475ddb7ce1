// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/log_names.h"

#include "ui/rows/endpoint_cells.h"
#include "ui/rows/endpoint_store.h"

namespace fusebox::ui {

namespace {

QString nameOf(const settings::EndpointId &id, const EndpointStore &endpoints)
{
    const health::EndpointSnapshot *endpoint = endpoints.find(id);
    return endpoint ? displayName(*endpoint->config) : id;
}

/// Of an incident, whose endpoints its sentence names.
std::optional<LogEntry> incidentEntry(health::Event event, const EndpointStore &endpoints)
{
    for (settings::EndpointId &id : std::get<health::IncidentEvent>(event.what).incident.failing)
        id = nameOf(id, endpoints);
    return logEntryOf(event);
}

} // namespace

std::vector<LogEntry> namedEntries(const std::vector<health::Event> &events, const EndpointStore &endpoints)
{
    std::vector<LogEntry> entries;
    for (const health::Event &event : events) {
        const bool isIncident = std::holds_alternative<health::IncidentEvent>(event.what);
        auto entry = isIncident ? incidentEntry(event, endpoints) : logEntryOf(event);
        if (!entry)
            continue;
        entry->name = nameOf(event.endpoint, endpoints);
        entries.push_back(std::move(*entry));
    }
    return entries;
}

} // namespace fusebox::ui
