// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/forget_run.h"

#include <cstdio>
#include <unistd.h>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLocale>

#include "app/history_file.h"
#include "app/history_words.h"
#include "app/process.h"
#include "app/termination.h"
#include "core/storage/history/forget.h"
#include "core/storage/history/history_reader.h"
#include "core/storage/plain_text.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;

namespace {

enum class Answered : unsigned char { Yes, No, Nobody };

/// Only what is typed at a terminal is an answer: what is piped in may be meant for something else.
Answered ask(const QString &question)
{
    if (::isatty(STDIN_FILENO) == 0)
        return Answered::Nobody;
    std::fputs((storage::escaped(question) + u' ').toUtf8().constData(), stderr);
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return Answered::Nobody;
    const QByteArray answer = input.readLine(100).trimmed().toLower();
    return answer == "y" || answer == "yes" ? Answered::Yes : Answered::No;
}

/// A file that somebody names may be anything.
bool isHistory(const QString &file)
{
    if (!QFileInfo::exists(file))
        return true; // there are only those that were put aside, which bear our name
    const auto reader = storage::HistoryReader::open(file);
    if (reader)
        return true;
    if (const auto *foreign = std::get_if<storage::ForeignFile>(&reader.error()))
        return foreign->version != 0;
    return std::get<storage::SqlFault>(reader.error()).code != storage::SqlFault::notADatabase;
}

QString questionOf(const QString &file, const QStringList &files)
{
    qint64 size = 0;
    for (const QString &name : files)
        size += QFileInfo(name).size();
    return u"Delete the history %1 (%2 in %3 files)? It cannot be brought back. [y/N]"_s.arg(
        file, QLocale(QLocale::English).formattedDataSize(size), QString::number(files.size()));
}

int forget(const QString &file)
{
    const auto forgotten = storage::forgetHistory(file);
    if (forgotten)
        return print(storage::escaped(u"%1: deleted"_s.arg(file)) + u'\n') ? ExitFine : ExitFailed;
    if (const auto *holder = std::get_if<storage::HeldBy>(&forgotten.error())) {
        complain(file + u": "_s + historyWords(*holder));
        return ExitBadInput;
    }
    const auto &left = std::get<storage::NotDeleted>(forgotten.error());
    complain(u"%1: cannot be deleted: %2"_s.arg(left.file, left.words));
    return ExitFailed;
}

} // namespace

int runForget(int argc, char **argv, const Options &options)
{
    releaseTerminationSignals();
    const QCoreApplication application(argc, argv);
    const QString file = historyFileOf(options);
    const QStringList files = storage::historyFiles(file);
    if (files.isEmpty())
        return print(storage::escaped(u"%1: there is no history"_s.arg(file)) + u'\n') ? ExitFine
                                                                                       : ExitFailed;
    if (!options.historyFile.isEmpty() && !isHistory(file)) {
        complain(file + u": "_s + historyWords(storage::ForeignFile{}));
        return ExitBadInput;
    }
    switch (options.yes ? Answered::Yes : ask(questionOf(file, files))) {
    case Answered::Yes: return forget(file);
    case Answered::No: complain(u"nothing was deleted"_s); return ExitFine;
    case Answered::Nobody: break;
    }
    complain(u"%1: there is no terminal to ask on; add --yes to delete it"_s.arg(file));
    return ExitBadInput;
}

} // namespace fusebox::app
