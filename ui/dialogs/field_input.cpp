// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/field_input.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>

#include "ui/dialogs/table_editor.h"

namespace fusebox::ui {

namespace {

using Edited = std::function<void()>;

FieldInput lineInput(QWidget *parent, const Edited &edited)
{
    auto *line = new QLineEdit(parent);
    QObject::connect(line, &QLineEdit::textChanged, line, edited);
    return {line, [line] { return line->text(); },
            [line](const QString &text) {
                line->setText(text);
                line->setCursorPosition(0); // what is too long shows its beginning
            }};
}

FieldInput longLineInput(QWidget *parent, const Edited &edited)
{
    FieldInput input = lineInput(parent, edited);
    input.isWide = true;
    return input;
}

FieldInput secretInput(QWidget *parent, const Edited &edited)
{
    FieldInput input = lineInput(parent, edited);
    static_cast<QLineEdit *>(input.widget)->setEchoMode(QLineEdit::Password);
    return input;
}

FieldInput choiceInput(const QStringList &choices, QWidget *parent, const Edited &edited)
{
    auto *box = new QComboBox(parent);
    box->addItems(choices);
    QObject::connect(box, &QComboBox::currentTextChanged, box, edited);
    return {box, [box] { return box->currentText(); },
            [box](const QString &text) { box->setCurrentText(text); }};
}

FieldInput flagInput(const QStringList &words, QWidget *parent, const Edited &edited)
{
    auto *box = new QCheckBox(words.at(0), parent);
    QObject::connect(box, &QCheckBox::toggled, box, // in words, too
                     [box, words](bool on) { box->setText(words.at(on ? 1 : 0)); });
    QObject::connect(box, &QCheckBox::toggled, box, edited);
    return {box, [box] { return box->text(); },
            [box, words](const QString &text) { box->setChecked(text == words.at(1)); }};
}

FieldInput textInput(QWidget *parent, const Edited &edited)
{
    constexpr int linesShown = 4;
    auto *edit = new QPlainTextEdit(parent);
    edit->setTabChangesFocus(true);
    edit->setFixedHeight(edit->fontMetrics().lineSpacing() * linesShown +
                         2 * static_cast<int>(edit->document()->documentMargin()) + 2 * edit->frameWidth());
    QObject::connect(edit, &QPlainTextEdit::textChanged, edit, edited);
    // toPlainText() would make a blank of one that does not break.
    return {edit, [edit] { return edit->document()->toRawText().replace(QChar::ParagraphSeparator, u'\n'); },
            [edit](const QString &text) { edit->setPlainText(text); }, true, true};
}

FieldInput tableInput(const std::vector<FieldColumn> &columns, QWidget *parent, const Edited &edited)
{
    auto *table = new TableEditor(columns, parent);
    QObject::connect(table, &TableEditor::edited, table, edited);
    return {table, [table] { return table->text(); }, [table](const QString &text) { table->setText(text); },
            true, true};
}

} // namespace

FieldInput makeInput(const FieldSpec &spec, QWidget *parent, std::function<void()> edited)
{
    switch (spec.editor) {
    case FieldEditor::Choice: return choiceInput(spec.choices, parent, edited);
    case FieldEditor::Flag: return flagInput(spec.choices, parent, edited);
    case FieldEditor::Text: return textInput(parent, edited);
    case FieldEditor::Table: return tableInput(spec.columns, parent, edited);
    case FieldEditor::Secret: return secretInput(parent, edited);
    case FieldEditor::LongLine: return longLineInput(parent, edited);
    case FieldEditor::Line: break;
    }
    return lineInput(parent, edited);
}

} // namespace fusebox::ui
