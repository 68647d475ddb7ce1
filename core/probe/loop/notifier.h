// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QSocketNotifier>

namespace fusebox::probe {

/// Stops at once and goes later, because its own slot may be what destroys it.
struct DeleteNotifierLater
{
    void operator()(QSocketNotifier *notifier) const
    {
        notifier->setEnabled(false);
        notifier->deleteLater();
    }
};
using Notifier = std::unique_ptr<QSocketNotifier, DeleteNotifierLater>;

} // namespace fusebox::probe
