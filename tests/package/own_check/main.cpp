// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>

#include <QCoreApplication>

#include "core/health/monitor/monitor_thread.h"
#include "core/health/values/wire_names.h"

using namespace fusebox;
using namespace std::chrono_literals;

/// Called on the monitor's thread, which it must not block: a future of another thread will do as well.
QFuture<health::CheckAnswer> checkQueue()
{
    static int waiting = 998;
    if (++waiting < 1000)
        return QtFuture::makeReadyFuture(health::CheckAnswer());
    const resilience::Failure failure{.errorClass = resilience::ErrorClass::Assertion, .detail = "1000 wait"};
    return QtFuture::makeReadyFuture(health::CheckAnswer(tl::unexpected(failure)));
}

void print(const health::MonitorUpdatePtr &update)
{
    for (const health::Event &event : update->events) {
        const auto *status = std::get_if<health::StatusEvent>(&event.what);
        if (!status)
            continue;
        std::printf("%s: %s\n", qPrintable(event.endpoint), health::wireName(status->to).data());
        if (status->to == health::Status::Unhealthy)
            QCoreApplication::quit();
    }
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    health::MonitorThread monitor;
    QObject::connect(&monitor, &health::MonitorThread::updated, &app, print);
    monitor.addCheck({.id = QStringLiteral("queue"), .interval = 250ms}, checkQueue);
    return QCoreApplication::exec();
}
