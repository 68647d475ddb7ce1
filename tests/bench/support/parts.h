// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fusebox::bench {

/// What the arguments of a bench in parts ask for: PROGRAM [--json] [PART...].
struct Wanted
{
    bool asJson = false;
    std::vector<std::string> parts = {}; ///< none: all that are usual

    [[nodiscard]] bool has(const std::string &part, bool isUsual = true) const
    {
        return parts.empty() ? isUsual : std::ranges::find(parts, part) != parts.end();
    }
};

/// None, and a sentence on standard error, where a part is asked for that `known` (pairs of a name and what
/// it runs) has not.
template <typename Parts>
[[nodiscard]] std::optional<Wanted> wantedParts(int argc, char **argv, const Parts &known)
{
    Wanted wanted{.parts = {argv + 1, argv + argc}};
    wanted.asJson = std::erase(wanted.parts, "--json") > 0;
    std::string names;
    for (const auto &part : known)
        names += " " + part.first;
    const auto isKnown = [&known](const std::string &name) {
        return std::ranges::any_of(known, [&name](const auto &part) { return part.first == name; });
    };
    if (std::ranges::all_of(wanted.parts, isKnown))
        return wanted;
    std::fprintf(stderr, "usage: [--json] [PART...]; PART is one of:%s\n", names.c_str());
    return {};
}

} // namespace fusebox::bench
