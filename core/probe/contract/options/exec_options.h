// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QFileInfo>
#include <QStringList>

#include "core/probe/contract/options/http_options.h"

namespace fusebox::probe {

/// A command that is run, as Nagios runs its plugins.
struct ExecOptions
{
    static constexpr int longestArgument = 4096; ///< characters

    QStringList command = {};        ///< the program, by its path or by PATH, and its arguments; no shell
    std::vector<HttpField> env = {}; ///< variables beside PATH, HOME, LANG, LC_* and TZ; values in UTF-8
    QString folder = {};             ///< where it runs; empty: in that of this program

    /// "check_disk".
    [[nodiscard]] QString title() const { return QFileInfo(command.value(0)).fileName(); }
    bool operator==(const ExecOptions &) const = default;
};

} // namespace fusebox::probe
