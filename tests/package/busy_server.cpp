// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the program that it is given, with the URL of a server that is busy when it is asked first.
#include <QCoreApplication>
#include <QProcess>

#include "app/demo/fault_server.h"

using namespace fusebox::demo;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const FaultServer server([](const FaultServer::Connection &connection) {
        return connection.number == 1 ? answer(503, "busy") : answer(200, "fine");
    });
    QProcess program;
    program.setProcessChannelMode(QProcess::ForwardedChannels);
    QObject::connect(&program, &QProcess::finished, &app, &QCoreApplication::exit);
    QObject::connect(&program, &QProcess::errorOccurred, &app, [] { QCoreApplication::exit(1); });
    program.start(app.arguments().at(1), {server.url().toString()});
    return QCoreApplication::exec();
}
