// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace fusebox::ui {

/// What a problem is about: of each, one can be told at a time.
enum class Problem : unsigned char { Configuration, History, Secrets, Export };

} // namespace fusebox::ui
