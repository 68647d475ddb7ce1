// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/setting_use.h"

#include <algorithm>

#include "core/settings/config_fields.h"

namespace fusebox::settings {

/// What a field does not say itself, the section around it does.
SchemeNames schemesUsing(QStringView setting)
{
    const Field *field = findField(setting);
    const qsizetype dot = setting.lastIndexOf(u'.');
    if ((field && !field->usedBy.empty()) || dot < 0)
        return field ? field->usedBy : SchemeNames();
    return schemesUsing(setting.first(dot));
}

bool isUsedBy(QStringView scheme, QStringView setting)
{
    const auto schemes = schemesUsing(setting);
    return schemes.empty() || std::ranges::any_of(schemes, [scheme](auto user) { return scheme == user; });
}

} // namespace fusebox::settings
