// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/endpoint_form.h"

#include <optional>

#include <QGridLayout>
#include <QToolButton>

#include "core/settings/field_use.h"
#include "ui/dialogs/endpoint_fields.h"
#include "ui/panes/text_labels.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

EndpointForm::EndpointForm(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, spaceS, 0);
    grid->setHorizontalSpacing(spaceM);
    grid->setVerticalSpacing(spaceXs);
    grid->setColumnMinimumWidth(0, 110);
    grid->setColumnStretch(2, 1);
    for (const FieldSpec &spec : endpointFields()) {
        if (!m_headings.contains(spec.section))
            addSection(*grid, spec.section);
        m_rows.push_back(new FieldRow(spec, theme, *grid, this));
        connect(m_rows.back(), &FieldRow::edited, this, &EndpointForm::edited);
        connect(m_rows.back(), &FieldRow::keepRequested, this,
                [this, row = m_rows.back()](const QByteArray &value) { Q_EMIT keepRequested(row, value); });
    }
    grid->setRowStretch(grid->rowCount(), 1);
    showRows();
}

void EndpointForm::addSection(QGridLayout &grid, FieldSection section)
{
    auto *heading = new QToolButton(this);
    heading->setObjectName(QStringLiteral("section-%1").arg(static_cast<int>(section)));
    heading->setProperty("disclosure", true);
    heading->setText(sectionTitle(section));
    heading->setFont(strongFont(heading->font()));
    heading->setCheckable(true);
    heading->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    grid.addWidget(heading, grid.rowCount(), 0, 1, 3, Qt::AlignLeft);
    m_headings[section] = heading;
    setUnfolded(section, !beginsFolded(section));
    connect(heading, &QToolButton::toggled, this, [this, section](bool unfolded) {
        setUnfolded(section, unfolded);
        showRows();
        revealBad();
    });
}

void EndpointForm::setUnfolded(FieldSection section, bool unfolded)
{
    QToolButton *heading = m_headings.at(section);
    heading->setChecked(unfolded);
    heading->setArrowType(unfolded ? Qt::DownArrow : Qt::RightArrow);
}

void EndpointForm::load(const settings::EndpointConfig &config)
{
    const settings::EndpointConfig defaults;
    for (FieldRow *row : m_rows) {
        row->load(config);
        if (row->differsFrom(defaults))
            setUnfolded(row->spec().section, true);
    }
    showRows();
}

tl::expected<void, QString> EndpointForm::store(settings::EndpointConfig &config)
{
    tl::expected<void, QString> result;
    m_bad = nullptr;
    for (FieldRow *row : m_rows) {
        if (!isUsed(*row))
            continue;
        const auto stored = row->store(config);
        if (stored || m_bad)
            continue;
        m_bad = row;
        result = tl::make_unexpected(tr("%1: %2").arg(row->spec().label, stored.error()));
    }
    return result;
}

void EndpointForm::setScheme(const probe::Scheme *scheme)
{
    m_scheme = scheme;
    showRows();
}

bool EndpointForm::isUsed(const FieldRow &row) const
{
    return settings::isUsedBy(m_scheme, row.field());
}

void EndpointForm::revealBad()
{
    if (!m_bad || (m_bad->isVisible() && isVisible()))
        return;
    setUnfolded(m_bad->spec().section, true);
    Q_EMIT revealed();
    m_bad->setFocus();
}

void EndpointForm::showRows()
{
    for (const auto &[section, heading] : m_headings)
        heading->hide();
    for (FieldRow *row : m_rows) {
        QToolButton *heading = m_headings.at(row->spec().section);
        const bool isShown = isUsed(*row);
        if (isShown)
            heading->show();
        row->setVisible(isShown && heading->isChecked());
    }
}

} // namespace fusebox::ui
