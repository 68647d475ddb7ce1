// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <tl/expected.hpp>

#include <QHostAddress>
#include <QList>
#include <QString>

#include "core/probe/contract/faults/dns_fault.h"
#include "core/probe/contract/options/name_options.h"

namespace fusebox::probe {

/// Turns names into addresses. Thread: one with an event loop, that of its lookups and callbacks.
class Resolver
{
public:
    /// At least one address, all of the family asked for, in the order to try them; or why there is none.
    using Answer = tl::expected<QList<QHostAddress>, NameFailure>;
    using Callback = std::function<void(const Answer &)>;

    /// A running question. Destroying it forgets the question: its callback is not called any more.
    class Lookup
    {
    public:
        virtual ~Lookup() = default;
    };

    virtual ~Resolver() = default;
    /// The answer to an earlier question that still holds, if there is one and the options let it be used.
    [[nodiscard]] virtual std::optional<QList<QHostAddress>> kept(const QString &host,
                                                                  const NameOptions &options)
    {
        Q_UNUSED(host);
        Q_UNUSED(options);
        return {};
    }
    /// Where the kept answer led to, nobody was found: it is kept no longer.
    virtual void forget(const QString &host, const NameOptions &options)
    {
        Q_UNUSED(host);
        Q_UNUSED(options);
    }
    /// Asks anew. Calls back once, never from inside resolve(). It has no deadline: that is the caller's.
    [[nodiscard]] virtual std::unique_ptr<Lookup> resolve(const QString &host, const NameOptions &options,
                                                          Callback callback) = 0;
};

} // namespace fusebox::probe
