// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QObject>

#include "core/probe/names/resolver.h"

namespace fusebox::testing {

/// Gives every name the same answer, or none ever.
class ScriptedResolver final : public probe::Resolver
{
public:
    std::optional<Answer> answer = {};
    std::optional<QList<QHostAddress>> keptAnswer = {};
    int asked = 0;   ///< questions so far
    int running = 0; ///< lookups that have not been destroyed

    [[nodiscard]] std::optional<QList<QHostAddress>> kept(const QString &,
                                                          const probe::NameOptions &options) override
    {
        return options.keepFor > options.keepFor.zero() ? keptAnswer : std::nullopt;
    }
    void forget(const QString &, const probe::NameOptions &) override { keptAnswer.reset(); }
    [[nodiscard]] std::unique_ptr<Lookup> resolve(const QString &, const probe::NameOptions &,
                                                  Callback callback) override
    {
        ++asked;
        auto lookup = std::make_unique<ScriptedLookup>(*this);
        if (answer)
            QMetaObject::invokeMethod(
                &lookup->context, [callback, answer = *answer] { callback(answer); }, Qt::QueuedConnection);
        return lookup;
    }

private:
    struct ScriptedLookup final : Lookup
    {
        explicit ScriptedLookup(ScriptedResolver &resolver)
            : running(resolver.running)
        {
            ++running;
        }
        ~ScriptedLookup() override { --running; }

        int &running;
        QObject context;
    };
};

} // namespace fusebox::testing
