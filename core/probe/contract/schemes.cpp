// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/contract/schemes.h"

#include <algorithm>

#include <QUrl>

namespace fusebox::probe {

using namespace Qt::StringLiterals;

const Scheme *findScheme(QStringView name)
{
    const auto found = std::ranges::find_if(Schemes, [name](const Scheme &s) { return s.name == name; });
    return found == Schemes.end() ? nullptr : found;
}

QString prefixOf(const Scheme &scheme)
{
    return scheme.name + (scheme.form == UrlForm::Bare ? ":"_L1 : "://"_L1);
}

int portOf(const QUrl &url)
{
    const Scheme *scheme = findScheme(url.scheme());
    return url.port(scheme ? scheme->port : 0);
}

bool isTls(const QUrl &url)
{
    const Scheme *scheme = findScheme(url.scheme());
    return scheme && scheme->isTls;
}

bool isOfKind(const QUrl &url, ProbeKind kind)
{
    const Scheme *scheme = findScheme(url.scheme());
    return scheme && scheme->kind == kind;
}

} // namespace fusebox::probe
