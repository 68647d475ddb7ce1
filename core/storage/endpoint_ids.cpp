// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/endpoint_ids.h"

#include <QHash>
#include <QSet>

namespace fusebox::storage {

using health::EndpointConfig;
using health::EndpointId;

namespace {

class IdMaker
{
public:
    explicit IdMaker(QSet<EndpointId> taken)
        : m_taken(std::move(taken))
    {
    }

    /// makeEndpointId() compares with every id that is taken; here each base remembers how far it has
    /// counted.
    EndpointId make(const QUrl &url)
    {
        const EndpointId base = health::makeEndpointId(url, {});
        int &number = m_lastNumber[base];
        EndpointId id;
        do {
            ++number;
            id = number == 1 ? base : base + u'-' + QString::number(number);
        } while (m_taken.contains(id));
        m_taken.insert(id);
        return id;
    }

private:
    QSet<EndpointId> m_taken;
    QHash<EndpointId, int> m_lastNumber = {};
};

} // namespace

void nameTheUnnamed(std::vector<EndpointConfig> &endpoints)
{
    QSet<EndpointId> taken;
    for (const EndpointConfig &endpoint : endpoints)
        taken.insert(endpoint.id);
    IdMaker ids(std::move(taken));
    for (EndpointConfig &endpoint : endpoints) {
        if (endpoint.id.isEmpty())
            endpoint.id = ids.make(endpoint.url);
        if (endpoint.name.isEmpty())
            endpoint.name = health::defaultEndpointName(endpoint.url);
    }
}

} // namespace fusebox::storage
