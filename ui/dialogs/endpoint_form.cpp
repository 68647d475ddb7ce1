// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/endpoint_form.h"

#include <optional>

#include <QGridLayout>

#include "ui/panes/text_labels.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

QLabel *addHeading(QGridLayout &grid, QWidget *parent, FieldSection section)
{
    QLabel *heading = plainLabel(parent, sectionTitle(section));
    heading->setFont(strongFont(heading->font()));
    heading->setContentsMargins(0, spaceS, 0, 0);
    grid.addWidget(heading, grid.rowCount(), 0, 1, 3);
    return heading;
}

} // namespace

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
    std::optional<FieldSection> section;
    for (const FieldSpec &spec : endpointFields()) {
        if (spec.section != section) {
            QLabel *heading = addHeading(*grid, this, spec.section);
            if (spec.section == FieldSection::WebSocket)
                m_webSocketTitle = heading;
        }
        section = spec.section;
        m_rows.push_back(new FieldRow(spec, theme, *grid, this));
        connect(m_rows.back(), &FieldRow::edited, this, &EndpointForm::edited);
    }
    grid->setRowStretch(grid->rowCount(), 1);
    setWebSocket(false);
}

void EndpointForm::load(const health::EndpointConfig &config)
{
    for (FieldRow *row : m_rows)
        row->load(config);
}

tl::expected<void, QString> EndpointForm::store(health::EndpointConfig &config)
{
    tl::expected<void, QString> result;
    for (FieldRow *row : m_rows) {
        const auto stored = row->store(config);
        if (!stored && result)
            result = tl::make_unexpected(tr("%1: %2").arg(row->spec().label, stored.error()));
    }
    return result;
}

void EndpointForm::setWebSocket(bool isWebSocket)
{
    m_webSocketTitle->setVisible(isWebSocket);
    for (FieldRow *row : m_rows) {
        if (row->spec().section == FieldSection::WebSocket)
            row->setVisible(isWebSocket);
    }
}

} // namespace fusebox::ui
