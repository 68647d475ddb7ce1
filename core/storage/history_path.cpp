// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history_path.h"

#include <QStandardPaths>

#include "core/storage/config_key.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

QString historyFileFor(const QString &configFile)
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/fusebox/"_s +
           configKey(configFile) + u".db"_s;
}

} // namespace fusebox::storage
