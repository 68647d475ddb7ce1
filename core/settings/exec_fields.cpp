// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/exec_fields.h"

#include <array>

namespace fusebox::settings {

using namespace Qt::StringLiterals;
using probe::ExecOptions;

namespace {

constexpr std::array ExecFields{
    Field{
        "command"_L1,
        At{place<&ExecOptions::command>, TextList{.maxLength = ExecOptions::longestArgument, .least = 1}},
        "The program, by its path or by PATH, and its arguments; no shell. 0 is a success, 1 a warning, 2 a failure, all else unknown."_L1,
        Needs::Nothing, true},
    Field{"env"_L1, At{place<&ExecOptions::env>, Headers{Headers::Of::Environment}},
          "Variables of its environment, beside PATH, HOME, LANG, LC_* and TZ."_L1},
    Field{"folder"_L1, At{place<&ExecOptions::folder>, FilePath{true}},
          "Where it runs; null: where Fusebox does."_L1},
};

} // namespace

std::span<const Field> execFields()
{
    return ExecFields;
}

} // namespace fusebox::settings
