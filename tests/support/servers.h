// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QProcessEnvironment>
#include <QString>
#include <QTest>

#include "tests/support/test_program.h"

namespace fusebox::testing {

/// A server that is not ours, from the distribution: the tests start it, on a free port of 127.0.0.1, and end
/// it. Nagios' plugins are no server, but as foreign: programOf() is one of them, in the folder of all.
enum class Server {
    Nginx,
    Haproxy,
    Mosquitto,
    NodeWs,
    PythonWebsockets,
    PythonWsproto,
    PythonEngineio,
    NagiosPlugins,
    GnomeKeyring,
    SecretTool,    ///< a command for keyrings
    DbusRunSession ///< in which they are tested
};

/// The program that runs the server: nginx itself, or the interpreter of the server's language, which is
/// given a script. Empty where the server is not installed. Asked of the interpreter once a program.
[[nodiscard]] QString programOf(Server server);

/// What that program runs in: the interpreters find the distribution's modules, wherever they come from.
[[nodiscard]] QProcessEnvironment environmentOf(Server server);

/// "nginx is not installed (package nginx-light; tests/run --with-servers)".
[[nodiscard]] QString lackOf(Server server);

/// What a program that is nothing without the server ends with where it is missing, having said so: the code
/// by which ctest knows a skipped test, or that of a failure.
[[nodiscard]] int endWithout(Server server, const char *test);

/// Whether a missing server is a failure: after tests/run --with-servers.
[[nodiscard]] bool serversAreRequired();

} // namespace fusebox::testing

/// In a test function, or in initTestCase for all of them: goes on only where the server is installed, and
/// says by name what was not tested elsewhere. tests/run repeats it at its end.
#define NEEDS_SERVER(server)                                                                                 \
    do {                                                                                                     \
        if (!fusebox::testing::programOf(server).isEmpty())                                                  \
            break;                                                                                           \
        if (fusebox::testing::serversAreRequired())                                                          \
            QFAIL(qPrintable(fusebox::testing::lackOf(server)));                                             \
        QSKIP(qPrintable(fusebox::testing::lackOf(server)));                                                 \
    } while (false)

/// FUSEBOX_LOOP_TEST where all tests of the source need the server.
#define FUSEBOX_SERVER_TEST(TestClass, server)                                                               \
    static FUSEBOX_TEST_ENTRY(TestClass, [](int argc, char **argv) {                                         \
        if (const QCoreApplication application(argc, argv); fusebox::testing::programOf(server).isEmpty())   \
            return fusebox::testing::endWithout(server, #TestClass);                                         \
        return fusebox::testing::runWithApplication<TestClass, QCoreApplication>(argc, argv);                \
    })
