// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

/// The process and what surrounds it.
namespace fusebox::app {

inline constexpr int ExitFine = 0;
inline constexpr int ExitFailed = 1;   ///< standard output cannot be written
inline constexpr int ExitBadInput = 2; ///< arguments or configuration

/// Call first in main(): standard streams that were closed become /dev/null (else a socket could take their
/// number), SIGPIPE becomes an error of write(), as many descriptors as the system allows may be open, no
/// core holds our memory, and text is UTF-8 even where no locale is set.
void prepareProcess();

/// One line on standard error: "fusebox: ...". Control characters in it are escaped.
void complain(const QString &sentence);
/// Text on standard output, as it is.
[[nodiscard]] bool print(const QString &text);

/// Ends the process when all that matters is written, without destroying the application object: that would
/// wait for every name look-up under way, which a resolver that does not answer makes take many seconds.
[[noreturn]] void leave(int code);

/// No display to open a window on, and no Qt platform named that needs none.
[[nodiscard]] bool isDisplayMissing();

/// Where endpoints are kept when no file is named: ~/.config/fusebox/fusebox.json.
[[nodiscard]] QString defaultConfigFile();

} // namespace fusebox::app
