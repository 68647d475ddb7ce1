// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/endpoint_ids.h"

#include <QHash>
#include <QSet>

namespace fusebox::storage {

using settings::EndpointConfig;
using settings::EndpointId;

namespace {

class IdMaker
{
public:
    explicit IdMaker(QSet<settings::EndpointId> taken)
        : m_taken(std::move(taken))
    {
    }

    /// makeEndpointId() compares with every id that is taken; here each base remembers how far it has
    /// counted.
    settings::EndpointId make(const settings::Asked &asked)
    {
        const settings::EndpointId base = settings::makeEndpointId(asked, {});
        int &number = m_lastNumber[base];
        settings::EndpointId id;
        do {
            ++number;
            id = number == 1 ? base : base + u'-' + QString::number(number);
        } while (m_taken.contains(id));
        m_taken.insert(id);
        return id;
    }

private:
    QSet<settings::EndpointId> m_taken;
    QHash<settings::EndpointId, int> m_lastNumber = {};
};

} // namespace

void nameTheUnnamed(std::vector<settings::EndpointConfig> &endpoints)
{
    QSet<settings::EndpointId> taken;
    for (const settings::EndpointConfig &endpoint : endpoints)
        taken.insert(endpoint.id);
    IdMaker ids(std::move(taken));
    for (settings::EndpointConfig &endpoint : endpoints) {
        if (endpoint.id.isEmpty())
            endpoint.id = ids.make(endpoint.asked);
        if (endpoint.name.isEmpty())
            endpoint.name = settings::defaultEndpointName(endpoint.asked);
    }
}

} // namespace fusebox::storage
