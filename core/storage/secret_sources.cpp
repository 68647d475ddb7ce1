// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/secret_sources.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

std::optional<QString> variable(const QString &name)
{
    const QByteArray key = name.toLatin1();
    if (!qEnvironmentVariableIsSet(key.constData()))
        return {};
    return qEnvironmentVariable(key.constData());
}

QString withinEndpoint(const QString &pointer)
{
    return u'/' + pointer.section(u'/', 3);
}

} // namespace fusebox::storage
