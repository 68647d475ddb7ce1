// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/field_kinds.h"

#include <algorithm>

#include "core/health/values/wire_names.h"
#include "core/settings/config_fields.h"
#include "core/settings/option_text.h"
#include "ui/text/byte_text.h"
#include "ui/text/input_errors.h"
#include "ui/text/plain.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using health::Nanoseconds;
using resilience::ErrorClass;
using settings::EndpointConfig;
template <typename T>
using Parsed = tl::expected<T, QString>;

/// Those that may be retried or counted.
std::vector<ErrorClass> namedErrors()
{
    std::vector<ErrorClass> errors;
    for (int i = 0; i < static_cast<int>(ErrorClass::Count); ++i) {
        const auto error = static_cast<ErrorClass>(i);
        if (!resilience::kNobodysFault.contains(error))
            errors.push_back(error);
    }
    return errors;
}

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

template <typename Whole>
Parsed<Whole> parseWhole(const QString &text, Whole least, Whole most)
{
    bool isNumber = false;
    const qlonglong count = text.toLongLong(&isNumber);
    if (!isNumber || count < least || count > most)
        return tl::make_unexpected(Text::tr("A whole number from %1 to %2.").arg(least).arg(most));
    return static_cast<Whole>(count);
}

template <typename Whole>
QString optionalText(const std::optional<Whole> &count)
{
    return count ? QString::number(*count) : QString();
}

template <typename Whole>
Parsed<std::optional<Whole>> parseOptional(const QString &text, Whole least, Whole most)
{
    if (text.isEmpty())
        return std::optional<Whole>();
    return parseWhole(text, least, most).map([](Whole count) { return std::optional(count); });
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

QString errorsText(const resilience::ErrorClassSet &classes)
{
    QStringList names;
    for (const ErrorClass errorClass : namedErrors()) {
        if (classes.contains(errorClass))
            names << health::wireName(errorClass);
    }
    for (const resilience::StatusSpan span : classes.statusSpans())
        names << settings::statusRangeText({span.first, span.last});
    return names.join(QStringLiteral(", "));
}

/// A class, "network" or statuses.
std::optional<resilience::ErrorClassSet> errorsNamed(const QString &name)
{
    for (const ErrorClass errorClass : namedErrors()) {
        if (health::wireName(errorClass) == name)
            return resilience::ErrorClassSet{errorClass};
    }
    if (name == settings::NetworkWord)
        return resilience::kNetworkErrors;
    if (const auto range = settings::parseStatusRange(name))
        return resilience::ErrorClassSet::statuses(range->first, range->last);
    return {};
}

Parsed<resilience::ErrorClassSet> parseErrors(const QString &text)
{
    static const QString all = errorsText(resilience::ErrorClassSet::all());
    resilience::ErrorClassSet classes;
    for (const QString &part : text.split(u',', Qt::SkipEmptyParts)) {
        const auto named = errorsNamed(part.trimmed());
        if (!named)
            return tl::make_unexpected(Text::tr("Some of these: %1, %2; and statuses such as 503 or 500-599.")
                                           .arg(all, settings::NetworkWord));
        classes = classes.with(*named);
    }
    return classes;
}

/// Joins the two directions; `parse` gives the value to store or the sentence.
template <typename T, typename Print, typename Parse>
FieldSpec field(FieldSpec about, Place<T> place, Print print, Parse parse)
{
    about.print = [=](const settings::EndpointConfig &config) {
        return print(settings::valueAt(place, config));
    };
    about.parse = [=](const QString &text, settings::EndpointConfig &config) -> tl::expected<void, QString> {
        auto parsed = parse(text.trimmed());
        if (!parsed)
            return tl::make_unexpected(parsed.error());
        *place(config) = *parsed;
        return {};
    };
    return about;
}

FieldSpec durationField(FieldSpec about, Place<Nanoseconds> place, Nanoseconds least)
{
    return field(std::move(about), place, durationText,
                 [=](const QString &text) { return parseLength(text, least); });
}

FieldSpec countField(FieldSpec about, Place<int> place, int least, int most)
{
    return field(
        std::move(about), place, [](int count) { return QString::number(count); },
        [=](const QString &text) { return parseWhole(text, least, most); });
}

FieldSpec optionalCountField(FieldSpec about, Place<std::optional<int>> place, int least, int most)
{
    return field(std::move(about), place, optionalText<int>,
                 [=](const QString &text) { return parseOptional(text, least, most); });
}

FieldSpec sizeField(FieldSpec about, Place<std::int64_t> place, std::int64_t least, std::int64_t most)
{
    return field(
        std::move(about), place, [](std::int64_t size) { return QString::number(size); },
        [=](const QString &text) { return parseWhole(text, least, most); });
}

FieldSpec optionalSizeField(FieldSpec about, Place<std::optional<std::int64_t>> place, std::int64_t least,
                            std::int64_t most)
{
    return field(std::move(about), place, optionalText<std::int64_t>,
                 [=](const QString &text) { return parseOptional(text, least, most); });
}

FieldSpec errorsField(FieldSpec about, Place<resilience::ErrorClassSet> place)
{
    about.editor = FieldEditor::LongLine;
    return field(std::move(about), place, errorsText, parseErrors);
}

FieldSpec numberField(FieldSpec about, Place<double> place, double least, double most)
{
    return field(
        std::move(about), place, [](double number) { return QString::number(number, 'g', 12); },
        [=](const QString &text) { return parseNumber(text, least, most); });
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
            return parseLength(text, settings::Duration().minimum).map([](Nanoseconds duration) {
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

template <typename Enum>
FieldSpec choiceField(FieldSpec about, Place<Enum> place)
{
    about.editor = FieldEditor::Choice;
    about.print = [place, words = about.choices](const settings::EndpointConfig &config) {
        return words.value(static_cast<int>(settings::valueAt(place, config)));
    };
    about.parse = [place, words = about.choices](const QString &text, settings::EndpointConfig &config) {
        *place(config) = static_cast<Enum>(std::max<qsizetype>(words.indexOf(text), 0));
        return tl::expected<void, QString>();
    };
    return about;
}

FieldSpec bytesField(FieldSpec about, Place<QByteArray> place, qsizetype most)
{
    return ownField(
        std::move(about),
        [=](const settings::EndpointConfig &config) { return byteText(settings::valueAt(place, config)); },
        [=](const QString &text, settings::EndpointConfig &config) -> tl::expected<void, QString> {
            const auto bytes = parseByteText(text);
            if (!bytes)
                return tl::make_unexpected(bytes.error());
            if (bytes->size() > most)
                return tl::make_unexpected(Text::tr("At most %1 bytes.").arg(most));
            *place(config) = *bytes;
            return {};
        });
}

/// Without blanks around it.
FieldSpec textField(FieldSpec about, Place<QString> place, qsizetype most)
{
    return field(
        std::move(about), place, [](const QString &text) { return text; },
        [=](const QString &text) { return needsLine(text, most).map([&] { return text; }); });
}

/// Blanks belong to it.
FieldSpec secretField(FieldSpec about, Place<QString> place)
{
    return ownField(
        std::move(about), [=](const EndpointConfig &config) { return settings::valueAt(place, config); },
        [=](const QString &text, EndpointConfig &config) {
            return needsLine(text, settings::Secret::maxLength).map([&] { *place(config) = text; });
        });
}

/// By the shape that the table has.
struct FieldMaker
{
    FieldSpec about;

    FieldSpec operator()(const settings::At<settings::Duration> &at) const
    {
        return durationField(about, at.of, at.shape.minimum);
    }
    FieldSpec operator()(const settings::At<settings::Optional<settings::Duration>> &at) const
    {
        return optionalDurationField(about, at.of);
    }
    FieldSpec operator()(const settings::At<settings::Count> &at) const
    {
        return countField(about, at.of, at.shape.minimum, at.shape.maximum);
    }
    FieldSpec operator()(const settings::At<settings::Optional<settings::Count>> &at) const
    {
        return optionalCountField(about, at.of, at.shape.shape.minimum, at.shape.shape.maximum);
    }
    FieldSpec operator()(const settings::At<settings::Size> &at) const
    {
        return sizeField(about, at.of, at.shape.minimum, at.shape.maximum);
    }
    FieldSpec operator()(const settings::At<settings::Optional<settings::Size>> &at) const
    {
        return optionalSizeField(about, at.of, at.shape.shape.minimum, at.shape.shape.maximum);
    }
    FieldSpec operator()(const settings::At<settings::Number> &at) const
    {
        return numberField(about, at.of, at.shape.minimum, at.shape.maximum);
    }
    FieldSpec operator()(const settings::At<settings::Flag> &at) const { return flagField(about, at.of); }
    FieldSpec operator()(const settings::At<settings::ErrorClasses> &at) const
    {
        return errorsField(about, at.of);
    }
    FieldSpec operator()(const settings::At<settings::Bytes> &at) const
    {
        return bytesField(about, at.of, at.shape.maxSize);
    }
    FieldSpec operator()(const settings::At<settings::Text> &at) const
    {
        return textField(about, at.of, at.shape.maxLength);
    }
    FieldSpec operator()(const settings::At<settings::FilePath> &at) const
    {
        return textField(about, at.of, at.shape.maxLength);
    }
    FieldSpec operator()(const settings::At<settings::Secret> &at) const { return secretField(about, at.of); }
    template <typename Enum>
    FieldSpec operator()(const settings::At<settings::Choice<Enum>> &at) const
    {
        return choiceField<Enum>(about, at.of);
    }
    template <typename Other>
    FieldSpec operator()(const Other &) const
    {
        qFatal("%s has an editor of its own", qPrintable(about.key));
    }
};

} // namespace

FieldSpec settingField(FieldSpec about)
{
    const settings::Field *field = settings::findField(about.key);
    return field ? std::visit(FieldMaker{about}, field->kind) : about;
}

FieldSpec about(FieldSection section, const QByteArray &key, const QString &label, const QString &hint)
{
    FieldSpec spec;
    spec.key = QString::fromLatin1(key);
    spec.label = label;
    spec.hint = hint;
    spec.section = section;
    return spec;
}

tl::expected<void, QString> needsLine(const QString &text, qsizetype most)
{
    if (!isPlain(text) || text.toUcs4().size() > most)
        return refused(Text::tr("At most %1 characters, on one line.").arg(most));
    return {};
}

FieldSpec refusedIf(QString (*fault)(const QString &, const EndpointConfig &), FieldSpec field)
{
    field.parse = [fault, parse = field.parse](const QString &typed,
                                               EndpointConfig &config) -> tl::expected<void, QString> {
        if (const QString sentence = fault(typed, config); !sentence.isEmpty())
            return refused(sentence);
        return parse(typed, config);
    };
    return field;
}

FieldSpec ownField(FieldSpec about, decltype(FieldSpec::print) print, decltype(FieldSpec::parse) parse)
{
    about.print = std::move(print);
    about.parse = std::move(parse);
    return about;
}

FieldSpec
tableField(FieldSpec about, std::vector<FieldColumn> columns,
           std::function<FieldRows(const settings::EndpointConfig &)> rows,
           std::function<tl::expected<void, QString>(const FieldRows &, settings::EndpointConfig &)> parse)
{
    about.editor = FieldEditor::Table;
    about.columns = std::move(columns);
    return ownField(
        about,
        [rows = std::move(rows)](const settings::EndpointConfig &config) { return rowsText(rows(config)); },
        [parse = std::move(parse), columns = about.columns](
            const QString &text, settings::EndpointConfig &config) -> tl::expected<void, QString> {
            const FieldRows typed = rowsOf(text, columns);
            if (std::size_t(typed.size()) > settings::MaxItems)
                return tl::make_unexpected(Text::tr("At most %1 rows.").arg(settings::MaxItems));
            return parse(typed, config);
        });
}

QString rowSentence(std::size_t row, const QString &sentence)
{
    return Text::tr("Row %1: %2").arg(row).arg(sentence);
}

} // namespace fusebox::ui
