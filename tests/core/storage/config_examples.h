// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QByteArray>

/// Configurations that the parser and the schema are both held to.
namespace fusebox::testing {

struct GoodExample
{
    const char *name;
    QByteArray json;
};

/// What is wrong, where, and a part of the sentence that says it.
struct BadExample
{
    const char *name;
    QByteArray json;
    const char *pointer;
    int line;
    const char *sentence;
    bool schemaSees = true; ///< a schema cannot know of duplicate ids, of syntax, of lengths of time
};

[[nodiscard]] std::vector<GoodExample> goodExamples();
[[nodiscard]] std::vector<BadExample> badExamples();
/// What a person may have written, with comments and a layout of their own. Its secret is in
/// FUSEBOX_TEST_SECRET.
[[nodiscard]] QByteArray handWrittenConfig();

/// A value for one key of an endpoint.
struct ValueOfKey
{
    const char *path; ///< "http/expect/status"
    QByteArray json;
    bool isGood;
    QByteArray url = "http://a.example/"; ///< of the endpoint that has it
};

/// For each kind of value, those at the edges of what is right. They are good, or bad, to parser and schema
/// alike, while the environment has FUSEBOX_TEST_SECRET.
[[nodiscard]] std::vector<ValueOfKey> valuesOfKeys();
[[nodiscard]] QByteArray endpointWith(const ValueOfKey &value);

} // namespace fusebox::testing
