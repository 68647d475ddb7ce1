// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/fact_grid.h"

#include <QGridLayout>

#include "ui/panes/text_labels.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

FactGrid::FactGrid(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins({});
    m_grid->setHorizontalSpacing(spaceM);
    m_grid->setVerticalSpacing(spaceXs);
    m_grid->setColumnStretch(1, 1);
}

void FactGrid::show(const FactTexts &facts)
{
    while (m_rows.size() < facts.size())
        m_rows.push_back(addRow());
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const bool used = i < facts.size();
        m_rows[i].caption->setVisible(used);
        m_rows[i].value->setVisible(used);
        m_rows[i].caption->setText(used ? facts[i].first : QString());
        m_rows[i].value->setText(used ? facts[i].second : QString());
    }
}

FactGrid::Row FactGrid::addRow()
{
    const Row row{captionLabel(m_theme, this), plainLabel(this)};
    row.value->setWordWrap(true);
    row.value->setMinimumWidth(1); // a word that is too long is cut, rather than all that is beside it
    row.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    const int line = static_cast<int>(m_rows.size());
    m_grid->addWidget(row.caption, line, 0, Qt::AlignTop | Qt::AlignLeft);
    m_grid->addWidget(row.value, line, 1);
    return row;
}

} // namespace fusebox::ui
