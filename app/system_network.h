// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "core/health/detectors/offline_detector.h"

namespace fusebox::app {

/// What the system says of its network, where Qt has a way to ask it; else it stays Unknown. A network
/// without a way to the Internet is Unknown, too: that, the checks find out. Thread: main, after the
/// application was made.
class SystemNetwork final : public QObject
{
    Q_OBJECT

public:
    explicit SystemNetwork(QObject *parent = nullptr);

    [[nodiscard]] health::SystemNetwork word() const;

Q_SIGNALS:
    void changed(fusebox::health::SystemNetwork word);
};

} // namespace fusebox::app
