// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/exec_fields.h"

#include "ui/dialogs/field_kinds.h"
#include "ui/dialogs/header_fields.h"
#include "ui/text/plain.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using C = settings::EndpointConfig;
using Stored = tl::expected<void, QString>;

FieldSpec commandField(FieldSpec spec)
{
    const auto [place, shape] = settingOf<settings::TextList>(spec.key);
    const auto parse = [place = place, shape = shape](const FieldRows &rows, C &config) -> Stored {
        if (rows.isEmpty())
            return refused(Text::tr("The program, and in the rows below its arguments."));
        const auto wordOf = [&](const QStringList &row) -> tl::expected<QString, QString> {
            if (!isPlain(row.at(0)) || row.at(0).isEmpty() || row.at(0).size() > shape.maxLength)
                return refused(Text::tr("A text on one line."));
            return row.at(0);
        };
        return parseRows<QString>(rows, wordOf).map([&](const std::vector<QString> &words) {
            *place(config) = QStringList(words.begin(), words.end());
        });
    };
    return tableField(
        std::move(spec), {{.title = Text::tr("Program and arguments"), .isExact = true}},
        [place = place](const C &config) { return rowsOfOneColumn(settings::valueAt(place, config)); },
        parse);
}

} // namespace

void addCommand(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Command);
    fields.push_back(commandField(spec("exec.command", Text::tr("Command"),
                                       Text::tr("one row each, without a shell; as Nagios runs it"))));
    fields.push_back(headersField(
        spec("exec.env", Text::tr("Environment"), Text::tr("values are hidden unless they are edited"))));
    fields.push_back(settingField(
        spec("exec.folder", Text::tr("Folder"), Text::tr("where it runs; empty: where Fusebox does"))));
}

} // namespace fusebox::ui
