// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/field_row.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QStyle>

#include "ui/panes/text_labels.h"

namespace fusebox::ui {

namespace {

constexpr int editWidth = 120;

} // namespace

void markField(QWidget &edit, bool bad, const QString &sentence)
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
    , m_edit(makeEditor(parent))
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
}

QWidget *FieldRow::makeEditor(QWidget *parent)
{
    switch (m_spec.editor) {
    case FieldEditor::Choice: {
        auto *box = new QComboBox(parent);
        box->addItems(m_spec.choices);
        connect(box, &QComboBox::currentTextChanged, this, &FieldRow::edited);
        return box;
    }
    case FieldEditor::Flag: {
        auto *box = new QCheckBox(m_spec.choices.at(0), parent);
        connect(box, &QCheckBox::toggled, box, // in words, too
                [box, words = m_spec.choices](bool on) { box->setText(words.at(on ? 1 : 0)); });
        connect(box, &QCheckBox::toggled, this, &FieldRow::edited);
        return box;
    }
    case FieldEditor::Line:
    case FieldEditor::Secret: break;
    }
    auto *line = new QLineEdit(parent);
    if (m_spec.editor == FieldEditor::Secret)
        line->setEchoMode(QLineEdit::Password);
    connect(line, &QLineEdit::textChanged, this, &FieldRow::edited);
    return line;
}

QString FieldRow::text() const
{
    if (const auto *box = qobject_cast<const QComboBox *>(m_edit))
        return box->currentText();
    if (const auto *box = qobject_cast<const QCheckBox *>(m_edit))
        return m_spec.choices.at(box->isChecked() ? 1 : 0);
    return static_cast<const QLineEdit *>(m_edit)->text();
}

void FieldRow::load(const health::EndpointConfig &config)
{
    const QString text = m_spec.print(config);
    if (auto *choice = qobject_cast<QComboBox *>(m_edit))
        choice->setCurrentText(text);
    else if (auto *flag = qobject_cast<QCheckBox *>(m_edit))
        flag->setChecked(text == m_spec.choices.at(1));
    else
        static_cast<QLineEdit *>(m_edit)->setText(text);
}

tl::expected<void, QString> FieldRow::store(health::EndpointConfig &config)
{
    auto stored = m_spec.parse(text(), config);
    mark(stored ? QString() : stored.error());
    return stored;
}

void FieldRow::setVisible(bool visible)
{
    m_label->setVisible(visible);
    m_edit->setVisible(visible);
    m_hint->setVisible(visible);
}

bool FieldRow::isVisible() const
{
    return !m_edit->isHidden();
}

void FieldRow::setFocus()
{
    m_edit->setFocus();
}

bool FieldRow::differsFrom(const health::EndpointConfig &config) const
{
    return text() != m_spec.print(config);
}

void FieldRow::mark(const QString &sentence)
{
    const bool bad = !sentence.isEmpty();
    markField(*m_edit, bad, sentence);
    m_hint->setText(bad ? sentence : m_spec.hint);
    setInk(*m_hint, bad ? m_theme.colours().of(health::Status::Unhealthy).text : m_theme.colours().secondary);
}

} // namespace fusebox::ui
