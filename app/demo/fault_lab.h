// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QUrl>

#include "app/demo/fault_catalogue.h"

namespace fusebox::demo {

/// A fault that can be had at a URL.
struct ServedFault
{
    QString name;
    QString what;
    QUrl url;
};

/// Serves every fault of the catalogue, each on a port of its own of 127.0.0.1, until it is destroyed.
/// Thread: one with an event loop.
class FaultLab
{
public:
    FaultLab();
    ~FaultLab();
    Q_DISABLE_COPY_MOVE(FaultLab)

    [[nodiscard]] const std::vector<ServedFault> &faults() const { return m_faults; }

private:
    void serve(const Fault &fault, const QString &scheme);

    std::vector<std::unique_ptr<QObject>> m_servers;
    std::vector<ServedFault> m_faults;
};

} // namespace fusebox::demo
