// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/web_socket_fields.h"

#include "core/settings/option_text.h"
#include "ui/dialogs/content_fields.h"
#include "ui/dialogs/credential_fields.h"
#include "ui/dialogs/header_fields.h"
#include "ui/dialogs/keepalive_fields.h"
#include "ui/dialogs/word_lists.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using settings::CloseCodes;
using Stored = tl::expected<void, QString>;

QString codesText(const std::vector<int> &codes)
{
    QStringList numbers;
    for (const int code : codes)
        numbers << QString::number(code);
    return numbers.join(QStringLiteral(", "));
}

Stored setCodes(const QString &typed, std::vector<int> &codes)
{
    return partsOf(typed).and_then([&](const QStringList &parts) -> Stored {
        std::vector<int> numbers;
        for (const QString &part : parts) {
            numbers.push_back(part.toInt()); // 0: no number
            if (numbers.back() < CloseCodes::first || numbers.back() > CloseCodes::last)
                return refused(Text::tr("Numbers from %1 to %2, with commas between.")
                                   .arg(CloseCodes::first)
                                   .arg(CloseCodes::last));
        }
        codes = numbers;
        return {};
    });
}

FieldSpec greetingField(FieldSpec spec)
{
    spec.editor = FieldEditor::Text;
    return settingField(std::move(spec));
}

FieldSpec formatField(FieldSpec spec)
{
    spec.choices = {Text::tr("any"), QStringLiteral("json")};
    return settingField(std::move(spec));
}

void addMessageExpectations(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Messages);
    fields.push_back(settingField(spec("websocket.expect.contains", Text::tr("One contains"),
                                       Text::tr("\\n is a line's end; empty: anything"))));
    fields.push_back(patternField(
        spec("websocket.expect.matches", Text::tr("One matches"), Text::tr("a regular expression"))));
    fields.push_back(jsonField(
        spec("websocket.expect.json", Text::tr("JSON values"), Text::tr("of one message, by pointer"))));
    fields.push_back(settingField(spec("websocket.expect.within", Text::tr("Within"),
                                       Text::tr("of the connection, if one is expected"))));
}

void addMessageLimits(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Messages);
    fields.push_back(settingField(
        spec("websocket.stale_after", Text::tr("Stale after"), Text::tr("without a message; empty: never"))));
    fields.push_back(settingField(spec("websocket.max_frame", Text::tr("Frame at most"),
                                       Text::tr("bytes; a larger one ends the connection"))));
    fields.push_back(settingField(spec("websocket.max_message", Text::tr("Message at most"),
                                       Text::tr("bytes; a larger one ends the connection"))));
    fields.push_back(settingField(
        spec("websocket.queue", Text::tr("Queue"), Text::tr("messages kept for the next connection"))));
}

void addReconnects(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::WebSocket);
    fields.push_back(settingField(spec("websocket.max_retries", Text::tr("Reconnects"),
                                       Text::tr("in a row before giving up; empty: never"))));
    fields.push_back(settingField(spec("websocket.refused_delay", Text::tr("If refused"),
                                       Text::tr("with 4xx: before the next attempt"))));
    FieldSpec codes = longLine(spec("websocket.stop_codes", Text::tr("Stop codes"),
                                    Text::tr("of a close after which it is not dialled again")));
    const auto place = settingOf<CloseCodes>(codes.key).of;
    fields.push_back(ownField(std::move(codes), place, codesText, setCodes));
}

} // namespace

void addUpgrade(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Upgrade);
    fields.push_back(wordsField(spec("websocket.subprotocols", Text::tr("Subprotocols"),
                                     Text::tr("with commas between, the one liked best first")),
                                Text::tr("Words without blanks, with commas between: graphql-ws, mqtt.")));
    fields.push_back(headersField(spec("websocket.headers", Text::tr("Headers"),
                                       Text::tr("values are hidden unless they are edited"))));
    addCredentials(fields, FieldSection::Upgrade, "websocket");
}

void addMessages(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Messages);
    fields.push_back(
        greetingField(spec("websocket.send", Text::tr("Send"), Text::tr("once connected, as text"))));
    addMessageExpectations(fields);
    fields.push_back(formatField(
        spec("websocket.messages", Text::tr("Read as"), Text::tr("json: what is none is counted apart"))));
    addMessageLimits(fields);
    addKeepalive(fields);
}

void addKeeping(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::WebSocket);
    fields.push_back(
        settingField(spec("websocket.pong_timeout", Text::tr("Pong"), Text::tr("to answer a ping"))));
    fields.push_back(settingField(spec("websocket.stable_after", Text::tr("Stable after"),
                                       Text::tr("connected this long, the backoff starts anew"))));
    addReconnects(fields);
}

} // namespace fusebox::ui
