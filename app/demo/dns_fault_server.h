// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>

#include "app/demo/dns_fault_script.h"

namespace fusebox::demo {

/// A DNS server on 127.0.0.1 that does with each question what a script says. Thread: lives on one thread
/// with an event loop, where the scripts are asked for; questions() may be read from any.
class DnsFaultServer final : public QObject
{
    Q_OBJECT

public:
    enum class Tcp { Refused, Served };

    explicit DnsFaultServer(DnsScriptFor scriptFor = dnsFaultFor, Tcp tcp = Tcp::Refused,
                            QObject *parent = nullptr);
    ~DnsFaultServer() override;

    /// Of UDP, and of TCP where it is served.
    [[nodiscard]] quint16 port() const;
    /// Questions read so far, also those sent again.
    [[nodiscard]] int questions() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace fusebox::demo
