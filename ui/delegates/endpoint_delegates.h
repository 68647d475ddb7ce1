// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/values/clock.h"
#include "ui/delegates/cell_delegate.h"

class QAbstractItemView;

namespace fusebox::ui {

/// Gives each column of the endpoint table its painter. Theme and clock outlive the view.
void installEndpointDelegates(QAbstractItemView &view, const Theme &theme, const resilience::Clock &clock);

} // namespace fusebox::ui
