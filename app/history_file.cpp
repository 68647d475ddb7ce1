// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/history_file.h"

#include "app/config_check.h"
#include "core/storage/history/history_path.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;

namespace {

QString words(const storage::ForeignFile &file)
{
    return foreignWords(file);
}

QString words(const storage::SqlFault &fault)
{
    return fault.isDamage()
               ? u"is damaged (%1); the next run puts it aside and begins a new one"_s.arg(fault.words)
               : u"cannot be read: %1"_s.arg(fault.words);
}

} // namespace

QString foreignWords(const storage::ForeignFile &file)
{
    if (file.version == 0)
        return u"is no history of Fusebox"_s;
    return u"was written by a later Fusebox (version %1 of its schema; this one reads up to %2)"_s
        .arg(file.version)
        .arg(storage::schemaVersion);
}

QString historyFileOf(const Options &options)
{
    return options.historyFile.isEmpty() ? storage::historyFileFor(configFileOf(options))
                                         : options.historyFile;
}

QString sentenceOf(const storage::OpenFault &fault, const QString &file)
{
    return file + u": "_s + std::visit([](const auto &what) { return words(what); }, fault);
}

} // namespace fusebox::app
