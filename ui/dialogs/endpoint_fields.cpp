// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/endpoint_fields.h"

#include "ui/dialogs/exchange_fields.h"
#include "ui/dialogs/exec_fields.h"
#include "ui/dialogs/expectation_fields.h"
#include "ui/dialogs/fallback_fields.h"
#include "ui/dialogs/field_kinds.h"
#include "ui/dialogs/network_fields.h"
#include "ui/dialogs/policy_fields.h"
#include "ui/dialogs/request_fields.h"
#include "ui/dialogs/web_socket_fields.h"
#include "ui/dialogs/word_lists.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

void addGrouping(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Grouping);
    fields.push_back(settingField(
        longLine(spec("group", Text::tr("Group"), Text::tr("the heading it stands under; empty: none")))));
    fields.push_back(
        wordsField(spec("tags", Text::tr("Tags"), Text::tr("to find it by, with commas between")),
                   Text::tr("Words of at most %1 characters, with commas between: eu, billing.")
                       .arg(settings::maxTagLength)));
}

void addChecks(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Checks);
    fields.push_back(
        settingField(spec("interval", Text::tr("Interval"), Text::tr("between two checks or pings"))));
    fields.push_back(settingField(
        spec("slow_after", Text::tr("Slow after"), Text::tr("an answer later than this is slow"))));
}

} // namespace

std::vector<FieldSpec> endpointFields()
{
    std::vector<FieldSpec> fields;
    addGrouping(fields);
    addChecks(fields);
    addRequest(fields);
    addExpectations(fields);
    addExchange(fields);
    addRecords(fields);
    addUpgrade(fields);
    addMessages(fields);
    addCommand(fields);
    addTls(fields);
    addProxy(fields);
    addNames(fields);
    addKeeping(fields);
    addTimeouts(fields);
    addRetry(fields);
    addCircuit(fields);
    addFallback(fields);
    return fields;
}

QString sectionTitle(FieldSection section)
{
    switch (section) {
    case FieldSection::Grouping: return Text::tr("Group and tags");
    case FieldSection::Checks: return Text::tr("Checks");
    case FieldSection::Request: return Text::tr("HTTP request");
    case FieldSection::Expectations: return Text::tr("Expectations");
    case FieldSection::Command: return Text::tr("Command");
    case FieldSection::Exchange: return Text::tr("Said and heard");
    case FieldSection::Records: return Text::tr("Answers");
    case FieldSection::Upgrade: return Text::tr("WebSocket request");
    case FieldSection::Messages: return Text::tr("WebSocket messages");
    case FieldSection::Tls: return Text::tr("TLS");
    case FieldSection::Proxy: return Text::tr("Proxy");
    case FieldSection::Names: return Text::tr("Names");
    case FieldSection::WebSocket: return Text::tr("WebSocket");
    case FieldSection::Timeouts: return Text::tr("Time limits");
    case FieldSection::Retry: return Text::tr("Retries");
    case FieldSection::RetryDetail: return Text::tr("Retries in detail");
    case FieldSection::Circuit: return Text::tr("Circuit");
    case FieldSection::CircuitDetail: return Text::tr("Circuit in detail");
    case FieldSection::Fallback: return Text::tr("Fallback");
    case FieldSection::Count: break;
    }
    return {};
}

bool beginsFolded(FieldSection section)
{
    return section != FieldSection::Grouping && section != FieldSection::Checks &&
           section != FieldSection::Timeouts && section != FieldSection::Retry &&
           section != FieldSection::Circuit && section != FieldSection::WebSocket &&
           section != FieldSection::Command;
}

} // namespace fusebox::ui
