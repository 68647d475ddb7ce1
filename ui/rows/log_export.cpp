// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/log_export.h"

#include <algorithm>

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include "ui/text/clock_text.h"

namespace fusebox::ui {

namespace {

QString isoTime(const LogEntry &entry)
{
    return QDateTime::fromMSecsSinceEpoch(entry.at.wall.time_since_epoch().count(), Qt::UTC)
        .toString(Qt::ISODateWithMs);
}

/// Of the file, like the names of its columns: never translated.
QString kindName(LogKind kind)
{
    switch (kind) {
    case LogKind::Circuit: return QStringLiteral("circuit");
    case LogKind::Status: return QStringLiteral("status");
    case LogKind::Connection: return QStringLiteral("connection");
    case LogKind::Manual: return QStringLiteral("manual");
    case LogKind::Count: break;
    }
    return {};
}

QStringList cellsOf(const LogEntry &entry)
{
    return {isoTime(entry), entry.endpoint, entry.name, kindName(entry.kind), entry.sentence};
}

QStringList columns()
{
    return {QStringLiteral("time"), QStringLiteral("endpoint"), QStringLiteral("name"),
            QStringLiteral("kind"), QStringLiteral("event")};
}

/// What spreadsheets take for the begin of a formula, as OWASP lists it: the signs of a wide keyboard are the
/// same to them, and so is what stands behind blanks and what cannot be seen.
bool looksLikeFormula(const QString &cell)
{
    const auto isPassedOver = [](QChar c) {
        return c.isSpace() || c.category() == QChar::Other_Control || c.category() == QChar::Other_Format;
    };
    const auto first = std::find_if_not(cell.cbegin(), cell.cend(), isPassedOver);
    const bool isSign = first != cell.cend() && QStringLiteral("=+-@＝＋－＠").contains(*first);
    return isSign || (!cell.isEmpty() && QStringLiteral("\t\r\n").contains(cell.front()));
}

QString csvCell(QString cell)
{
    if (looksLikeFormula(cell))
        cell.prepend(u'\'');
    return u'"' + cell.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

QString csvLine(const QStringList &cells)
{
    QStringList quoted;
    for (const QString &cell : cells)
        quoted << csvCell(cell);
    return quoted.join(u',') + QStringLiteral("\r\n");
}

} // namespace

QString logText(const std::vector<const LogEntry *> &entries)
{
    QString text;
    for (const LogEntry *entry : entries)
        text += QStringList{fullTime(entry->at.wall), entry->name, entry->sentence}.join(u'\t') + u'\n';
    return text;
}

QByteArray logCsv(const std::vector<const LogEntry *> &entries)
{
    QString csv = csvLine(columns());
    for (const LogEntry *entry : entries)
        csv += csvLine(cellsOf(*entry));
    return csv.toUtf8();
}

QByteArray logJson(const std::vector<const LogEntry *> &entries)
{
    QJsonArray array;
    for (const LogEntry *entry : entries) {
        const QStringList cells = cellsOf(*entry);
        QJsonObject object;
        for (qsizetype i = 0; i < cells.size(); ++i)
            object.insert(columns()[i], cells[i]);
        array.append(object);
    }
    return QJsonDocument(array).toJson();
}

} // namespace fusebox::ui
