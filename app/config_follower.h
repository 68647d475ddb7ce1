// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "app/config_watch.h"
#include "core/health/values/command.h"
#include "core/storage/config_set.h"

namespace fusebox::app {

/// Reads a configuration anew whenever its files have changed, for who only follows it. What cannot be read
/// is told of, and what was read before stays in force.
class ConfigFollower final : public QObject
{
    Q_OBJECT

public:
    /// `texts` are what `set` was read from.
    ConfigFollower(storage::ConfigTexts texts, storage::ConfigSet set, QObject *parent = nullptr);

    [[nodiscard]] storage::Config config() const { return storage::wholeOf(m_set); }

Q_SIGNALS:
    /// What makes a monitor that watched what was watch what is; no commands: that is the same.
    void changed(const std::vector<fusebox::health::Command> &commands);
    /// All that is wrong with what stands there now, once.
    void refused(const QStringList &sentences);

private:
    void look();

    storage::ConfigTexts m_texts; ///< as they were when last looked at, good or bad
    storage::ConfigSet m_set;
    ConfigWatch m_watch;
};

} // namespace fusebox::app
