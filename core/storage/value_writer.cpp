// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/value_writer.h"

#include <cmath>

#include <QStringDecoder>

#include "core/health/values/wire_names.h"
#include "core/resilience/duration.h"
#include "core/settings/option_text.h"
#include "core/storage/json_tree.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

bool isUtf8(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    [[maybe_unused]] const QString text = decoder(bytes);
    return !decoder.hasError();
}

} // namespace

void writeKey(JsonWriter &json, QLatin1StringView key)
{
    json.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
}

void ValueWriter::write(const QByteArray &utf8) const
{
    m_json.String(utf8.constData(), static_cast<rapidjson::SizeType>(utf8.size()));
}

void ValueWriter::writeSecret(const QString &pointer, const QString &secret) const
{
    const auto source = m_sources.find(pointer);
    const bool isItStill =
        source != m_sources.end() &&
        secret == settings::referenceText({settings::SecretSource::Environment, source->second});
    if (!isItStill)
        return write(secret.toUtf8());
    m_json.StartObject();
    writeKey(m_json, "env"_L1);
    write(source->second.toLatin1());
    m_json.EndObject();
}

void ValueWriter::write(const Bytes &, const QByteArray &bytes) const
{
    if (isUtf8(bytes))
        return write(bytes);
    m_json.StartObject();
    writeKey(m_json, "base64"_L1);
    write(bytes.toBase64());
    m_json.EndObject();
}

void ValueWriter::write(const Duration &, Nanoseconds duration) const
{
    write(QByteArray::fromStdString(resilience::formatDuration(duration)));
}

/// "2" rather than "2.0": how a person would have written it.
void ValueWriter::write(const Number &, double number) const
{
    if (number == std::trunc(number))
        m_json.Int64(static_cast<std::int64_t>(number));
    else
        m_json.Double(number);
}

void ValueWriter::write(const ErrorClasses &, const resilience::ErrorClassSet &classes) const
{
    m_json.StartArray();
    for (const resilience::ErrorClass errorClass : configurableErrorClasses()) {
        const QLatin1StringView name = health::wireName(errorClass);
        if (classes.contains(errorClass))
            write(QByteArray(name.data(), name.size()));
    }
    for (const resilience::StatusSpan span : classes.statusSpans())
        writeStatuses({span.first, span.last});
    m_json.EndArray();
}

void ValueWriter::write(const TextList &, const QStringList &texts) const
{
    m_json.StartArray();
    for (const QString &text : texts)
        write(text.toUtf8());
    m_json.EndArray();
}

void ValueWriter::write(const ProxyUrl &, const probe::ProxyOptions &proxy) const
{
    write(settings::proxyUrlText(proxy).toUtf8());
}

void ValueWriter::write(const Headers &, const std::vector<probe::HttpField> &headers) const
{
    m_json.StartObject();
    for (const probe::HttpField &header : headers) {
        m_json.Key(header.name.constData(), static_cast<rapidjson::SizeType>(header.name.size()));
        writeSecret(pointerTo(m_pointer, QString::fromUtf8(header.name)), QString::fromUtf8(header.value));
    }
    m_json.EndObject();
}

void ValueWriter::write(const Basic &, const probe::HttpAuthentication &authentication) const
{
    const auto &basic = std::get<probe::BasicAuthentication>(authentication);
    m_json.StartObject();
    writeKey(m_json, "user"_L1);
    write(basic.user.toUtf8());
    if (!basic.password.isEmpty()) {
        writeKey(m_json, "password"_L1);
        writeSecret(pointerTo(m_pointer, u"password"_s), basic.password);
    }
    m_json.EndObject();
}

void ValueWriter::write(const Bearer &, const probe::HttpAuthentication &authentication) const
{
    writeSecret(m_pointer, std::get<probe::BearerAuthentication>(authentication).token);
}

void ValueWriter::write(const StatusRanges &, const std::vector<probe::StatusRange> &ranges) const
{
    m_json.StartArray();
    for (const probe::StatusRange &range : ranges)
        writeStatuses(range);
    m_json.EndArray();
}

void ValueWriter::writeStatuses(const probe::StatusRange &range) const
{
    if (range.first == range.last)
        m_json.Int(range.first);
    else
        write(settings::statusRangeText(range).toLatin1());
}

void ValueWriter::write(const CloseCodes &, const std::vector<int> &codes) const
{
    m_json.StartArray();
    for (const int code : codes)
        m_json.Int(code);
    m_json.EndArray();
}

void ValueWriter::write(const HeaderExpectations &,
                        const std::vector<probe::HeaderExpectation> &headers) const
{
    using Kind = probe::HeaderExpectation::Kind;
    m_json.StartArray();
    for (const probe::HeaderExpectation &header : headers) {
        m_json.StartObject();
        writeKey(m_json, "name"_L1);
        write(header.name);
        if (header.kind != Kind::Present) {
            writeKey(m_json, header.kind == Kind::Equals ? "equals"_L1 : "contains"_L1);
            write(header.value);
        }
        m_json.EndObject();
    }
    m_json.EndArray();
}

void ValueWriter::write(const JsonExpectations &, const std::vector<probe::JsonExpectation> &values) const
{
    m_json.StartArray();
    for (const probe::JsonExpectation &value : values) {
        m_json.StartObject();
        writeKey(m_json, "pointer"_L1);
        write(value.pointer.toUtf8());
        writeKey(m_json, jsonComparisonWords()[static_cast<std::size_t>(value.kind)]);
        m_json.RawValue(value.value.constData(), static_cast<std::size_t>(value.value.size()),
                        rapidjson::kStringType);
        m_json.EndObject();
    }
    m_json.EndArray();
}

void ValueWriter::write(const KeepaliveAnswers &, const std::vector<probe::KeepaliveAnswer> &answers) const
{
    m_json.StartArray();
    for (std::size_t i = 0; i < answers.size(); ++i) {
        m_json.StartObject();
        writeKey(m_json, keepaliveComparisonWords()[static_cast<std::size_t>(answers[i].kind)]);
        write(Bytes{}, answers[i].sought);
        writeKey(m_json, "send"_L1);
        writeSecret(pointerTo(pointerTo(m_pointer, i), u"send"_s), answers[i].send);
        m_json.EndObject();
    }
    m_json.EndArray();
}

} // namespace fusebox::storage
