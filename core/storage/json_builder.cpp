// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/json_builder.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t MaxDepth = 16;
constexpr std::size_t MaxValues = 1'000'000; // 10,000 endpoints with every key come to 300,000

} // namespace

JsonBuilder::JsonBuilder(const rapidjson::MemoryStream &stream)
    : m_stream(stream)
{
}

QString JsonBuilder::pointer() const
{
    QString result;
    for (const Level &level : m_levels) {
        if (const auto *array = std::get_if<JsonArray>(&level.value.data))
            result = pointerTo(result, array->size());
        else if (!level.keys.empty())
            result = pointerTo(result, QString::fromStdString(level.key));
    }
    return result;
}

bool JsonBuilder::RawNumber(const char *text, unsigned length, bool)
{
    const double value = QByteArrayView(text, length).toDouble();
    return add(JsonNumber{value, std::string(text, length)});
}

bool JsonBuilder::Key(const char *text, unsigned length, bool)
{
    Level &level = m_levels.back();
    level.key.assign(text, length);
    level.keyOffset = m_stream.Tell();
    level.isTwice = !level.keys.insert(level.key).second;
    if (level.isTwice)
        m_twice.push_back({m_stream.Tell(), pointer(), u"this key is here twice; keep one"_s});
    return true;
}

bool JsonBuilder::add(Data data)
{
    if (++m_values > MaxValues)
        return fail(pointer(), u"more than a million values"_s);
    attach({std::move(data), m_stream.Tell()});
    return true;
}

bool JsonBuilder::open(Data data)
{
    if (m_levels.size() == MaxDepth)
        return fail(pointer(), u"nested deeper than %1 levels"_s.arg(MaxDepth));
    if (++m_values > MaxValues)
        return fail(pointer(), u"more than a million values"_s);
    m_levels.push_back({{std::move(data), m_stream.Tell()}});
    return true;
}

bool JsonBuilder::close()
{
    JsonValue value = std::move(m_levels.back().value);
    m_levels.pop_back();
    attach(std::move(value));
    return true;
}

void JsonBuilder::attach(JsonValue value)
{
    if (m_levels.empty()) {
        m_root = std::move(value);
        return;
    }
    Level &level = m_levels.back();
    if (auto *array = std::get_if<JsonArray>(&level.value.data))
        array->push_back(std::move(value));
    else if (!level.isTwice)
        std::get<JsonObject>(level.value.data).push_back({level.key, level.keyOffset, std::move(value)});
}

bool JsonBuilder::fail(const QString &pointer, const QString &message)
{
    m_error = JsonError{m_stream.Tell(), pointer, message};
    return false;
}

} // namespace fusebox::storage
