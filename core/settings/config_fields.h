// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include <QStringView>

#include "core/settings/field.h"

/// The keys of an endpoint in the configuration file: one table that reads, writes and checks, so that
/// decoder, writer and schema cannot drift apart. The default of a field is what `of` finds in an
/// EndpointConfig made anew.
namespace fusebox::settings {

inline constexpr int ConfigVersion = 1;

/// In the order they are written.
[[nodiscard]] std::span<const Field> endpointFields();

/// The field of a key such as "retry.max_attempts"; null: there is none.
[[nodiscard]] const Field *findField(QStringView key);

/// Where its value stands in the file, as a JSON pointer inside the endpoint: "/http/bearer" of
/// "http.bearer".
[[nodiscard]] QString pointerTo(QString key);
/// Of what is in it under `name`: "/http/headers/X-Key".
[[nodiscard]] QString pointerTo(const QString &key, const QString &name);

/// The field's value is the default's, or does not exist; a section's if all its fields' are. `defaults` is
/// of the same kind. Neither configuration is changed.
[[nodiscard]] bool isDefault(const Field &field, EndpointConfig &config, EndpointConfig &defaults);

} // namespace fusebox::settings
