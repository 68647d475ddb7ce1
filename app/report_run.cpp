// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report_run.h"

#include <set>

#include <QCoreApplication>
#include <QFileInfo>

#include "app/history_file.h"
#include "app/history_words.h"
#include "app/process.h"
#include "app/report_csv.h"
#include "app/report_json.h"
#include "app/report_page.h"
#include "app/termination.h"
#include "core/storage/history/report_builder.h"
#include "core/storage/value_sentences.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;

namespace {

/// Why there is no report, and what the process ends with.
struct NoReport
{
    QString sentence;
    int exitCode = ExitBadInput;
};

template <typename T>
using OrNoReport = tl::expected<T, NoReport>;

NoReport unreadable(const storage::OpenFault &fault, const QString &file)
{
    const auto *sql = std::get_if<storage::SqlFault>(&fault);
    return {historySentence(fault, file), sql && !sql->isDamage() ? ExitFailed : ExitBadInput};
}

OrNoReport<std::unique_ptr<storage::HistoryReader>> openHistory(const QString &file)
{
    if (const QFileInfo found(file); !found.exists() || found.size() == 0)
        return tl::unexpected(NoReport{file + u": there is no history"_s});
    return storage::HistoryReader::open(file).map_error(
        [&file](const storage::OpenFault &fault) { return unreadable(fault, file); });
}

/// A group that nobody was ever in is a slip of the pen.
std::optional<NoReport> unknownGroup(storage::HistoryReader &reader, const std::optional<QString> &group)
{
    if (!group)
        return {};
    std::set<QString> groups;
    for (const storage::StoredEndpoint &endpoint : reader.endpoints())
        groups.insert(endpoint.group);
    if (groups.contains(*group) || reader.fault())
        return {};
    groups.erase(QString());
    const QStringList names(groups.begin(), groups.end());
    return NoReport{u"--group: no endpoint is in %1; "_s.arg(storage::quoted(*group)) +
                    (names.isEmpty() ? u"there are no groups"_s
                                     : u"the groups are \"%1\""_s.arg(names.join(u"\", \""_s)))};
}

OrNoReport<history::Report> build(storage::HistoryReader &reader, const storage::ReportQuery &query,
                                  const QString &file)
{
    storage::ReportBuilder builder(reader, query);
    while (builder.step()) {
    }
    if (builder.fault())
        return tl::unexpected(unreadable(*builder.fault(), file));
    return builder.take();
}

OrNoReport<history::Report> reportFor(const Options &options)
{
    const ReportOptions &wanted = *options.report;
    const history::Stretch stretch = stretchOf(wanted, health::SystemClock().wallNow());
    if (stretch.length() <= std::chrono::milliseconds(0))
        return tl::unexpected(NoReport{u"--since: the report would end before it begins"_s});
    const QString file = historyFileOf(options);
    auto reader = openHistory(file);
    if (!reader)
        return tl::unexpected(reader.error());
    if (auto unknown = unknownGroup(**reader, wanted.group))
        return tl::unexpected(*std::move(unknown));
    return build(**reader, {.stretch = stretch, .group = wanted.group}, file);
}

} // namespace

QByteArray reportText(const history::Report &report, ReportFormat format)
{
    switch (format) {
    case ReportFormat::Html: return reportPage(report);
    case ReportFormat::Csv: return reportCsv(report);
    case ReportFormat::Json: return reportJson(report);
    }
    return {};
}

int runReport(int argc, char **argv, const Options &options)
{
    releaseTerminationSignals();
    const QCoreApplication application(argc, argv); // Qt's SQL has its drivers by it
    const auto report = reportFor(options);
    if (!report) {
        complain(report.error().sentence);
        return report.error().exitCode;
    }
    if (report->outagesLeftOut > 0)
        complain(u"%1 incidents are left out, the oldest"_s.arg(report->outagesLeftOut));
    return print(QString::fromUtf8(reportText(*report, options.report->format))) ? ExitFine : ExitFailed;
}

} // namespace fusebox::app
