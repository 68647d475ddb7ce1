// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "core/settings/field_shapes.h"
#include "core/settings/secret_reference.h"

namespace fusebox::storage {

using namespace settings; // whose shapes are read and written here

using JsonWriter = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

void writeKey(JsonWriter &json, QLatin1StringView key);

/// Writes one value of an endpoint by its shape, as ValueReader reads it. What was given as the name of a
/// variable, and still is its reference, is written as that name.
class ValueWriter
{
public:
    /// `pointer`: to the value, inside the endpoint. All outlive the writer.
    ValueWriter(JsonWriter &json, const QString &pointer, const settings::SecretSources &sources)
        : m_json(json)
        , m_pointer(pointer)
        , m_sources(sources)
    {
    }

    void write(const Text &, const QString &text) const { write(text.toUtf8()); }
    void write(const FilePath &, const QString &path) const { write(path.toUtf8()); }
    void write(const Secret &, const QString &secret) const { writeSecret(m_pointer, secret); }
    void write(const Bytes &, const QByteArray &bytes) const;
    void write(const Url &, const QUrl &url) const { write(settings::urlText(url).toUtf8()); }
    void write(const OwnUrl &, const settings::Asked &asked) const { write(Url{}, asked.url()); }
    void write(const Duration &, Nanoseconds duration) const;
    void write(const Count &, int count) const { m_json.Int(count); }
    void write(const Size &, std::int64_t size) const { m_json.Int64(size); }
    void write(const Number &, double number) const;
    void write(const Flag &, bool flag) const { m_json.Bool(flag); }
    void write(const ErrorClasses &, const resilience::ErrorClassSet &classes) const;
    void write(const UrlList &, const std::vector<QUrl> &urls) const;
    void write(const TextList &, const QStringList &texts) const;
    void write(const Pin &, const QString &pin) const { write(pin.toLatin1()); }
    void write(const ProxyUrl &, const probe::ProxyOptions &proxy) const;
    void write(const Method &, const QByteArray &method) const { write(method); }
    void write(const Headers &, const std::vector<probe::HttpField> &headers) const;
    void write(const Basic &, const probe::HttpAuthentication &authentication) const;
    void write(const Bearer &, const probe::HttpAuthentication &authentication) const;
    void write(const StatusRanges &, const std::vector<probe::StatusRange> &ranges) const;
    void write(const CloseCodes &, const std::vector<int> &codes) const;
    void write(const Pattern &, const QString &pattern) const { write(pattern.toUtf8()); }
    void write(const HeaderExpectations &, const std::vector<probe::HeaderExpectation> &headers) const;
    void write(const JsonExpectations &, const std::vector<probe::JsonExpectation> &values) const;
    void write(const KeepaliveAnswers &, const std::vector<probe::KeepaliveAnswer> &answers) const;

    template <typename Shape> // none is the default, and so left out
    void write(const Optional<Shape> &shape, const typename Optional<Shape>::Type &value) const
    {
        write(shape.shape, *value);
    }
    template <typename Enum>
    void write(const Choice<Enum> &shape, Enum value) const
    {
        const QLatin1StringView word = shape.words[static_cast<std::size_t>(value)];
        write(QByteArray(word.data(), word.size()));
    }

private:
    void write(const QByteArray &utf8) const;
    void writeStatuses(const probe::StatusRange &range) const;
    void writeSecret(const QString &pointer, const QString &secret) const;

    JsonWriter &m_json;
    const QString &m_pointer;
    const settings::SecretSources &m_sources;
};

} // namespace fusebox::storage
