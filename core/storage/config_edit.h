// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QDir>

#include "core/storage/config.h"

namespace fusebox::storage {

/// `text`, with as little changed as makes it read as `config`: comments, order and layout of all else stay,
/// byte for byte, and so does what is written otherwise than Fusebox would ({"env": ...}, a default that is
/// spelled out, an id left out). None: the text is no configuration, or none that can be edited to be this
/// one (endpoints in another order). `folder`: where relative paths in it start. Thread: any.
[[nodiscard]] std::optional<QByteArray> editedConfig(const QByteArray &text, const Config &config,
                                                     const QDir &folder);

} // namespace fusebox::storage
