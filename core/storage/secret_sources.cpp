// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/secret_sources.h"

#include <QRegularExpression>

namespace fusebox::storage {

using namespace Qt::StringLiterals;

bool isVariableName(const QString &name)
{
    static const QRegularExpression pattern(u"\\A[A-Za-z_][A-Za-z0-9_]{0,254}\\z"_s);
    return pattern.match(name).hasMatch();
}

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
