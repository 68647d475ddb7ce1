// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/match/json_conditions.h"
#include "core/probe/match/json_pointer.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;
using namespace fusebox::fuzz;
using probe::JsonConditions;
using probe::JsonPointer;

namespace {

QByteArray bytesOf(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

} // namespace

/// "pointer NUL value NUL text": a value is found or it is not, alone as among others, and any condition has
/// a verdict.
FUZZ(std::string_view input)
{
    const QString way = QString::fromUtf8(bytesOf(takeUntil(input, '\0')));
    const QByteArray expected = bytesOf(takeUntil(input, '\0'));
    const QByteArray text = bytesOf(input);

    using Kind = probe::JsonExpectation::Kind;
    for (const Kind kind : {Kind::Equals, Kind::Differs, Kind::Less, Kind::GreaterOrEqual}) {
        const auto conditions = JsonConditions::create({{.pointer = way, .kind = kind, .value = expected}});
        if (conditions)
            (void)conditions->verdict(text);
    }
    const auto pointer = JsonPointer::parse(way);
    if (!pointer)
        return;
    const auto alone = probe::findInJson(text, {*pointer});
    const auto amongOthers = probe::findInJson(text, {*JsonPointer::parse(QString()), *pointer});
    require(alone.has_value() == amongOthers.has_value());
    if (!alone)
        return;
    require(alone->size() == 1 && amongOthers->size() == 2);
    require(amongOthers->front().has_value()); // the whole
    const auto textOf = [](const auto &found) { return found ? probe::textOf(*found) : "none"; };
    require(textOf(alone->front()) == textOf(amongOthers->back()));
}
