// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/check_text.h"

#include <algorithm>

#include "ui/text/clock_text.h"
#include "ui/text/plain.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using resilience::Policy;
using resilience::TraceEntry;
using resilience::TraceStep;

constexpr int lineLength = 160;
constexpr std::size_t mostFields = 30;

QString policyWord(Policy policy)
{
    switch (policy) {
    case Policy::Fallback: return Text::tr("fallback");
    case Policy::TotalTimeout: return Text::tr("the time for the whole check");
    case Policy::RateLimit: return Text::tr("the rate limit");
    case Policy::Bulkhead: return Text::tr("the limit of calls at once");
    case Policy::Circuit: return Text::tr("the circuit");
    case Policy::Retry: return Text::tr("the retries");
    case Policy::AttemptTimeout: return Text::tr("the time for one attempt");
    case Policy::Operation: return Text::tr("the check");
    }
    return {};
}

QString sourceWord(resilience::Source source)
{
    switch (source) {
    case resilience::Source::Primary: return Text::tr("primary");
    case resilience::Source::Alternative: return Text::tr("alternative");
    case resilience::Source::LastGood: return Text::tr("last good answer");
    case resilience::Source::Static: return Text::tr("fixed answer");
    }
    return {};
}

QString giveUpPhrase(resilience::GiveUpReason reason)
{
    using enum resilience::GiveUpReason;
    switch (reason) {
    case AttemptsUsedUp: return Text::tr("no attempts left");
    case NotRetryable: return Text::tr("not tried again: another attempt would not help");
    case NotRepeatable: return Text::tr("not tried again: it may be made only once");
    case NoTimeLeft: return Text::tr("not tried again: no time left");
    case NoBudgetLeft: return Text::tr("not tried again: the retry budget of the host is used up");
    case CircuitOpen: return Text::tr("not tried again: the circuit has opened");
    }
    return {};
}

QString failedPhrase(const TraceEntry &entry)
{
    QString error = entry.error ? errorPhrase(*entry.error) : Text::tr("failed");
    if (entry.status > 0)
        error = Text::tr("HTTP %1").arg(entry.status);
    return Text::tr("%1 after %2").arg(error, latencyText(entry.took));
}

QString attemptPhrase(const TraceEntry &entry)
{
    const QString end = entry.step == TraceStep::Failed
                            ? failedPhrase(entry)
                            : Text::tr("answered in %1").arg(latencyText(entry.took));
    return entry.attempt > 0 ? Text::tr("attempt %1: %2").arg(QString::number(entry.attempt), end) : end;
}

QString rejectedPhrase(const TraceEntry &entry)
{
    const QString phrase = Text::tr("refused by %1").arg(policyWord(entry.policy));
    return entry.took > resilience::Nanoseconds{}
               ? Text::tr("%1, again in %2").arg(phrase, countdownText(entry.took))
               : phrase;
}

/// Pictures of control characters stand in a block of their own, in the same order.
QChar shownCharacter(QChar c)
{
    if (c.unicode() < 0x20)
        return QChar(char16_t(0x2400 + c.unicode()));
    if (c.unicode() == 0x7f)
        return QChar(u'␡');
    const bool disturbs = c.category() == QChar::Other_Control || c.category() == QChar::Other_Format ||
                          c.category() == QChar::Separator_Line || c.category() == QChar::Separator_Paragraph;
    return disturbs ? QChar(QChar::ReplacementCharacter) : c;
}

QString shownLine(QString line)
{
    std::transform(line.cbegin(), line.cend(), line.begin(), shownCharacter);
    return line;
}

void addCut(QStringList &lines, const QString &line)
{
    for (qsizetype at = 0; at < line.size() || at == 0; at += lineLength)
        lines << shownLine(line.mid(at, lineLength));
}

void addFields(QStringList &lines, const probe::HttpAnswer &answer)
{
    for (std::size_t i = 0; i < answer.fields.size() && i < mostFields; ++i)
        lines << plainLine(Text::tr("%1: %2").arg(QString::fromUtf8(answer.fields[i].name),
                                                  QString::fromUtf8(answer.fields[i].value)),
                           lineLength);
    if (answer.fieldsCut || answer.fields.size() > mostFields)
        lines << QStringLiteral("…");
}

} // namespace

QString repeatedPhrase(const QString &sentence, int times, health::WallTime first)
{
    return Text::tr("%1, %2 times since %3").arg(sentence, QString::number(times), timeOfDay(first));
}

QString tracePhrase(const TraceEntry &entry)
{
    switch (entry.step) {
    case TraceStep::Waited:
        return entry.policy == Policy::RateLimit
                   ? Text::tr("waited %1 for a token").arg(latencyText(entry.took))
                   : Text::tr("waited %1 for a place").arg(latencyText(entry.took));
    case TraceStep::Rejected: return rejectedPhrase(entry);
    case TraceStep::Trial: return Text::tr("let through as a trial call");
    case TraceStep::Succeeded:
    case TraceStep::Failed: return attemptPhrase(entry);
    case TraceStep::Delayed: return Text::tr("waited %1 before the next").arg(latencyText(entry.took));
    case TraceStep::GaveUp: return entry.reason ? giveUpPhrase(*entry.reason) : Text::tr("gave up");
    case TraceStep::TimedOut: return Text::tr("%1 was up").arg(policyWord(entry.policy));
    case TraceStep::FellBack:
        return Text::tr("fell back to: %1")
            .arg(sourceWord(entry.source.value_or(resilience::Source::Alternative)));
    case TraceStep::Cancelled: return Text::tr("cancelled");
    }
    return {};
}

QStringList traceLines(const health::CheckEvent &check)
{
    QStringList lines;
    auto source = resilience::Source::Primary;
    for (const TraceEntry &entry : check.trace) {
        lines << tracePhrase(entry);
        source = entry.source.value_or(source);
    }
    if (!check.failure && !check.trace.empty())
        lines << Text::tr("source: %1").arg(sourceWord(source));
    return lines;
}

QStringList answerLines(const health::CheckEvent &check)
{
    if (!check.failure)
        return {};
    QStringList lines;
    if (check.answer) {
        const QString reason = plainLine(QString::fromUtf8(check.answer->reason));
        lines << Text::tr("HTTP %1 %2").arg(QString::number(check.answer->status), reason).trimmed();
        addFields(lines, *check.answer);
        lines << shownBytes(check.answer->body);
    }
    lines << shownBytes(check.firstBytes);
    return lines;
}

QStringList shownBytes(const QByteArray &bytes, int most)
{
    if (bytes.isEmpty())
        return {};
    QStringList lines;
    const QString text = QString::fromUtf8(bytes.left(qsizetype(most) * lineLength * 4));
    for (QString line : text.split(u'\n')) {
        if (line.endsWith(u'\r'))
            line.chop(1);
        addCut(lines, line);
        if (lines.size() > most)
            break;
    }
    while (!lines.isEmpty() && lines.last().trimmed().isEmpty())
        lines.removeLast();
    if (lines.size() > most) {
        lines.resize(most);
        lines << QStringLiteral("…");
    }
    return lines;
}

} // namespace fusebox::ui
