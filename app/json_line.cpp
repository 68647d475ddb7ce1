// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/json_line.h"

#include <QDateTime>

namespace fusebox::app {

using rapidjson::SizeType;

void JsonLine::writeKey(QLatin1StringView key)
{
    m_json.Key(key.data(), static_cast<SizeType>(key.size()));
}

void JsonLine::text(QLatin1StringView key, QLatin1StringView value)
{
    writeKey(key);
    element(value);
}

void JsonLine::text(QLatin1StringView key, const QString &value)
{
    writeKey(key);
    const QByteArray utf8 = value.toUtf8(); // lone surrogates become U+FFFD: always valid
    m_json.String(utf8.constData(), static_cast<SizeType>(utf8.size()));
}

void JsonLine::integer(QLatin1StringView key, std::int64_t value)
{
    writeKey(key);
    m_json.Int64(value);
}

void JsonLine::milliseconds(QLatin1StringView key, health::Nanoseconds value)
{
    writeKey(key);
    const auto us = std::chrono::round<std::chrono::microseconds>(value).count();
    m_json.Double(static_cast<double>(us) / 1000); // shortest text that reads back: at most three decimals
}

void JsonLine::seconds(QLatin1StringView key, health::Nanoseconds value)
{
    const auto ms = std::chrono::round<std::chrono::milliseconds>(value).count();
    number(key, static_cast<double>(ms) / 1000);
}

void JsonLine::number(QLatin1StringView key, double value)
{
    writeKey(key);
    m_json.Double(value);
}

void JsonLine::flag(QLatin1StringView key, bool value)
{
    writeKey(key);
    m_json.Bool(value);
}

void JsonLine::null(QLatin1StringView key)
{
    writeKey(key);
    m_json.Null();
}

void JsonLine::time(QLatin1StringView key, health::WallTime value)
{
    const auto ms = value.time_since_epoch().count();
    text(key, QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs));
}

void JsonLine::beginObject(QLatin1StringView key)
{
    writeKey(key);
    m_json.StartObject();
}

void JsonLine::beginArray(QLatin1StringView key)
{
    writeKey(key);
    m_json.StartArray();
}

void JsonLine::element(QLatin1StringView value)
{
    m_json.String(value.data(), static_cast<SizeType>(value.size()));
}

void JsonLine::element(const QString &value)
{
    const QByteArray utf8 = value.toUtf8();
    m_json.String(utf8.data(), static_cast<SizeType>(utf8.size()));
}

QByteArray JsonLine::take()
{
    m_json.EndObject();
    m_buffer.Put('\n');
    return {m_buffer.GetString(), static_cast<qsizetype>(m_buffer.GetSize())};
}

} // namespace fusebox::app
