// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/keepalive_fields.h"

#include <algorithm>

#include "core/settings/option_text.h"
#include "ui/dialogs/content_fields.h"
#include "ui/dialogs/word_lists.h"
#include "ui/text/byte_text.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using probe::KeepaliveAnswer;
using C = settings::EndpointConfig;
using Kind = KeepaliveAnswer::Kind;
using Answers = std::vector<KeepaliveAnswer>;

constexpr qsizetype longestAnswer = 8192;

/// In the order of KeepaliveAnswer::Kind.
QStringList kinds()
{
    return {Text::tr("the whole"), Text::tr("a pattern")};
}

FieldRows answerRows(const C &config)
{
    FieldRows rows;
    for (const KeepaliveAnswer &answer : config.webSocket.options.keepalive.answer) {
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
    return needsLine(typed, settings::MaxSought).and_then([&] { return needsPattern(typed); }).map([&] {
        return typed.toUtf8();
    });
}

tl::expected<KeepaliveAnswer, QString> answerOf(const QStringList &row, std::int64_t mostBytes)
{
    const auto kind = static_cast<Kind>(std::max<qsizetype>(kinds().indexOf(row.at(1)), 0));
    const auto sought = kind == Kind::Equals ? messageOf(row.at(0), mostBytes) : patternOf(row.at(0));
    if (!sought)
        return tl::make_unexpected(sought.error());
    if (row.at(2).isEmpty() || !needsLine(row.at(2), longestAnswer))
        return refused(Text::tr("An answer on one line."));
    return KeepaliveAnswer{kind, *sought, row.at(2)};
}

QString pointerTo(std::size_t answer)
{
    return QStringLiteral("/websocket/keepalive/answer/%1/send").arg(answer);
}

/// An answer that came from the environment goes on doing so in another row: written out, it would be no
/// secret any more.
void keepSources(const Answers &before, const Answers &after, settings::SecretSources &sources)
{
    const settings::SecretSources known = sources;
    for (std::size_t i = 0; i < after.size(); ++i) {
        for (std::size_t j = 0; j < before.size(); ++j) {
            if (before[j].send == after[i].send && known.contains(pointerTo(j)))
                sources[pointerTo(i)] = known.at(pointerTo(j));
        }
    }
}

tl::expected<void, QString> setAnswers(const FieldRows &rows, C &config)
{
    auto &options = config.webSocket.options;
    const auto parse = [&options](const QStringList &row) { return answerOf(row, options.maxMessage); };
    return parseRows<KeepaliveAnswer>(rows, parse).map([&](const Answers &answers) {
        keepSources(options.keepalive.answer, answers, config.secretSources);
        options.keepalive.answer = answers;
    });
}

} // namespace

void addKeepalive(std::vector<FieldSpec> &fields)
{
    const auto spec = std::bind_front(about, FieldSection::Messages);
    fields.push_back(tableField(spec("websocket.keepalive.answer", Text::tr("Keepalive"),
                                     Text::tr("messages that are pings, and what each is answered with")),
                                {{.title = Text::tr("Message"), .isExact = true},
                                 {.title = Text::tr("Is"), .choices = kinds()},
                                 {.title = Text::tr("Answer"), .isSecret = true, .isExact = true}},
                                answerRows, setAnswers));
    fields.push_back(longLine(lineField(
        spec("websocket.keepalive.send", Text::tr("Ping with"),
             Text::tr("a message sent unasked, as text; empty: none")),
        [](C &c) -> QString & { return c.webSocket.options.keepalive.send; }, longestAnswer)));
    fields.push_back(settingField(spec("websocket.keepalive.every", Text::tr("Ping every"),
                                       Text::tr("between two of these messages"))));
}

} // namespace fusebox::ui
