// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_reference.h"

#include <algorithm>

#include "core/settings/config_fields.h"
#include "core/settings/field_use.h"
#include "core/settings/history_fields.h"
#include "core/settings/limit_fields.h"
#include "core/storage/value_writer.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *head = R"(<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<!-- Printed by fusebox --print-reference from the table of settings: change the table, not this page. -->
# The keys of the configuration file

One JSON object: `version` (1), `limits`, `history` and `endpoints`, a list of objects with the keys below. Only what is required has no default.
A key that the endpoint's scheme has no use for is refused; where no schemes are named, all have a use for it.

A **duration** is a number and a unit (ns, us, ms, s, m, h, d) such as `"250ms"` or `"1.5m"`. A **secret** is text with
references, or `{"env": "NAME"}`, the same as `"${env:NAME}"`. **Bytes** are text with any characters, or
`{"base64": "..."}`. The shapes in full are in `resources/config.schema.json`.

## References to secrets

Secrets need not stand in this file. In the path and the query of a URL, in headers, `basic` and `bearer`, bodies and
messages that are sent, the variables of a command, and a proxy's URL, user and password:

| written | is |
| --- | --- |
| `${secret:NAME}` | the entry NAME of the desktop's keyring, under "fusebox". NAME: at most 128 letters, digits and `._-/@` |
| `${env:NAME}` | the environment variable NAME of Fusebox |
| `${file:PATH}` | what the file holds, without one newline at its end; at most 64 KiB. A relative path starts in `$CREDENTIALS_DIRECTORY` (systemd's `LoadCredential=`) if that is set, else in this file's folder. Read again when it changes |
| `$${` | `${` |

Only these are references: `${name}` and `${other:name}` stay as they are. What looks like a slip of the finger
(`${sceret:...}`, `${Env:...}`), has no `}` or no name is an error. What is put into a URL is encoded, but for `/`. While one of
them cannot be had its endpoint is not checked (gap `no_secret`), nothing is sent, and the reason is shown; it goes on by itself.
The references are what is saved and shown, never what they stand for. `secret-tool store --label=NAME server fusebox user NAME type plaintext` puts an entry into
the keyring from a terminal.
)";

QString range(const QString &what, const QString &least, const QString &most)
{
    return u"%1, %2 to %3"_s.arg(what, least, most);
}

/// What a value of each shape is, in a few words.
struct WordsOf
{
    QString operator()(const Text &text) const
    {
        return u"text, at most %1 characters"_s.arg(text.maxLength);
    }
    QString operator()(const FilePath &path) const
    {
        return (path.isFolder ? u"a folder's path"_s : u"a file's path"_s) +
               u"; relative: to the configuration's folder"_s;
    }
    QString operator()(const Secret &) const { return u"secret"_s; }
    QString operator()(const Bytes &bytes) const { return u"bytes, at most %1"_s.arg(bytes.maxSize); }
    QString operator()(const OwnUrl &) const { return u"URL"_s; }
    QString operator()(const UrlList &) const { return u"list of URLs"_s; }
    QString operator()(const Duration &duration) const
    {
        const auto text = [](Nanoseconds time) {
            return QString::fromStdString(resilience::formatDuration(time));
        };
        if (duration.maximum != resilience::kLongestDuration)
            return u"duration, \"%1\" to \"%2\""_s.arg(text(duration.minimum), text(duration.maximum));
        if (duration.minimum == Nanoseconds::zero())
            return u"duration, or \"0s\""_s;
        return duration.minimum == minInterval ? u"duration, at least \"250ms\""_s : u"duration"_s;
    }
    QString operator()(const Count &count) const
    {
        return range(u"whole number"_s, QString::number(count.minimum), QString::number(count.maximum));
    }
    QString operator()(const Size &size) const
    {
        return range(u"bytes"_s, QString::number(size.minimum), QString::number(size.maximum));
    }
    QString operator()(const Number &number) const
    {
        return range(u"number"_s, QString::number(number.minimum), QString::number(number.maximum));
    }
    QString operator()(const Flag &) const { return u"true or false"_s; }
    QString operator()(const ErrorClasses &) const
    {
        return u"list of error classes, `network`, `503` and `\"500-599\"`"_s;
    }
    QString operator()(const TextList &) const { return u"list of texts"_s; }
    QString operator()(const Pin &) const { return u"64 hexadecimal digits"_s; }
    QString operator()(const ProxyUrl &) const { return u"URL of a proxy"_s; }
    QString operator()(const Method &) const { return u"method"_s; }
    QString operator()(const Headers &) const { return u"object of secrets, by name"_s; }
    QString operator()(const Basic &) const { return u"`{\"user\", \"password\"}`"_s; }
    QString operator()(const Bearer &) const { return u"secret"_s; }
    QString operator()(const StatusRanges &) const { return u"list of `404` and `\"200-299\"`"_s; }
    QString operator()(const CloseCodes &) const { return u"list of 1000 to 4999"_s; }
    QString operator()(const Pattern &) const { return u"regular expression (PCRE)"_s; }
    QString operator()(const HeaderExpectations &) const
    {
        return u"list of `{\"name\"}`, with `\"equals\"` or `\"contains\"`"_s;
    }
    QString operator()(const JsonExpectations &) const
    {
        return u"list of `{\"pointer\"}` with one of %1"_s.arg(quotedWords(settings::jsonComparisonWords()));
    }
    QString operator()(const KeepaliveAnswers &) const
    {
        return u"list of `{\"send\"}` with one of %1"_s.arg(
            quotedWords(settings::keepaliveComparisonWords()));
    }
    template <typename Shape>
    QString operator()(const Optional<Shape> &optional) const
    {
        return (*this)(optional.shape) + u", or null"_s;
    }
    template <typename Enum>
    QString operator()(const Choice<Enum> &choice) const
    {
        return quotedWords(choice.words);
    }

private:
    static QString quotedWords(std::span<const QLatin1StringView> words)
    {
        QStringList quoted;
        for (const QLatin1StringView word : words)
            quoted << u"`\"%1\"`"_s.arg(word);
        return quoted.join(u", "_s);
    }
};

template <typename Shape>
QByteArray jsonOf(const Shape &shape, const typename Shape::Type &value)
{
    rapidjson::StringBuffer buffer;
    JsonWriter json(buffer);
    json.SetFormatOptions(rapidjson::kFormatSingleLineArray);
    ValueWriter(json, {}, {}).write(shape, value);
    return {buffer.GetString(), qsizetype(buffer.GetSize())};
}
template <typename Shape>
QByteArray jsonOf(const Optional<Shape> &shape, const typename Optional<Shape>::Type &value)
{
    return value ? jsonOf(shape.shape, *value) : QByteArray("null");
}

/// Empty where nothing is the default.
template <typename Shape>
QString defaultText(const Shape &shape, const typename Shape::Type &value)
{
    if constexpr (std::is_same_v<Shape, Basic> || std::is_same_v<Shape, Bearer> ||
                  std::is_same_v<Shape, ProxyUrl> || std::is_same_v<Shape, OwnUrl>)
        return {};
    else
        return QString::fromUtf8(jsonOf(shape, value));
}

QString inCode(const QString &json)
{
    const bool isNothing = json.isEmpty() || json == u"\"\"" || json == u"[]" || json == u"{}";
    return isNothing ? QString() : u'`' + json + u'`';
}

QString cell(QString text)
{
    return text.replace(u'|', u"\\|"_s);
}

using Schemes = std::vector<QLatin1StringView>;

QString words(const Schemes &schemes)
{
    QStringList list;
    for (const QLatin1StringView scheme : schemes)
        list << scheme;
    return list.join(u", "_s);
}

class ReferenceMaker
{
public:
    QString sections()
    {
        addSection({}, u"An endpoint"_s, {}, {}, settings::endpointFields());
        return m_text;
    }

private:
    void addSection(const QString &path, const QString &title, const QString &about, const Schemes &users,
                    std::span<const settings::Field> fields)
    {
        m_text += u"\n## "_s + title + u"\n\n"_s;
        if (!about.isEmpty())
            m_text += about + (users.empty() ? u"\n\n"_s : u" For %1.\n\n"_s.arg(words(users)));
        m_text += u"| key | value | default | what it is for |\n| --- | --- | --- | --- |\n"_s;
        for (const settings::Field &field : fields)
            addRow(path, users, field);
        for (const settings::Field &field : fields)
            if (const auto *section = std::get_if<Section>(&field.kind))
                addSection(path + field.key + u'.', u'`' + path + field.key + u'`', field.about,
                           settings::schemesUsing(field), section->fields());
    }
    void addRow(const QString &path, const Schemes &usersOfSection, const settings::Field &field)
    {
        const auto [value, byDefault] =
            std::visit([this](const auto &kind) { return describe(kind); }, field.kind);
        const Schemes own = settings::schemesUsing(field);
        const QString users = own == usersOfSection || std::holds_alternative<Section>(field.kind)
                                  ? QString()
                                  : u" For %1."_s.arg(words(own));
        const QString isRequired = field.isRequired ? u" Required."_s : QString();
        m_text += u"| `%1` | %2 | %3 | %4 |\n"_s.arg(path + field.key, cell(value), cell(inCode(byDefault)),
                                                     cell(field.about + users + isRequired));
    }

    std::pair<QString, QString> describe(const Section &) { return {u"object: see below"_s, {}}; }
    template <typename Shape>
    std::pair<QString, QString> describe(const At<Shape> &at)
    {
        return {WordsOf{}(at.shape), defaultText(at.shape, settings::defaultOf(at))};
    }

    QString m_text;
};

QString referenceOfLimits()
{
    QString text =
        u"\n## `limits`, beside `endpoints`\n\nHow much is asked of one host (but for this machine itself), "
        u"and "
        "of all together.\n\n| key | value | default | what it is for |\n| --- | --- | --- | --- |\n"_s;
    for (const settings::LimitField &field : settings::LimitFields)
        text += std::visit(
            [&](const auto &limit) {
                const QString byDefault = defaultText(limit.shape, settings::LimitSettings{}.*limit.value);
                return u"| `%1` | %2 | `%3` | %4 |\n"_s.arg(field.key, WordsOf{}(limit.shape), byDefault,
                                                            field.about);
            },
            field.limit);
    return text;
}

QString rowsOfHistory(const QString &section, std::span<const settings::HistoryField> fields)
{
    QString text;
    for (const settings::HistoryField &field : fields)
        text += std::visit(
            [&](const auto &kept) {
                const QString byDefault = defaultText(kept.shape, settings::HistorySettings{}.*kept.value);
                return u"| `%1` | %2 | `%3` | %4 |\n"_s.arg(section + field.key, WordsOf{}(kept.shape),
                                                            byDefault, field.about);
            },
            field.kept);
    return text;
}

QString referenceOfHistory()
{
    return u"\n## `history`, beside `endpoints`\n\nHow long what was is kept, and in how much room.\n\n"
           "| key | value | default | what it is for |\n| --- | --- | --- | --- |\n"_s +
           rowsOfHistory(u"keep."_s, settings::KeepFields) + rowsOfHistory({}, settings::HistoryFields);
}

} // namespace

QByteArray configReference()
{
    return head + (ReferenceMaker().sections() + referenceOfLimits() + referenceOfHistory()).toUtf8();
}

} // namespace fusebox::storage
