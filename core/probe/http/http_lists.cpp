// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_lists.h"

#include <QList>

#include "core/probe/contract/http_text.h"

namespace fusebox::probe {

std::vector<QByteArray> valuesOf(const std::vector<HttpField> &fields, QByteArrayView name)
{
    std::vector<QByteArray> values;
    for (const HttpField &field : fields)
        if (equalsWithoutCase(field.name, name))
            for (const QByteArray &value : field.value.split(','))
                values.push_back(value.trimmed());
    return values;
}

std::vector<QByteArray> listedIn(const std::vector<HttpField> &fields, QByteArrayView name)
{
    std::vector<QByteArray> listed;
    for (const QByteArray &value : valuesOf(fields, name))
        if (const QByteArray word = value.split(';').front().trimmed().toLower(); !word.isEmpty())
            listed.push_back(word);
    return listed;
}

} // namespace fusebox::probe
