// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ui/start_time.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <QApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include "app/window/window_run.h"
#include "ui/panes/endpoint_table.h"

namespace fusebox::bench {

namespace {

long long nowInNanoseconds()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

/// Nothing listens there; checks are an hour apart.
void writeConfig(const QString &path, int endpoints)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        std::abort();
    file.write("{\"version\": 1, \"endpoints\": [\n");
    for (int i = 0; i < endpoints; ++i)
        file.write(QStringLiteral(R"({"id": "e%1", "name": "service-%1", "group": "team-%2", "interval": "1h",
 "url": "tcp://127.0.0.1:9"}%3)")
                       .arg(i)
                       .arg(i % 20)
                       .arg(QLatin1StringView(i + 1 < endpoints ? "," : ""))
                       .toUtf8());
    file.write("]}");
}

/// Tells the time once the table has been painted with all its rows.
class FirstFrame final : public QObject
{
public:
    FirstFrame(ui::EndpointTable &table, int endpoints, long long start)
        : m_table(table)
        , m_endpoints(endpoints)
        , m_start(start)
    {
        table.viewport()->installEventFilter(this);
    }

    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_table.model()->rowCount() >= m_endpoints)
            QMetaObject::invokeMethod(
                this, [this] { tell(); }, Qt::QueuedConnection);
        return false;
    }

private:
    void tell() const
    {
        std::printf("%.3f\n", static_cast<double>(nowInNanoseconds() - m_start) / 1e6);
        std::fflush(stdout);
        std::_Exit(0);
    }

    ui::EndpointTable &m_table;
    int m_endpoints;
    long long m_start;
};

} // namespace

std::vector<double> runStarts(int endpoints, int times)
{
    const QTemporaryDir folder;
    const QString config = folder.filePath(QStringLiteral("fusebox.json"));
    writeConfig(config, endpoints);
    qputenv("XDG_STATE_HOME", folder.path().toUtf8());
    std::vector<double> measured;
    for (int i = 0; i < times; ++i) {
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QStringLiteral("/proc/self/exe"),
                      {QString::fromLatin1(startedFlag), QString::number(nowInNanoseconds()), config,
                       QString::number(endpoints)});
        if (process.waitForFinished())
            measured.push_back(process.readAllStandardOutput().trimmed().toDouble());
    }
    return measured;
}

int runStarted(int argc, char **argv)
{
    if (argc < 5)
        return 2;
    QApplication application(argc, argv);
    app::Options options;
    options.configFile = QString::fromLocal8Bit(argv[3]);
    app::WindowRun run(options);
    const FirstFrame frame(*run.window().findChild<ui::EndpointTable *>(), std::atoi(argv[4]),
                           std::atoll(argv[2]));
    run.window().show();
    return QApplication::exec();
}

} // namespace fusebox::bench
