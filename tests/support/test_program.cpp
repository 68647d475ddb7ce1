// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_program.h"

#include <cstdio>
#include <map>

namespace fusebox::testing {

namespace {

using Entries = std::map<std::string_view, TestRun>;

/// Filled before main() and in any order, hence made when first asked for.
Entries &entries()
{
    static Entries known;
    return known;
}

/// "tst_retry" of ".../tst_retry.cpp".
std::string_view stemOf(std::string_view file)
{
    file.remove_prefix(file.rfind('/') + 1);
    return file.substr(0, file.rfind('.'));
}

int listEntries()
{
    std::fputs("usage: this program, one of these names, and arguments of Qt Test\n", stderr);
    for (const auto &[name, run] : entries())
        std::fprintf(stderr, "    %.*s\n", static_cast<int>(name.size()), name.data());
    return 2;
}

} // namespace

TestEntry::TestEntry(std::string_view file, TestRun run)
{
    entries().emplace(stemOf(file), run);
}

} // namespace fusebox::testing

int main(int argc, char **argv)
{
    using namespace fusebox::testing;
    const auto entry = argc < 2 ? entries().end() : entries().find(argv[1]);
    if (entry == entries().end())
        return listEntries();
    argv[1] = argv[0];
    return entry->second(argc - 1, argv + 1);
}
