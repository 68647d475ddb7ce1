// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <tl/expected.hpp>

#include <QStringList>

#include "core/settings/endpoint_config.h"

namespace fusebox::ui {

/// Under which heading of the dialog a field stands.
enum class FieldSection : std::uint8_t {
    Grouping,
    Checks,
    Request,
    Expectations,
    Command,
    Exchange,
    Records,
    Upgrade,
    Messages,
    Tls,
    Proxy,
    Names,
    WebSocket,
    Timeouts,
    Retry,
    RetryDetail,
    Circuit,
    CircuitDetail,
    Fallback,
    Count
};

/// With what a value is typed or picked. A LongLine is as wide as the form.
enum class FieldEditor : std::uint8_t { Line, LongLine, Secret, Choice, Flag, Text, Table };

/// Of a Table.
struct FieldColumn
{
    QString title;
    QStringList choices = {}; ///< empty: any text
    bool isSecret = false;    ///< shown only while it is edited
    bool isExact = false;     ///< blanks around its text belong to it
};

/// One setting of an endpoint as text: how it is written and read. What parse() refuses it answers with a
/// sentence that says what would be right, and leaves the configuration alone.
struct FieldSpec
{
    QString key;   ///< as in the configuration file: "timeouts.first_byte"
    QString label; ///< "First byte"
    QString hint;  ///< what it means, in a few words
    FieldSection section = FieldSection::Checks;
    FieldEditor editor = FieldEditor::Line;
    QStringList choices = {};              ///< of a Choice, as print() gives them; of a Flag: no, yes
    std::vector<FieldColumn> columns = {}; ///< of a Table, whose text is that of rowsText()
    std::function<QString(const settings::EndpointConfig &)> print;
    std::function<tl::expected<void, QString>(const QString &, settings::EndpointConfig &)> parse;
};

} // namespace fusebox::ui
