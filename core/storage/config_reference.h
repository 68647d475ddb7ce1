// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace fusebox::storage {

/// Every key of the configuration file, made from the table of settings, in Markdown: what
/// core/settings/README.md is.
[[nodiscard]] QByteArray configReference();

} // namespace fusebox::storage
