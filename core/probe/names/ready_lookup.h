// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "core/probe/names/resolver.h"

namespace fusebox::probe {

/// An answer that is known already, told in the next turn of the event loop.
class ReadyLookup final : public Resolver::Lookup
{
public:
    ReadyLookup(Resolver::Answer answer, Resolver::Callback callback);

private:
    QObject m_context; ///< an answer that is already on its way dies with it
};

} // namespace fusebox::probe
