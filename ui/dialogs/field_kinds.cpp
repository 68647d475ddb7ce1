// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/field_kinds.h"

#include "ui/text/input_errors.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using health::EndpointConfig;
using health::Nanoseconds;
template <typename T>
using Parsed = tl::expected<T, QString>;

QString durationText(Nanoseconds duration)
{
    return QString::fromStdString(resilience::formatDuration(duration));
}

Parsed<Nanoseconds> parseLength(const QString &text, Nanoseconds least)
{
    const auto parsed = resilience::parseDuration(text.toStdString());
    if (!parsed)
        return tl::make_unexpected(inputError(parsed.error()));
    if (*parsed < least)
        return tl::make_unexpected(Text::tr("At least %1.").arg(durationText(least)));
    return *parsed;
}

Parsed<int> parseCount(const QString &text, int least, int most)
{
    bool isNumber = false;
    const int count = text.toInt(&isNumber);
    if (!isNumber || count < least || count > most)
        return tl::make_unexpected(Text::tr("A whole number from %1 to %2.").arg(least).arg(most));
    return count;
}

Parsed<double> parseNumber(const QString &text, double least, double most)
{
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    // Written so that NaN is refused.
    if (!isNumber || !(number >= least && number <= most))
        return tl::make_unexpected(Text::tr("A number from %1 to %2.").arg(least).arg(most));
    return number;
}

/// Reading needs a mutable place; print() works on a copy.
template <typename T>
T valueAt(Place<T> place, EndpointConfig config)
{
    return place(config);
}

/// Joins the two directions; `parse` gives the value to store or the sentence.
template <typename T, typename Print, typename Parse>
FieldSpec field(FieldSpec about, Place<T> place, Print print, Parse parse)
{
    about.print = [=](const EndpointConfig &config) { return print(valueAt(place, config)); };
    about.parse = [=](const QString &text, EndpointConfig &config) -> tl::expected<void, QString> {
        auto parsed = parse(text.trimmed());
        if (!parsed)
            return tl::make_unexpected(parsed.error());
        place(config) = *parsed;
        return {};
    };
    return about;
}

} // namespace

FieldSpec durationField(FieldSpec about, Place<Nanoseconds> place, Nanoseconds least)
{
    return field(std::move(about), place, durationText,
                 [=](const QString &text) { return parseLength(text, least); });
}

FieldSpec countField(FieldSpec about, Place<int> place, int least, int most)
{
    return field(
        std::move(about), place, [](int count) { return QString::number(count); },
        [=](const QString &text) { return parseCount(text, least, most); });
}

FieldSpec optionalCountField(FieldSpec about, Place<std::optional<int>> place, int least, int most)
{
    return field(
        std::move(about), place,
        [](const std::optional<int> &count) { return count ? QString::number(*count) : QString(); },
        [=](const QString &text) -> Parsed<std::optional<int>> {
            if (text.isEmpty())
                return std::optional<int>();
            return parseCount(text, least, most).map([](int count) { return std::optional(count); });
        });
}

FieldSpec numberField(FieldSpec about, Place<double> place, double least, double most)
{
    return field(
        std::move(about), place, [](double number) { return QString::number(number, 'g', 12); },
        [=](const QString &text) { return parseNumber(text, least, most); });
}

FieldSpec textField(FieldSpec about, Place<QString> place)
{
    return field(
        std::move(about), place, [](const QString &text) { return text; },
        [](const QString &text) -> Parsed<QString> { return text; });
}

FieldSpec optionalDurationField(FieldSpec about, Place<std::optional<Nanoseconds>> place)
{
    return field(
        std::move(about), place,
        [](const std::optional<Nanoseconds> &duration) {
            return duration ? durationText(*duration) : QString();
        },
        [](const QString &text) -> Parsed<std::optional<Nanoseconds>> {
            if (text.isEmpty())
                return std::optional<Nanoseconds>();
            return parseLength(text, Nanoseconds(1)).map([](Nanoseconds duration) {
                return std::optional(duration);
            });
        });
}

FieldSpec flagField(FieldSpec about, Place<bool> place)
{
    about.editor = FieldEditor::Flag;
    about.choices = {Text::tr("no"), Text::tr("yes")};
    return field(
        about, place, [words = about.choices](bool flag) { return words.at(flag ? 1 : 0); },
        [words = about.choices](const QString &text) -> Parsed<bool> { return text == words.at(1); });
}

} // namespace fusebox::ui
