// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/headless_run.h"

#include <algorithm>
#include <optional>
#include <unistd.h>

#include <QCoreApplication>
#include <QFileInfo>

#include "app/config_check.h"
#include "app/core_dumps.h"
#include "app/demo/demo_lab.h"
#include "app/history_file.h"
#include "app/history_words.h"
#include "app/instance.h"
#include "app/json_reporter.h"
#include "app/process.h"
#include "app/run_end.h"
#include "app/summary_reporter.h"
#include "app/text_reporter.h"
#include "core/storage/config_set.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// What to watch, with what it was read from.
struct Configured
{
    storage::ConfigTexts texts = {};
    storage::ConfigSet set = {};
};

/// Or all the sentences that say why it is not known.
tl::expected<Configured, QStringList> configured(const Options &options)
{
    const QString file = configFileOf(options);
    if (options.configFile.isEmpty() && !QFileInfo::exists(file))
        return tl::unexpected(
            QStringList{u"nothing to watch: give --config FILE or --demo, or write %1"_s.arg(file)});
    storage::ConfigTexts texts = storage::readConfigTexts(file);
    auto set = storage::checkConfigTexts(texts);
    if (!set)
        return tl::unexpected(sentencesOf(set.error()));
    for (const storage::ConfigError &warning : warningsOf(*set, file))
        complain(warning.toString());
    return Configured{std::move(texts), std::move(*set)};
}

/// Fewer checks at once than the file allows, where they could take more descriptors than there are.
settings::LimitSettings affordable(const storage::Config &config)
{
    const auto isKept = [](const auto &endpoint) { return traitsOf(endpoint).isKept; };
    const auto kept = std::ranges::count_if(config.endpoints, isKept);
    const auto limits = settings::withinDescriptors(config.limits, descriptorLimit(), kept);
    const auto polled = static_cast<qint64>(config.endpoints.size()) - kept;
    if (limits.atOnce < std::min<qint64>(config.limits.atOnce, polled))
        complain(u"%1 checks at once rather than %2: no more than %3 files may be open (see \"ulimit -n\")"_s
                     .arg(limits.atOnce)
                     .arg(config.limits.atOnce)
                     .arg(descriptorLimit()));
    return limits;
}

HeadlessRun::Reporter reporterFor(const Options &options,
                                  const std::vector<settings::EndpointConfig> &endpoints)
{
    if (options.json)
        return jsonLine;
    return [width = columnWidth(endpoints)](const health::Event &event) { return textLine(event, width); };
}

tl::expected<HistoryRun, QString>
historyFor(const Options &options, const settings::HistorySettings &settings, const health::WallClock &clock)
{
    const QString file = historyFileToKeep(options, true);
    return file.isEmpty() ? HistoryRun() : beginHistory(file, settings, clock);
}

HeadlessRun::SummaryReporter summaryReporterFor(const Options &options)
{
    if (!options.summary)
        return {};
    return options.json ? summaryLine : summaryTable;
}

} // namespace

HeadlessRun::HeadlessRun(Reporter reporter, SummaryReporter summary, QObject *parent)
    : QObject(parent)
    , m_reporter(std::move(reporter))
    , m_summaryReporter(std::move(summary))
    , m_output(STDOUT_FILENO)
    , m_secrets(storage::sessionKeyring())
{
    connect(&m_monitor, &health::MonitorThread::updated, this, &HeadlessRun::report);
    connect(&m_network, &SystemNetwork::changed, &m_monitor, &health::MonitorThread::networkChanged);
    m_monitor.networkChanged(m_network.word());
    connect(&m_secrets, &SecretSupply::changed, this,
            [this](const health::SetSecrets &secrets) { m_monitor.execute(secrets); });
    connect(&m_secrets, &SecretSupply::warned, this, [](const QString &sentence) { complain(sentence); });
    connect(&m_output, &LineOutput::closed, this, [] { QCoreApplication::exit(ExitFine); });
    connect(&m_output, &LineOutput::failed, this, [](int errorNumber) {
        complainOfOutput(errorNumber);
        QCoreApplication::exit(ExitFailed);
    });
    connect(&m_output, &LineOutput::fellBehind, this,
            [] { complain(u"the reader of standard output is too slow; events are being left out"_s); });
}

void HeadlessRun::start(const storage::Config &config, const QString &folder, HistoryRun history)
{
    m_history = std::move(history);
    if (m_history.keeper)
        connect(m_history.keeper.get(), &storage::HistoryKeeper::stateChanged, this, &HeadlessRun::remark);
    m_secrets.setFolder(folder);
    m_secrets.watch(config.endpoints);
    m_monitor.execute(health::SetLimits{affordable(config)});
    for (const settings::EndpointConfig &endpoint : config.endpoints)
        m_monitor.execute(m_history.adding(endpoint));
}

/// Each once, as long as it is true.
void HeadlessRun::remark()
{
    const QStringList remarks = remarksOn(m_history.keeper->state());
    for (const QString &sentence : remarks)
        if (!m_remarks.contains(sentence))
            complain(sentence);
    m_remarks = remarks;
}

void HeadlessRun::follow(const storage::ConfigTexts &texts, const storage::ConfigSet &set)
{
    m_follower = std::make_unique<ConfigFollower>(texts, set);
    connect(m_follower.get(), &ConfigFollower::changed, this,
            [this](const std::vector<health::Command> &commands) {
                if (m_history.keeper)
                    m_history.keeper->setSettings(m_follower->config().history);
                for (const health::Command &command : commands) {
                    m_secrets.follow(command);
                    execute(command);
                }
            });
    connect(m_follower.get(), &ConfigFollower::refused, this, [](const QStringList &sentences) {
        for (const QString &sentence : sentences)
            complain(sentence);
        complain(u"what was read before stays in force"_s);
    });
}

void HeadlessRun::execute(const health::Command &command)
{
    const bool isOfLimits = std::holds_alternative<health::SetLimits>(command);
    m_monitor.execute(isOfLimits ? health::SetLimits{affordable(m_follower->config())} : command);
}

void HeadlessRun::finish()
{
    m_secrets.disconnect(this); // nothing is executed any more
    m_monitor.stop();
    m_history.keeper.reset(); // what it has is written
    if (m_summaryReporter)
        m_output.write(m_summaryReporter(m_summary.at(health::SystemClock().now())));
    m_output.drain(1s);
    if (const std::size_t lost = m_output.unwritten(); lost > 0)
        complain(u"%1 events could not be printed: nobody read them in time"_s.arg(lost));
}

void HeadlessRun::report(const health::MonitorUpdatePtr &update)
{
    if (m_history.keeper)
        m_history.keeper->add(update);
    if (m_summaryReporter)
        m_summary.apply(*update);
    for (const health::Event &event : update->events)
        m_output.write(m_reporter(event));
}

int runHeadless(int argc, char **argv, const Options &options)
{
    forbidDumps();
    const QCoreApplication application(argc, argv);
    std::optional<demo::DemoLab> lab;
    if (options.demo)
        lab.emplace();
    const auto found = lab ? Configured{.set = {.own = {lab->endpoints()}}} : configured(options);
    if (!found) {
        complainOfAll(found.error());
        return ExitBadInput;
    }
    const storage::Config config = storage::wholeOf(found->set);
    if (config.endpoints.empty())
        complain(u"the configuration has no endpoints; there is nothing to watch"_s);
    const RunEnd end(options.duration);
    const auto instance = lab ? nullptr : std::make_unique<Instance>(configFileOf(options), ownFacts(false));
    if (instance && !instance->isFirst())
        complain(u"%1 is watched already: %2"_s.arg(configFileOf(options), whereIs(instance->askFirst({}))));
    const health::SystemClock clock;
    auto history = historyFor(options, config.history, clock);
    if (!history) {
        complain(history.error());
        return ExitBadInput;
    }
    HeadlessRun run(reporterFor(options, config.endpoints), summaryReporterFor(options));
    run.start(config, QFileInfo(configFileOf(options)).absolutePath(), *std::move(history));
    if (!lab)
        run.follow(found->texts, found->set);
    const int code = QCoreApplication::exec();
    run.finish();
    leave(code);
}

} // namespace fusebox::app
