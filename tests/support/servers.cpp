// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/servers.h"

#include <cstdio>
#include <map>

#include <QProcess>
#include <QStandardPaths>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace fusebox::testing {

namespace {

struct Installation
{
    QString name;
    QString program;
    QString package;
    QStringList
        trial; ///< arguments with which the program succeeds where the server is; none: the program is it
};

Installation pythonModule(const QString &module)
{
    return {u"Python's "_s + module, u"python3"_s, u"python3-"_s + module, {u"-c"_s, u"import "_s + module}};
}

Installation installationOf(Server server)
{
    switch (server) {
    case Server::Nginx: return {u"nginx"_s, u"nginx"_s, u"nginx-light"_s, {}};
    case Server::Haproxy: return {u"haproxy"_s, u"haproxy"_s, u"haproxy"_s, {}};
    case Server::Mosquitto: return {u"mosquitto"_s, u"mosquitto"_s, u"mosquitto"_s, {}};
    case Server::NodeWs: return {u"Node's ws"_s, u"node"_s, u"node-ws"_s, {u"-e"_s, u"require('ws')"_s}};
    case Server::PythonWebsockets: return pythonModule(u"websockets"_s);
    case Server::PythonWsproto: return pythonModule(u"wsproto"_s);
    case Server::PythonEngineio:
        return {u"Python's engineio"_s,
                u"python3"_s,
                u"python3-engineio and python3-aiohttp"_s,
                {u"-c"_s, u"import engineio, aiohttp"_s}};
    case Server::NagiosPlugins:
        return {u"Nagios' plugins"_s, u"check_tcp"_s, u"monitoring-plugins-basic"_s, {}};
    case Server::GnomeKeyring:
        return {u"GNOME's keyring"_s, u"gnome-keyring-daemon"_s, u"gnome-keyring"_s, {}};
    case Server::SecretTool: return {u"secret-tool"_s, u"secret-tool"_s, u"libsecret-tools"_s, {}};
    case Server::DbusRunSession: return {u"dbus-run-session"_s, u"dbus-run-session"_s, u"dbus-daemon"_s, {}};
    }
    return {};
}

/// The distribution's own comes first: it is the one that its packages of modules belong to.
QString findProgram(const QString &name)
{
    const QString own =
        QStandardPaths::findExecutable(name, {u"/usr/sbin"_s, u"/usr/bin"_s, u"/usr/local/sbin"_s,
                                              u"/usr/local/bin"_s, u"/usr/lib/nagios/plugins"_s});
    return own.isEmpty() ? QStandardPaths::findExecutable(name) : own;
}

bool succeeds(const QString &program, const QStringList &arguments, const QProcessEnvironment &environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit &&
           process.exitCode() == 0;
}

QString find(Server server)
{
    const Installation installation = installationOf(server);
    const QString program = findProgram(installation.program);
    const bool isThere = !program.isEmpty() && (installation.trial.isEmpty() ||
                                                succeeds(program, installation.trial, environmentOf(server)));
    return isThere ? program : QString();
}

} // namespace

QString programOf(Server server)
{
    static std::map<Server, QString> found;
    const auto known = found.find(server);
    return known != found.end() ? known->second : found[server] = find(server);
}

QProcessEnvironment environmentOf(Server server)
{
    auto environment = QProcessEnvironment::systemEnvironment();
    if (server == Server::NodeWs) // a Node.js of another origin does not look there by itself
        environment.insert(u"NODE_PATH"_s, u"/usr/share/nodejs"_s);
    return environment;
}

QString lackOf(Server server)
{
    const Installation installation = installationOf(server);
    return u"%1 is not installed (package %2; tests/run --with-servers)"_s.arg(installation.name,
                                                                               installation.package);
}

int endWithout(Server server, const char *test)
{
    constexpr int skipped = 77; // as fusebox_test() tells ctest
    std::printf("%s %s: %s\n", serversAreRequired() ? "FAIL!  :" : "SKIP   :", test,
                qPrintable(lackOf(server)));
    return serversAreRequired() ? 1 : skipped;
}

bool serversAreRequired()
{
    return qEnvironmentVariableIsSet("FUSEBOX_WITH_SERVERS");
}

} // namespace fusebox::testing
