// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include <QCoreApplication>
#include <QTest>

/// The tests of a folder are one program, linked once: `core_resilience_tests tst_retry [arguments of Qt
/// Test]` runs those of tst_retry.cpp. Each such file ends with one of the macros below in the place of Qt
/// Test's main functions.
namespace fusebox::testing {

using TestRun = int (*)(int argc, char **argv);

/// Makes the tests of a source known to the program by the name of the file. Before main().
class TestEntry
{
public:
    TestEntry(std::string_view file, TestRun run);
};

/// As QTEST_APPLESS_MAIN does.
template <typename Test>
int runWithoutApplication(int argc, char **argv)
{
    Test test;
    return QTest::qExec(&test, argc, argv);
}

/// As QTEST_GUILESS_MAIN and QTEST_MAIN do.
template <typename Test, typename Application>
int runWithApplication(int argc, char **argv)
{
    QCoreApplication::setAttribute(Qt::AA_Use96Dpi);
    const Application application(argc, argv);
    return runWithoutApplication<Test>(argc, argv);
}

} // namespace fusebox::testing

#define FUSEBOX_TEST_ENTRY(Test, ...)                                                                        \
    const fusebox::testing::TestEntry testEntry##Test(__FILE__, __VA_ARGS__);

/// Tests that need no application object.
#define FUSEBOX_PLAIN_TEST(Test)                                                                             \
    static FUSEBOX_TEST_ENTRY(Test, &fusebox::testing::runWithoutApplication<Test>)
/// Tests with an event loop.
#define FUSEBOX_LOOP_TEST(Test)                                                                              \
    static FUSEBOX_TEST_ENTRY(Test, &fusebox::testing::runWithApplication<Test, QCoreApplication>)
