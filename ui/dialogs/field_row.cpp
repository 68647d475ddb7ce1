// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/field_row.h"

#include <QGridLayout>
#include <QLineEdit>
#include <QStyle>

#include "ui/panes/text_labels.h"

namespace fusebox::ui {

namespace {

constexpr int editWidth = 120;

} // namespace

void markField(QLineEdit &edit, bool bad, const QString &sentence)
{
    edit.setAccessibleDescription(sentence);
    if (edit.property("invalid").toBool() == bad)
        return;
    edit.setProperty("invalid", bad);
    edit.style()->unpolish(&edit);
    edit.style()->polish(&edit);
}

FieldRow::FieldRow(const FieldSpec &spec, const Theme &theme, QGridLayout &grid, QWidget *parent)
    : QObject(parent)
    , m_spec(spec)
    , m_theme(theme)
    , m_label(plainLabel(parent, spec.label))
    , m_edit(new QLineEdit(parent))
    , m_hint(captionLabel(theme, parent, spec.hint))
{
    m_edit->setObjectName(spec.key);
    m_edit->setAccessibleName(spec.label);
    m_edit->setMinimumWidth(editWidth);
    m_label->setBuddy(m_edit);
    m_hint->setObjectName(spec.key + QStringLiteral(".hint"));
    m_hint->setWordWrap(true);
    const int row = grid.rowCount();
    grid.addWidget(m_label, row, 0);
    grid.addWidget(m_edit, row, 1);
    grid.addWidget(m_hint, row, 2);
    connect(m_edit, &QLineEdit::textChanged, this, &FieldRow::edited);
}

void FieldRow::load(const health::EndpointConfig &config)
{
    m_edit->setText(m_spec.print(config));
}

tl::expected<void, QString> FieldRow::store(health::EndpointConfig &config)
{
    auto stored = m_spec.parse(m_edit->text(), config);
    mark(stored ? QString() : stored.error());
    return stored;
}

void FieldRow::setVisible(bool visible)
{
    m_label->setVisible(visible);
    m_edit->setVisible(visible);
    m_hint->setVisible(visible);
}

void FieldRow::mark(const QString &sentence)
{
    const bool bad = !sentence.isEmpty();
    markField(*m_edit, bad, sentence);
    m_hint->setText(bad ? sentence : m_spec.hint);
    setInk(*m_hint, bad ? m_theme.colours().of(health::Status::Unhealthy).text : m_theme.colours().secondary);
}

} // namespace fusebox::ui
