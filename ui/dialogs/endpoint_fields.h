// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <tl/expected.hpp>

#include <QStringList>

#include "core/health/endpoint_config.h"

namespace fusebox::ui {

/// Under which heading of the dialog a field stands.
enum class FieldSection : std::uint8_t {
    Checks,
    Request,
    Expectations,
    Tls,
    Names,
    Timeouts,
    Retry,
    Circuit,
    WebSocket,
    Count
};

/// With what a value is typed or picked.
enum class FieldEditor : std::uint8_t { Line, Secret, Choice, Flag };

/// One setting of an endpoint as text: how it is written and read. What parse() refuses it answers with a
/// sentence that says what would be right, and leaves the configuration alone.
struct FieldSpec
{
    QString key;   ///< as in the configuration file: "timeouts.first_byte"
    QString label; ///< "First byte"
    QString hint;  ///< what it means, in a few words
    FieldSection section = FieldSection::Checks;
    FieldEditor editor = FieldEditor::Line;
    QStringList choices = {}; ///< of a Choice, as print() gives them; of a Flag: no, yes
    std::function<QString(const health::EndpointConfig &)> print;
    std::function<tl::expected<void, QString>(const QString &, health::EndpointConfig &)> parse;
};

/// The settings that have a default and are used most, in the order of the dialog. What is not among them the
/// dialog leaves as it is.
[[nodiscard]] std::vector<FieldSpec> endpointFields();
[[nodiscard]] QString sectionTitle(FieldSection section);
/// The section says something of endpoints with this scheme.
[[nodiscard]] bool matters(FieldSection section, const QString &scheme);

} // namespace fusebox::ui
