// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <tl/expected.hpp>

#include <QHostAddress>
#include <QList>
#include <QString>

#include "core/resilience/failure.h"

namespace fusebox::probe {

/// Turns names into addresses. Thread: one with an event loop, that of its lookups and callbacks.
class Resolver
{
public:
    /// At least one address, in the order to try them; or ErrorClass::Dns with the resolver's text.
    using Answer = tl::expected<QList<QHostAddress>, resilience::Failure>;
    using Callback = std::function<void(const Answer &)>;

    /// A running question. Destroying it forgets the question: its callback is not called any more.
    class Lookup
    {
    public:
        virtual ~Lookup() = default;
    };

    virtual ~Resolver() = default;
    /// Calls back once, never from inside resolve(). It has no deadline: that is the caller's.
    [[nodiscard]] virtual std::unique_ptr<Lookup> resolve(const QString &host, Callback callback) = 0;
};

} // namespace fusebox::probe
