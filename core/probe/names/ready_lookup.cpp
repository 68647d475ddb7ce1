// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/ready_lookup.h"

#include <utility>

namespace fusebox::probe {

ReadyLookup::ReadyLookup(Resolver::Answer answer, Resolver::Callback callback)
{
    const auto tell = [answer = std::move(answer), callback = std::move(callback)] { callback(answer); };
    QMetaObject::invokeMethod(&m_context, tell, Qt::QueuedConnection);
}

} // namespace fusebox::probe
