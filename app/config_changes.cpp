// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config_changes.h"

#include <QHash>

#include "core/storage/config_difference.h"
#include "core/storage/plain_text.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;
using namespace health;
using settings::EndpointConfig;
using storage::EndpointDifference;

namespace {

/// A pause is no edit: what it stops goes on where it was.
Command changeOf(const EndpointConfig &from, const EndpointConfig &to)
{
    EndpointConfig paused = from;
    paused.paused = to.paused;
    return paused == to ? Command(SetPaused{to.id, to.paused}) : Command(EditEndpoint{to});
}

QString lineOf(const EndpointDifference &difference)
{
    const QString name = storage::shortened(storage::escaped(difference.name));
    switch (difference.kind) {
    case EndpointDifference::Kind::Added: return u"%1: added"_s.arg(name);
    case EndpointDifference::Kind::Removed: return u"%1: removed"_s.arg(name);
    case EndpointDifference::Kind::Changed: break;
    }
    const QString keys = difference.keys.isEmpty() ? u"secrets"_s : difference.keys.join(u", ");
    return name + u": "_s + storage::shortened(storage::escaped(keys), 200);
}

} // namespace

std::vector<Command> commandsBetween(const storage::Config &from, const storage::Config &to)
{
    std::vector<Command> commands;
    QHash<settings::EndpointId, const EndpointConfig *> before;
    for (const EndpointConfig &endpoint : from.endpoints)
        before.insert(endpoint.id, &endpoint);
    QHash<settings::EndpointId, bool> stays;
    for (const EndpointConfig &endpoint : to.endpoints)
        stays.insert(endpoint.id, true);
    if (from.limits != to.limits)
        commands.emplace_back(SetLimits{to.limits});
    for (const EndpointConfig &endpoint : from.endpoints) {
        if (!stays.contains(endpoint.id))
            commands.emplace_back(RemoveEndpoint{endpoint.id});
    }
    for (const EndpointConfig &endpoint : to.endpoints) {
        const EndpointConfig *old = before.value(endpoint.id);
        if (!old)
            commands.emplace_back(AddEndpoint{endpoint});
        else if (*old != endpoint)
            commands.push_back(changeOf(*old, endpoint));
    }
    return commands;
}

QStringList linesBetween(const storage::Config &from, const storage::Config &to, std::size_t most)
{
    const storage::ConfigDifference difference = storage::differenceOf(from, to);
    QStringList lines;
    if (!difference.keys.isEmpty())
        lines += difference.keys.join(u", ");
    const std::size_t shown = std::min(difference.endpoints.size(), most);
    for (std::size_t i = 0; i < shown; ++i)
        lines += lineOf(difference.endpoints[i]);
    if (const std::size_t more = difference.endpoints.size() - shown; more > 0)
        lines += u"and %1 more"_s.arg(more);
    return lines;
}

} // namespace fusebox::app
