// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <variant>

#include <QString>
#include <QStringList>

#include "app/report_options.h"
#include "core/resilience/time.h"

namespace fusebox::app {

/// What a run of Fusebox was asked to do.
struct Options
{
    QString configFile = {}; ///< empty: the default place, see defaultConfigFile()
    bool demo = false;
    bool faultServer = false;                 ///< serve the lab's faults instead of watching anything
    bool check = false;                       ///< say what is wrong with the configuration, and end
    std::optional<ReportOptions> report = {}; ///< print what was, and end
    bool forget = false;                      ///< delete the history, and end
    bool yes = false;                         ///< without asking
    QString historyFile = {};                 ///< empty: that of the configuration, see historyFileFor()
    bool noHistory = false;                   ///< keep none
    bool headless = false;
    bool json = false;                                    ///< only with headless
    bool summary = false;                                 ///< likewise: uptime and percentiles at the end
    std::optional<resilience::Nanoseconds> duration = {}; ///< > 0, at most 24 days; none: until told to end

    bool operator==(const Options &) const = default;
};

/// --help, --version and what is printed of the configuration: text for standard output, and nothing else to
/// do.
struct Answer
{
    QString text;
};

/// An argument that makes no sense: one sentence that names it and says what would be right.
struct Misuse
{
    QString sentence;
};

using CommandLine = std::variant<Options, Answer, Misuse>;

/// `arguments` begin with the program's name. Needs a QCoreApplication (for the name in the help).
[[nodiscard]] CommandLine parseCommandLine(const QStringList &arguments);

} // namespace fusebox::app
