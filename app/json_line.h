// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <QByteArray>
#include <QLatin1StringView>
#include <QString>

#include "core/health/values/clock.h"

namespace fusebox::app {

/// Writes one JSON object as one line, keys in the order they are given.
class JsonLine
{
public:
    JsonLine() { m_json.StartObject(); }

    void text(QLatin1StringView key, QLatin1StringView value);
    void text(QLatin1StringView key, const QString &value);
    void integer(QLatin1StringView key, std::int64_t value);
    /// Milliseconds, rounded to microseconds: 12.345.
    void milliseconds(QLatin1StringView key, health::Nanoseconds value);
    /// Seconds, rounded to milliseconds.
    void seconds(QLatin1StringView key, health::Nanoseconds value);
    /// A share, such as 0.9995.
    void number(QLatin1StringView key, double value);
    void flag(QLatin1StringView key, bool value);
    void null(QLatin1StringView key);
    /// RFC 3339, UTC, milliseconds.
    void time(QLatin1StringView key, health::WallTime value);

    /// A value, or null if there is none.
    template <typename Value, typename Write>
    void optional(QLatin1StringView key, const std::optional<Value> &value, Write write)
    {
        if (value)
            (this->*write)(key, *value);
        else
            null(key);
    }

    void beginObject(QLatin1StringView key);
    void endObject() { m_json.EndObject(); }
    void beginArray(QLatin1StringView key);
    void element(QLatin1StringView value);
    void element(const QString &value);
    /// An object in an array; ends with endObject().
    void beginElement() { m_json.StartObject(); }
    void endArray() { m_json.EndArray(); }

    /// The line with its line feed. The last call.
    [[nodiscard]] QByteArray take();

private:
    void writeKey(QLatin1StringView key);

    rapidjson::StringBuffer m_buffer = {};
    rapidjson::Writer<rapidjson::StringBuffer> m_json{m_buffer};
};

} // namespace fusebox::app
