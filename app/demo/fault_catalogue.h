// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>
#include <vector>

#include <QString>

#include "app/demo/fault_script.h"
#include "app/demo/web_socket_lab.h"

namespace fusebox::demo {

/// One way for a server to go wrong (or to be odd, and still right).
struct Fault
{
    QString name; ///< lower case and dashes: "reset-in-body"
    QString what; ///< what the server does, in words
    std::variant<Script, Talk> does;
};

/// HTTP/1.1 in plain TCP, one request a connection.
[[nodiscard]] std::vector<Fault> httpFaults();
/// WebSockets, from the handshake on.
[[nodiscard]] std::vector<Fault> webSocketFaults();

/// The script of this name among `faults`; the name has to be there.
[[nodiscard]] const Script &scriptOf(const std::vector<Fault> &faults, const QString &name);

} // namespace fusebox::demo
