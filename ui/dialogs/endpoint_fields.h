// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <tl/expected.hpp>

#include <QString>

#include "core/health/endpoint_config.h"

namespace fusebox::ui {

/// Under which heading of the dialog a field stands.
enum class FieldSection : std::uint8_t { Checks, Timeouts, Retry, Circuit, Tls, WebSocket };

/// One setting of an endpoint as text: how it is written and read. What parse() refuses it answers with a
/// sentence that says what would be right, and leaves the configuration alone.
struct FieldSpec
{
    QString key;   ///< as in the configuration file: "timeouts.first_byte"
    QString label; ///< "First byte"
    QString hint;  ///< what it means, in a few words
    FieldSection section = FieldSection::Checks;
    std::function<QString(const health::EndpointConfig &)> print;
    std::function<tl::expected<void, QString>(const QString &, health::EndpointConfig &)> parse;
};

/// Every setting that has a default, in the order of the dialog.
[[nodiscard]] std::vector<FieldSpec> endpointFields();
[[nodiscard]] QString sectionTitle(FieldSection section);

} // namespace fusebox::ui
