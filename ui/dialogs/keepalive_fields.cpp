// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/keepalive_fields.h"

#include "core/settings/option_text.h"
#include "ui/dialogs/content_fields.h"
#include "ui/dialogs/environment_values.h"
#include "ui/dialogs/word_lists.h"
#include "ui/text/byte_text.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using probe::KeepaliveAnswer;
using C = settings::EndpointConfig;
using Kind = KeepaliveAnswer::Kind;
using Answers = std::vector<KeepaliveAnswer>;

/// In the order of KeepaliveAnswer::Kind.
QStringList kinds()
{
    return {Text::tr("the whole"), Text::tr("a pattern")};
}

FieldRows rowsOf(const Answers &answers)
{
    FieldRows rows;
    for (const KeepaliveAnswer &answer : answers) {
        const QString sought =
            answer.kind == Kind::Equals ? byteText(answer.sought) : QString::fromUtf8(answer.sought);
        rows << QStringList{sought, kinds().at(static_cast<int>(answer.kind)), answer.send};
    }
    return rows;
}

tl::expected<QByteArray, QString> messageOf(const QString &typed, std::int64_t mostBytes)
{
    const auto message = parseByteText(typed);
    if (!message)
        return message;
    if (message->isEmpty() || message->size() > settings::MaxSought)
        return refused(Text::tr("A message of at most %1 bytes.").arg(settings::MaxSought));
    if (message->size() > mostBytes)
        return refused(Text::tr("Longer than a message may be."));
    return message;
}

tl::expected<QByteArray, QString> patternOf(const QString &typed)
{
    if (typed.isEmpty())
        return refused(Text::tr("A regular expression."));
    return needsLine(typed, settings::Pattern::maxLength)
        .and_then([&] { return needsPattern(typed); })
        .map([&] { return typed.toUtf8(); });
}

tl::expected<KeepaliveAnswer, QString> answerOf(const QStringList &row, std::int64_t mostBytes)
{
    const auto kind = static_cast<Kind>(std::max<qsizetype>(kinds().indexOf(row.at(1)), 0));
    const auto sought = kind == Kind::Equals ? messageOf(row.at(0), mostBytes) : patternOf(row.at(0));
    if (!sought)
        return tl::make_unexpected(sought.error());
    if (row.at(2).isEmpty() || !needsLine(row.at(2), settings::Secret::maxLength))
        return refused(Text::tr("An answer on one line."));
    return KeepaliveAnswer{kind, *sought, row.at(2)};
}

EnvironmentValues sourced(const QString &key, const Answers &answers)
{
    EnvironmentValues values;
    for (const KeepaliveAnswer &answer : answers) {
        const QString row = settings::pointerTo(key, QString::number(values.size()));
        values.push_back({row + QStringLiteral("/send"), answer.send.toUtf8()});
    }
    return values;
}

FieldSpec answersField(FieldSpec spec)
{
    const auto place = settingOf<settings::KeepaliveAnswers>(spec.key).of;
    const auto parse = [place, key = spec.key](const FieldRows &rows, C &config) {
        const std::int64_t mostBytes = keptAs(config).options.maxMessage;
        const auto read = [&](const QStringList &row) { return answerOf(row, mostBytes); };
        return parseRows<KeepaliveAnswer>(rows, read).map([&](const Answers &answers) {
            keepSources(sourced(key, *place(config)), sourced(key, answers), config.secretSources);
            *place(config) = answers;
        });
    };
    return tableField(
        std::move(spec),
        {{.title = Text::tr("Message"), .isExact = true},
         {.title = Text::tr("Is"), .choices = kinds()},
         {.title = Text::tr("Answer"), .isSecret = true, .isExact = true}},
        [place](const C &config) { return rowsOf(settings::valueAt(place, config)); }, parse);
}

} // namespace

void addKeepalive(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Messages);
    fields.push_back(answersField(spec("websocket.keepalive.answer", Text::tr("Keepalive"),
                                       Text::tr("messages that are pings, and what each is answered with"))));
    fields.push_back(settingField(longLine(spec("websocket.keepalive.send", Text::tr("Ping with"),
                                                Text::tr("a message sent unasked, as text; empty: none")))));
    fields.push_back(settingField(spec("websocket.keepalive.every", Text::tr("Ping every"),
                                       Text::tr("between two of these messages"))));
}

} // namespace fusebox::ui
