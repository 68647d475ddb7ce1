// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/fault_server_run.h"

#include <algorithm>
#include <unistd.h>

#include <QCoreApplication>
#include <QTimer>

#include "app/demo/fault_lab.h"
#include "app/json_line.h"
#include "app/line_output.h"
#include "app/process.h"
#include "app/run_end.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;

namespace {

QByteArray jsonLineOf(const demo::ServedFault &fault)
{
    JsonLine line;
    line.text("url"_L1, fault.url.toString());
    line.text("fault"_L1, fault.name);
    return line.take();
}

/// In columns.
QString textLines(const std::vector<demo::ServedFault> &faults)
{
    qsizetype width = 0;
    for (const auto &fault : faults)
        width = std::max(width, fault.url.toString().size());
    QString lines;
    for (const auto &fault : faults)
        lines += fault.url.toString().leftJustified(width + 2) + fault.name + u'\n';
    return lines;
}

QString linesOf(const std::vector<demo::ServedFault> &faults, bool json)
{
    if (!json)
        return textLines(faults);
    QByteArray lines;
    for (const auto &fault : faults)
        lines += jsonLineOf(fault);
    return QString::fromUtf8(lines);
}

} // namespace

int runFaultServer(int argc, char **argv, const Options &options)
{
    const QCoreApplication application(argc, argv);
    const demo::FaultLab lab;
    if (!options.json)
        complain(u"the https URLs are of a CA of their own: %1"_s.arg(lab.caFile()));
    LineOutput output(STDOUT_FILENO);
    QObject::connect(&output, &LineOutput::failed, &application, [](int errorNumber) {
        complainOfOutput(errorNumber);
        QCoreApplication::exit(ExitFailed);
    });
    const RunEnd end(options.duration);
    QTimer::singleShot(0, &output, [&] { output.write(linesOf(lab.faults(), options.json).toUtf8()); });
    return QCoreApplication::exec();
}

} // namespace fusebox::app
