// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/incident_pane.h"

#include <algorithm>

#include <QBoxLayout>
#include <QComboBox>
#include <QLineEdit>
#include <QResizeEvent>
#include <QSplitter>
#include <QStackedWidget>

#include "ui/panes/incident_detail.h"
#include "ui/panes/incident_list.h"
#include "ui/panes/text_labels.h"
#include "ui/text/sentences.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds lengthChoices[] = {0s, 1min, 5min, 15min, 1h, 24h};
/// From so many characters on there is room for the detail beside the list.
constexpr int charactersSideBySide = 130;
/// Lines that make it worth being looked at.
constexpr int usualLines = 24;
constexpr int fewestLinesShown = 12;

enum class CauseChoice { Any, Own, Host, Address, Issuer, Resolver };

std::optional<IncidentChoice::Cause> causeOf(CauseChoice choice)
{
    switch (choice) {
    case CauseChoice::Any: return {};
    case CauseChoice::Own: return IncidentChoice::Cause();
    case CauseChoice::Host: return health::CauseKind::Host;
    case CauseChoice::Address: return health::CauseKind::Address;
    case CauseChoice::Issuer: return health::CauseKind::Issuer;
    case CauseChoice::Resolver: return health::CauseKind::Resolver;
    }
    return {};
}

} // namespace

IncidentPane::IncidentPane(IncidentModel &incidents, const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_incidents(incidents)
    , m_chosen(incidents)
    , m_stack(new QStackedWidget(this))
    , m_parts(new QSplitter(Qt::Vertical))
    , m_list(new IncidentList(m_chosen, theme))
    , m_detail(new IncidentDetail(theme))
{
    setObjectName(QStringLiteral("incidentPane"));
    m_parts->setObjectName(QStringLiteral("incidentParts"));
    m_parts->setChildrenCollapsible(false);
    m_parts->setHandleWidth(splitterHandle);
    m_parts->addWidget(m_list);
    m_parts->addWidget(m_detail);
    m_stack->addWidget(makeMessage(theme));
    m_stack->addWidget(m_parts);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addLayout(makeHead(theme));
    layout->addWidget(m_stack, 1);
    connect(m_list, &IncidentList::currentChanged, this, &IncidentPane::showCurrent);
    connect(m_detail, &IncidentDetail::chartRequested, this, &IncidentPane::chartRequested);
    connect(m_detail, &IncidentDetail::noteWritten, this, &IncidentPane::noteWritten);
    showState();
}

void IncidentPane::setHistoryKept(bool kept)
{
    m_isKept = kept;
    showState();
}

void IncidentPane::show(std::vector<history::Incident> incidents)
{
    m_isRead = true;
    m_incidents.set(std::move(incidents));
    m_list->chooseFirst();
    showState();
    showCurrent();
}

void IncidentPane::open(std::int64_t outage)
{
    if (!m_incidents.find(outage))
        return;
    if (!m_list->choose(outage)) {
        m_filter->clear();
        m_cause->setCurrentIndex(0);
        m_length->setCurrentIndex(0);
        m_list->choose(outage);
    }
    showCurrent();
}

void IncidentPane::tick(health::WallTime now)
{
    m_incidents.setNow(now);
}

QSize IncidentPane::sizeHint() const
{
    return {QWidget::sizeHint().width(), usualLines * fontMetrics().lineSpacing()};
}

void IncidentPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    Q_EMIT looked();
}

void IncidentPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool isWide = event->size().width() >= charactersSideBySide * fontMetrics().averageCharWidth();
    const auto wanted = isWide ? Qt::Horizontal : Qt::Vertical;
    if (m_parts->orientation() == wanted && event->oldSize().isValid())
        return;
    m_parts->setOrientation(wanted);
    m_parts->setSizes(isWide ? QList<int>{event->size().width() * 11 / 20, event->size().width() * 9 / 20}
                             : QList<int>{event->size().height() * 2 / 5, event->size().height() * 3 / 5});
}

QBoxLayout *IncidentPane::makeHead(const Theme &theme)
{
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(QStringLiteral("incidentFilter"));
    m_filter->setPlaceholderText(tr("Endpoint, group, cause or note"));
    m_filter->setAccessibleName(tr("Filter incidents"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaxLength(200);
    m_filter->setFont(smallFont(font()));
    m_filter->setMinimumWidth(12 * fontMetrics().averageCharWidth());
    m_cause = makeChoice("incidentCause", tr("Which cause"));
    m_cause->addItems(
        {tr("Any cause"), tr("Its own"), tr("Host"), tr("Address"), tr("Certificates"), tr("Name servers")});
    m_length = makeChoice("incidentLength", tr("Least length"));
    for (const std::chrono::milliseconds least : lengthChoices)
        m_length->addItem(least == 0ms ? tr("Any length") : tr("From %1").arg(lengthText(least)));
    m_count = captionLabel(theme, this);
    m_count->setObjectName(QStringLiteral("incidentCount"));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(spaceS, spaceXs, spaceS, spaceXs);
    head->setSpacing(spaceS);
    head->addWidget(captionLabel(theme, this, tr("Incidents")));
    head->addWidget(m_filter, 1);
    for (QWidget *part : std::initializer_list<QWidget *>{m_cause, m_length, m_count})
        head->addWidget(part);
    connect(m_filter, &QLineEdit::textChanged, this, &IncidentPane::refilter);
    for (QComboBox *choice : {m_cause, m_length})
        connect(choice, &QComboBox::currentIndexChanged, this, &IncidentPane::refilter);
    connect(m_filter, &QLineEdit::returnPressed, m_list, qOverload<>(&QWidget::setFocus));
    return head;
}

QComboBox *IncidentPane::makeChoice(const char *name, const QString &what)
{
    auto *choice = new QComboBox(this);
    choice->setObjectName(QString::fromLatin1(name));
    choice->setAccessibleName(what);
    choice->setToolTip(what);
    choice->setFont(smallFont(font()));
    choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return choice;
}

QWidget *IncidentPane::makeMessage(const Theme &theme)
{
    m_message = captionLabel(theme, this);
    m_message->setObjectName(QStringLiteral("incidentMessage"));
    m_message->setFont(font());
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_message->setFocusPolicy(Qt::StrongFocus); // or nobody would read it out
    m_message->setMargin(spaceL);
    m_message->setMinimumHeight(fewestLinesShown * fontMetrics().lineSpacing());
    return m_message;
}

void IncidentPane::refilter()
{
    IncidentChoice choice;
    choice.setText(m_filter->text());
    choice.cause = causeOf(static_cast<CauseChoice>(std::max(0, m_cause->currentIndex())));
    choice.atLeast = lengthChoices[std::max(0, m_length->currentIndex())];
    m_chosen.setChoice(choice);
    m_list->chooseFirst();
    showCount();
    showCurrent();
}

void IncidentPane::showState()
{
    if (!m_isKept)
        m_message->setText(tr("No history is kept here, so what did not work is not remembered.\n"
                              "A window that is started with --no-history or --demo keeps none."));
    else if (!m_isRead)
        m_message->setText(tr("What is kept is being read."));
    else
        m_message->setText(tr("There was no incident yet.\nOne begins when an endpoint becomes unhealthy, or "
                              "has been degraded for a minute. It is kept here: why, who was hit, what was "
                              "done meanwhile, and how long it took."));
    const bool hasAny = m_isKept && m_incidents.rowCount() > 0;
    const bool isRead = m_message->hasFocus();
    m_stack->setCurrentIndex(hasAny ? 1 : 0);
    setFocusProxy(hasAny ? static_cast<QWidget *>(m_list) : m_message);
    if (isRead)
        setFocus();
    for (QWidget *part : std::initializer_list<QWidget *>{m_filter, m_cause, m_length})
        part->setEnabled(hasAny);
    showCount();
}

void IncidentPane::showCount()
{
    const int all = m_incidents.rowCount();
    const int shown = m_chosen.rowCount();
    m_count->setVisible(m_stack->currentIndex() == 1);
    m_count->setToolTip(m_incidents.isCut() ? tr("Older ones are kept, but not shown.") : QString());
    const QString known = m_incidents.isCut() ? tr("the newest %1").arg(countText(all)) : countText(all);
    m_count->setText(shown == all ? known : tr("%1 of %2").arg(countText(shown), known));
}

void IncidentPane::showCurrent()
{
    if (const history::Incident *incident = m_list->current())
        m_detail->show(*incident, m_incidents.now());
    else
        m_detail->showNothing();
}

} // namespace fusebox::ui
