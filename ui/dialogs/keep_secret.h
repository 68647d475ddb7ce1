// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QMetaType>

#include "core/settings/secret_values.h"

namespace fusebox::ui {

/// A secret that somebody typed, to be put into the desktop's keyring, and who is to be told what came of it:
/// once, from the event loop; by then he may be gone, which is his to know.
struct KeepSecret
{
    QString name;
    QByteArray value;
    std::function<void(const tl::expected<void, settings::NoSecret> &)> done;
};

} // namespace fusebox::ui

Q_DECLARE_METATYPE(fusebox::ui::KeepSecret)
