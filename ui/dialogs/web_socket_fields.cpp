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

using C = settings::EndpointConfig;
using Stored = tl::expected<void, QString>;

constexpr qsizetype maxGreeting = 8192;
constexpr qsizetype maxSubprotocol = 256;
constexpr int firstCode = 1000;
constexpr int lastCode = 4999;

bool isReserved(const QString &name)
{
    return settings::isReservedField(name) || settings::isUpgradeField(name);
}

bool isSubprotocol(const QString &word)
{
    return settings::isHttpToken(word) && word.size() <= maxSubprotocol;
}

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
            if (numbers.back() < firstCode || numbers.back() > lastCode)
                return refused(
                    Text::tr("Numbers from %1 to %2, with commas between.").arg(firstCode).arg(lastCode));
        }
        codes = numbers;
        return {};
    });
}

/// Blanks belong to it.
FieldSpec greetingField(FieldSpec spec)
{
    spec.editor = FieldEditor::Text;
    return lineField(
        std::move(spec), [](C &c) -> QString & { return c.webSocket.options.greeting; }, maxGreeting);
}

FieldSpec formatField(FieldSpec spec)
{
    spec.choices = {Text::tr("any"), QStringLiteral("json")};
    return settingField(std::move(spec));
}

void addMessageExpectations(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Messages);
    fields.push_back(soughtField(spec("websocket.expect.contains", Text::tr("One contains"),
                                      Text::tr("\\n is a line's end; empty: anything")),
                                 [](C &c) -> QByteArray & { return c.webSocket.options.expect.contains; }));
    fields.push_back(patternField(
        spec("websocket.expect.matches", Text::tr("One matches"), Text::tr("a regular expression")),
        [](C &c) -> QString & { return c.webSocket.options.expect.matches; }));
    fields.push_back(jsonField(
        spec("websocket.expect.json", Text::tr("JSON values"), Text::tr("of one message, by pointer")),
        [](C &c) -> std::vector<probe::JsonExpectation> & { return c.webSocket.options.expect.json; }));
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
    fields.push_back(ownField<std::vector<int>>(
        longLine(spec("websocket.stop_codes", Text::tr("Stop codes"),
                      Text::tr("of a close after which it is not dialled again"))),
        [](C &c) -> std::vector<int> & { return c.webSocket.stopCodes; }, codesText, setCodes));
}

} // namespace

void addUpgrade(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Upgrade);
    fields.push_back(wordsField(
        spec("websocket.subprotocols", Text::tr("Subprotocols"),
             Text::tr("with commas between, the one liked best first")),
        [](C &c) -> QStringList & { return c.webSocket.options.subprotocols; }, isSubprotocol,
        Text::tr("Words without blanks, with commas between: graphql-ws, mqtt.")));
    fields.push_back(headersField(
        spec("websocket.headers", Text::tr("Headers"), Text::tr("values are hidden unless they are edited")),
        [](C &c) -> std::vector<probe::HttpField> & { return c.webSocket.options.headers; }, isReserved));
    addCredentials(fields, FieldSection::Upgrade, "websocket",
                   [](C &c) -> probe::HttpAuthentication & { return c.webSocket.options.authentication; });
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
