// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/incident_detail.h"

#include <algorithm>

#include <QBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>

#include "ui/panes/fact_grid.h"
#include "ui/panes/scrolled_page.h"
#include "ui/panes/text_labels.h"
#include "ui/panes/timeline_list.h"
#include "ui/rows/incident_texts.h"
#include "ui/text/outage_text.h"
#include "ui/text/plain.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

IncidentDetail::IncidentDetail(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("incidentDetail"));
    auto *nothing = captionLabel(theme, this, tr("Select an incident to see what happened."));
    nothing->setAlignment(Qt::AlignCenter);
    nothing->setWordWrap(true);
    m_stack->addWidget(nothing);
    m_stack->addWidget(scrolledPage(makePage(), QStringLiteral("incidentScroll")));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_stack);
}

void IncidentDetail::show(const history::Incident &incident, health::WallTime now)
{
    const bool isAnother = incident.outage.id != m_incident.outage.id;
    if (isAnother)
        keepDraft();
    m_incident = incident;
    m_now = now;
    m_title->setText(outagePhrase(incident.outage));
    m_facts->show(incidentFacts(incident, now));
    m_lines.set(timelineOf(incident));
    if (isAnother)
        m_note->setText(m_drafts.contains(incident.outage.id) ? m_drafts[incident.outage.id] : QString());
    followLine();
    m_stack->setCurrentIndex(1);
}

void IncidentDetail::showNothing()
{
    keepDraft();
    m_incident = {};
    m_lines.set({});
    m_stack->setCurrentIndex(0);
}

QWidget *IncidentDetail::makePage()
{
    auto *page = new QWidget(this);
    m_title = plainLabel(page);
    m_title->setObjectName(QStringLiteral("incidentTitle"));
    m_title->setFont(strongFont(m_title->font()));
    m_title->setWordWrap(true);
    m_title->setMinimumWidth(1);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts = new FactGrid(m_theme, page);
    m_facts->setObjectName(QStringLiteral("incidentFacts"));
    m_chart = new QPushButton(tr("Show in &chart"), page);
    m_chart->setObjectName(QStringLiteral("incidentChart"));
    m_chart->setToolTip(tr("The latency of that time; of whom the line is that is chosen below"));
    m_timeline = new TimelineList(m_lines, m_theme, page);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    layout->setSpacing(spaceS);
    layout->addWidget(m_title);
    layout->addWidget(m_facts);
    layout->addWidget(m_chart, 0, Qt::AlignLeft);
    layout->addWidget(m_timeline, 1);
    layout->addWidget(makeNote(page));
    connect(m_chart, &QPushButton::clicked, this, &IncidentDetail::requestChart);
    connect(m_timeline, &QAbstractItemView::activated, this, &IncidentDetail::requestChart);
    connect(m_timeline->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &IncidentDetail::followLine);
    return page;
}

QWidget *IncidentDetail::makeNote(QWidget *parent)
{
    auto *row = new QWidget(parent);
    m_note = new QLineEdit(row);
    m_note->setObjectName(QStringLiteral("incidentNote"));
    m_note->setAccessibleName(tr("A note to this incident"));
    m_note->setPlaceholderText(tr("What was it? What helped?"));
    m_note->setMaxLength(longestNote);
    m_write = new QPushButton(tr("Add &note"), row);
    m_write->setObjectName(QStringLiteral("incidentWrite"));
    m_write->setEnabled(false);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    layout->setSpacing(spaceS);
    layout->addWidget(m_note, 1);
    layout->addWidget(m_write);
    connect(m_note, &QLineEdit::textChanged, m_write,
            [this](const QString &text) { m_write->setEnabled(!text.trimmed().isEmpty()); });
    connect(m_note, &QLineEdit::returnPressed, this, &IncidentDetail::writeNote);
    connect(m_write, &QPushButton::clicked, this, &IncidentDetail::writeNote);
    return row;
}

/// With a little before and after: how it was is half of what one wants to see.
void IncidentDetail::requestChart()
{
    const settings::EndpointId id = charted();
    if (id.isEmpty())
        return;
    const auto &hit = m_incident.outage.endpoints;
    const auto own = std::ranges::find(hit, id, &history::AffectedEndpoint::id);
    const health::WallTime from = own == hit.end() ? m_incident.outage.from : own->from;
    const health::WallTime to = (own == hit.end() ? m_incident.outage.to : own->to).value_or(m_now);
    const auto margin = std::max<std::chrono::milliseconds>((to - from) / 4, std::chrono::seconds(30));
    Q_EMIT chartRequested(id, from - margin, to + margin);
}

void IncidentDetail::writeNote()
{
    const QString text = plainLine(m_note->text(), longestNote);
    if (text.isEmpty() || m_incident.outage.id == 0)
        return;
    m_note->clear();
    Q_EMIT noteWritten(m_incident.outage.id, text);
}

void IncidentDetail::keepDraft()
{
    if (m_note->text().isEmpty())
        m_drafts.erase(m_incident.outage.id);
    else
        m_drafts[m_incident.outage.id] = m_note->text();
}

/// Of the chosen line, or the first that is still there.
settings::EndpointId IncidentDetail::charted() const
{
    const auto isThere = [this](const settings::EndpointId &id) {
        const history::EndpointTitle *title = m_incident.titleOf(id);
        return title && !title->isRemoved;
    };
    if (const settings::EndpointId chosen = m_timeline->currentEndpoint(); isThere(chosen))
        return chosen;
    const auto &hit = m_incident.outage.endpoints;
    const auto first = std::ranges::find_if(hit, isThere, &history::AffectedEndpoint::id);
    return first == hit.end() ? settings::EndpointId() : first->id;
}

void IncidentDetail::followLine()
{
    m_chart->setEnabled(!charted().isEmpty());
}

} // namespace fusebox::ui
