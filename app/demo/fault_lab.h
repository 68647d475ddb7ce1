// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QUrl>

#include "app/demo/deaf_listener.h"
#include "app/demo/tls_authority.h"

namespace fusebox::demo {

/// A fault that can be had at a URL.
struct ServedFault
{
    QString name; ///< of its own among those of a scheme; says what to expect
    QUrl url;
};

/// Serves every fault there is until it is destroyed, each on a port of its own of 127.0.0.1 (those of DNS on
/// one). Only the name that does not exist is nobody's to serve.
/// Thread: one with an event loop.
class FaultLab
{
public:
    FaultLab();
    ~FaultLab();
    Q_DISABLE_COPY_MOVE(FaultLab)

    [[nodiscard]] const std::vector<ServedFault> &faults() const { return m_faults; }
    /// PEM, to be trusted by who wants to see anything but an unknown CA at the https URLs.
    [[nodiscard]] QString caFile() const { return m_authority.caFile(); }

private:
    void serveHttp();
    void serveAddresses();
    void serveTls();
    void serveWebSockets();
    void serveDns();
    [[nodiscard]] QUrl fineUrl() const { return m_faults.front().url; } ///< the first fault is none
    template <typename Server, typename... Arguments>
    void serve(const QByteArray &name, const QString &scheme, const Arguments &...arguments);

    TlsAuthority m_authority;
    std::vector<std::unique_ptr<QObject>> m_servers;
    std::optional<DeafListener> m_deafIPv6;
    std::vector<ServedFault> m_faults;
};

} // namespace fusebox::demo
