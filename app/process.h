// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

/// The process and what surrounds it.
namespace fusebox::app {

inline constexpr int ExitFine = 0;
inline constexpr int ExitFailed = 1;   ///< standard output cannot be written, or this machine lacks something
inline constexpr int ExitBadInput = 2; ///< arguments or configuration

/// Call first in main(): standard streams that were closed become /dev/null (else a socket could take their
/// number), SIGPIPE and SIGXFSZ become errors of write(), as many descriptors as the system allows may be
/// open, no core holds our memory, text is UTF-8 even where no locale is set, and where memory, threads or a
/// display are lacking the process ends with a sentence and an exit code.
void prepareProcess();

/// One line on standard error: "fusebox: ...". Control characters in it are escaped. Lost where standard
/// error is held. Thread: any.
void complain(const QString &sentence);
/// Each on a line like that; waits while standard error is held, for which signals may end the process from
/// here on. For the end of a run.
void complainOfAll(const QStringList &sentences);
/// Text on standard output, as it is; waits while that is held. Complains where it cannot be written.
[[nodiscard]] bool print(const QString &text);
void complainOfOutput(int errorNumber);

/// How many files may be open.
[[nodiscard]] qint64 descriptorLimit();
/// What this machine does not let a program have that is to watch something: a sentence; empty: all is there.
[[nodiscard]] QString lackToRun();

/// Ends the process when all that matters is written, without destroying the application object: that would
/// wait for every name look-up under way, which a resolver that does not answer makes take many seconds.
[[noreturn]] void leave(int code);

/// No display to open a window on, and no Qt platform named that needs none.
[[nodiscard]] bool isDisplayMissing();

/// Where endpoints are kept when no file is named: ~/.config/fusebox/fusebox.json.
[[nodiscard]] QString defaultConfigFile();

} // namespace fusebox::app
