// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/incident_model.h"

#include <algorithm>
#include <functional>

#include "ui/rows/incident_texts.h"
#include "ui/text/clock_text.h"
#include "ui/text/outage_text.h"

namespace fusebox::ui {

namespace {

QString cellText(const history::Incident &incident, int column, health::WallTime now)
{
    switch (column) {
    case IncidentModel::StartColumn: return startText(incident, now);
    case IncidentModel::LengthColumn: return lengthText(incident, now);
    case IncidentModel::CauseColumn: return outagePhrase(incident.outage);
    case IncidentModel::AffectedColumn: return affectedText(incident);
    case IncidentModel::WorstColumn: return worstText(incident);
    default: return {};
    }
}

/// Tool tips read markup.
QString tipText(const history::Incident &incident)
{
    return QStringLiteral("%1<br>%2<br>%3")
        .arg(fullTime(incident.outage.from).toHtmlEscaped(), outagePhrase(incident.outage).toHtmlEscaped(),
             affectedText(incident).toHtmlEscaped());
}

/// For who cannot see it: a line in a sentence.
QString spokenText(const history::Incident &incident, health::WallTime now)
{
    return IncidentModel::tr("%1, %2, %3: %4")
        .arg(startText(incident, now), lengthText(incident, now), affectedText(incident),
             outagePhrase(incident.outage));
}

} // namespace

void IncidentModel::set(std::vector<history::Incident> incidents)
{
    std::vector<Row> wanted;
    for (history::Incident &incident : incidents)
        wanted.push_back({std::move(incident), {}});
    std::ranges::sort(wanted, std::greater(), placeOf);
    const auto twice = std::ranges::unique(wanted, {}, placeOf);
    wanted.erase(twice.begin(), twice.end());
    m_isCut = wanted.size() > most;
    if (m_isCut)
        wanted.resize(most);
    for (Row &row : wanted)
        row.sought = soughtText(row.incident);
    removeMissing(wanted);
    insertNew(wanted);
    m_rows = std::move(wanted); // the same lines; what they say may be another thing
    if (!m_rows.empty())
        tellChanged(0, rowCount() - 1);
}

void IncidentModel::addNote(std::int64_t outage, const history::Remark &note)
{
    const auto found = std::ranges::find(m_rows, outage, idOf);
    if (found == m_rows.end())
        return;
    found->incident.notes.push_back(note);
    found->sought = soughtText(found->incident);
    const int row = int(found - m_rows.begin());
    tellChanged(row, row);
}

void IncidentModel::setNow(health::WallTime now)
{
    m_now = now;
    for (int row = 0; row < rowCount(); ++row) {
        if (!m_rows[std::size_t(row)].incident.outage.to)
            Q_EMIT dataChanged(index(row, LengthColumn), index(row, LengthColumn), {Qt::DisplayRole});
    }
}

const history::Incident *IncidentModel::find(std::int64_t outage) const
{
    const auto found = std::ranges::find(m_rows, outage, idOf);
    return found == m_rows.end() ? nullptr : &found->incident;
}

const history::Incident *IncidentModel::findAt(const settings::EndpointId &endpoint, health::WallTime from,
                                               health::WallTime to) const
{
    const auto reachesIn = [&](const history::AffectedEndpoint &hit) {
        return hit.id == endpoint && hit.from <= to && (!hit.to || *hit.to >= from);
    };
    const auto found = std::ranges::find_if(m_rows, [&](const Row &row) {
        return std::ranges::any_of(row.incident.outage.endpoints, reachesIn);
    });
    return found == m_rows.end() ? nullptr : &found->incident;
}

int IncidentModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int IncidentModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant IncidentModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[std::size_t(index.row())];
    const bool isFigure = index.column() == LengthColumn || index.column() == WorstColumn;
    switch (role) {
    case Qt::DisplayRole: return cellText(row.incident, index.column(), m_now);
    case Qt::ToolTipRole: return tipText(row.incident);
    case Qt::TextAlignmentRole: return int((isFigure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        return index.column() == StartColumn ? spokenText(row.incident, m_now)
                                             : cellText(row.incident, index.column(), m_now);
    case IncidentRole: return QVariant::fromValue(&row.incident);
    case SoughtRole: return row.sought;
    default: return {};
    }
}

QVariant IncidentModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == LengthColumn || section == WorstColumn ? Qt::AlignRight : Qt::AlignLeft) |
                   Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StartColumn: return tr("Started");
    case LengthColumn: return tr("Length");
    case CauseColumn: return tr("Why");
    case AffectedColumn: return tr("Affected");
    default: return tr("Worst");
    }
}

std::int64_t IncidentModel::idOf(const Row &row)
{
    return row.incident.outage.id;
}

/// What it is ordered by, the newest first; no two have the same.
std::pair<health::WallTime, std::int64_t> IncidentModel::placeOf(const Row &row)
{
    return {row.incident.outage.from, row.incident.outage.id};
}

/// One that began at another time than was known is another line: it lies elsewhere.
void IncidentModel::removeMissing(const std::vector<Row> &wanted)
{
    const auto isMissing = [&](const Row &row) {
        return !std::ranges::binary_search(wanted, placeOf(row), std::greater(), placeOf);
    };
    for (auto last = m_rows.size(); last > 0;) {
        auto first = last;
        while (first > 0 && isMissing(m_rows[first - 1]))
            --first;
        if (first == last) {
            --last;
            continue;
        }
        beginRemoveRows({}, int(first), int(last) - 1);
        m_rows.erase(m_rows.begin() + std::ptrdiff_t(first), m_rows.begin() + std::ptrdiff_t(last));
        endRemoveRows();
        last = first;
    }
}

/// All that are there are wanted.
void IncidentModel::insertNew(const std::vector<Row> &wanted)
{
    const auto isNext = [&](std::size_t at, const Row &row) {
        return at < m_rows.size() && placeOf(m_rows[at]) == placeOf(row);
    };
    for (std::size_t first = 0; first < wanted.size();) {
        auto last = first;
        while (last < wanted.size() && !isNext(first, wanted[last]))
            ++last;
        if (first == last) {
            ++first;
            continue;
        }
        beginInsertRows({}, int(first), int(last) - 1);
        m_rows.insert(m_rows.begin() + std::ptrdiff_t(first), wanted.begin() + std::ptrdiff_t(first),
                      wanted.begin() + std::ptrdiff_t(last));
        endInsertRows();
        first = last;
    }
}

void IncidentModel::tellChanged(int first, int last)
{
    Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
}

} // namespace fusebox::ui
