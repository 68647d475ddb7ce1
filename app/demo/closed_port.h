// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QUrl>

namespace fusebox::demo {

/// A port of 127.0.0.1 that is taken, so that nobody else gets it, but on which nobody listens: the system
/// refuses every connection. Thread: any.
class ClosedPort final : public QObject
{
public:
    ClosedPort();
    ~ClosedPort() override;

    /// "http://127.0.0.1:PORT/"
    [[nodiscard]] QUrl url() const;

private:
    int m_descriptor;
};

} // namespace fusebox::demo
