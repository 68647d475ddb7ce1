// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/exec/plugin_output.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;
using namespace fusebox::fuzz;

/// Whatever a command writes: a bounded line, and a time that is one.
FUZZ(const std::string_view text)
{
    const auto output = probe::readPluginOutput({text.data(), static_cast<qsizetype>(text.size())});
    require(output.text.size() <= 1024 && !output.text.contains(u'\n'));
    require(!output.latency || *output.latency >= resilience::Nanoseconds::zero());
}
