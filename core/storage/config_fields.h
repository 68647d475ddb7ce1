// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <variant>

#include <QLatin1StringView>

#include "core/health/endpoint_config.h"

/// The keys of an endpoint in the configuration file: one table that reads, writes and checks, so that
/// decoder, writer and schema cannot drift apart. The default of a field is what `of` finds in an
/// EndpointConfig made anew.
namespace fusebox::storage {

struct TextField
{
    QString &(*of)(health::EndpointConfig &);
    int maxLength;
};
struct UrlField
{
    QUrl &(*of)(health::EndpointConfig &);
};
struct DurationField
{
    health::Nanoseconds &(*of)(health::EndpointConfig &);
    health::Nanoseconds minimum = health::Nanoseconds(1); ///< zero is never a duration that makes sense
};
struct CountField
{
    int &(*of)(health::EndpointConfig &);
    int minimum;
};
struct OptionalCountField ///< JSON null, or left out: no bound
{
    std::optional<int> &(*of)(health::EndpointConfig &);
    int minimum;
};
struct NumberField
{
    double &(*of)(health::EndpointConfig &);
    double minimum;
    double maximum;
};
struct FlagField
{
    bool &(*of)(health::EndpointConfig &);
};

struct Field;
struct SectionField ///< an object with fields of its own
{
    std::span<const Field> fields;
};

using FieldKind = std::variant<TextField, UrlField, DurationField, CountField, OptionalCountField,
                               NumberField, FlagField, SectionField>;

struct Field
{
    QLatin1StringView key;
    FieldKind kind;
};

inline constexpr int ConfigVersion = 1;
inline constexpr int MaxCount = 1'000'000; ///< of every CountField

/// In the order they are written.
[[nodiscard]] std::span<const Field> endpointFields();

/// The field's value is the default's; a section's if all its fields' are.
[[nodiscard]] bool isDefault(const Field &field, const health::EndpointConfig &config);

} // namespace fusebox::storage
