// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QHostInfo>

#include "core/probe/names/resolver.h"

namespace fusebox::probe {

/// The system's own resolver: its order of addresses, nothing kept, whatever the options say of keeping. It
/// does not tell a name that does not exist from a server that fails. It can only be waited for, for half a
/// minute where a server is mute, so that happens on threads of its own: one for a name, whoever asks for it
/// meanwhile, and more of them than names are likely to be waited for at once. "localhost" is answered
/// without it, IPv4 first.
class SystemResolver final : public Resolver
{
public:
    static constexpr int mostAtOnce = 512; ///< names; the others wait for their turn

    /// Returns when the system has said something. Called on any thread, several at once.
    using LookUp = std::function<QHostInfo(const QString &host)>;

    explicit SystemResolver(LookUp lookUp = &QHostInfo::fromName);
    /// Waits for no look-up.
    ~SystemResolver() override;
    Q_DISABLE_COPY_MOVE(SystemResolver)

    [[nodiscard]] std::unique_ptr<Lookup> resolve(const QString &host, const NameOptions &options,
                                                  Callback callback) override;

private:
    class Names;

    LookUp m_lookUp;
    std::unique_ptr<Names> m_names; ///< made when it is needed, on the thread that asks
};

} // namespace fusebox::probe
