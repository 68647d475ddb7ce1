// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/exchange_fields.h"

#include "core/settings/option_text.h"
#include "ui/dialogs/field_kinds.h"
#include "ui/text/plain.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using C = settings::EndpointConfig;
using Stored = tl::expected<void, QString>;

FieldSpec recordsField(FieldSpec spec)
{
    const auto [place, shape] = settingOf<settings::TextList>(spec.key);
    const auto parse = [place = place, shape = shape](const FieldRows &rows, C &config) {
        const QString type = settings::dnsQuestionOf(config.url()).type;
        const auto recordOf = [&](const QStringList &row) -> tl::expected<QString, QString> {
            if (!isPlain(row.at(0)) || row.at(0).size() > shape.maxLength)
                return refused(Text::tr("A text on one line."));
            if (!settings::canBeRecord(type, row.at(0)))
                return refused(Text::tr("This can never be a record of type %1.").arg(type));
            return row.at(0);
        };
        return parseRows<QString>(rows, recordOf).map([&](const std::vector<QString> &records) {
            *place(config) = QStringList(records.begin(), records.end());
        });
    };
    return tableField(
        std::move(spec), {{.title = Text::tr("Record")}},
        [place = place](const C &config) { return rowsOfOneColumn(settings::valueAt(place, config)); },
        parse);
}

FieldSpec noSuchNameField(FieldSpec spec)
{
    FieldSpec field = settingField(std::move(spec));
    field.parse = [parse = field.parse](const QString &typed, C &config) {
        return parse(typed, config).and_then([&]() -> Stored {
            if (config.part<probe::DnsOptions>().expectNoSuchName &&
                !config.part<probe::DnsOptions>().expect.isEmpty())
                return refused(Text::tr("A name that does not exist has no records: take them out."));
            return {};
        });
    };
    return field;
}

} // namespace

void addExchange(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Exchange);
    fields.push_back(
        settingField(spec("tcp.send", Text::tr("Send"), Text::tr("once connected; \\r\\n is a line's end"))));
    fields.push_back(settingField(
        spec("tcp.expect", Text::tr("Expect"), Text::tr("in what comes; empty: connecting is enough"))));
}

void addRecords(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Records);
    fields.push_back(recordsField(
        spec("dns.expect", Text::tr("Records"), Text::tr("among the answers; none: any answer will do"))));
    fields.push_back(
        noSuchNameField(spec("dns.no_such_name", Text::tr("No such name"), Text::tr("that is the success"))));
}

} // namespace fusebox::ui
