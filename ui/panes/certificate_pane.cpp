// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/certificate_pane.h"

#include <QBoxLayout>

#include "ui/panes/fact_grid.h"
#include "ui/text/certificate_facts.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

CertificatePane::CertificatePane(const Theme &theme, QWidget *parent)
    : QScrollArea(parent)
{
    setObjectName(QStringLiteral("certificatePane"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new QWidget(this);
    m_facts = new FactGrid(theme, page);
    m_facts->setObjectName(QStringLiteral("certificateFacts"));
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(spaceS, spaceS, spaceS, 0);
    layout->addWidget(m_facts);
    layout->addStretch();
    setWidget(page);
}

void CertificatePane::show(const probe::TlsFacts &tls, const probe::TrustProfile &trust,
                           health::WallTime wall)
{
    m_facts->show(certificateFacts(tls, trust, wall));
}

} // namespace fusebox::ui
