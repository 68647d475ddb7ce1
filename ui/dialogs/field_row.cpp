// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/field_row.h"

#include <QGridLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>

#include "core/settings/config_fields.h"
#include "core/settings/secret_filling.h"
#include "ui/panes/text_labels.h"
#include "ui/text/input_errors.h"
#include "ui/text/secret_text.h"

namespace fusebox::ui {

namespace {

constexpr int editWidth = 120;

/// A style sheet looks at properties only then.
void polishAnew(QWidget &widget)
{
    widget.style()->unpolish(&widget);
    widget.style()->polish(&widget);
}

/// What is part of a value, such as its user, goes by the field of the whole.
const settings::Field &fieldFor(QStringView key)
{
    const settings::Field *field = settings::findField(key);
    return field ? *field : fieldFor(key.first(key.lastIndexOf(u'.')));
}

} // namespace

void markField(QWidget &edit, bool bad, const QString &sentence)
{
    edit.setAccessibleDescription(sentence);
    if (edit.property("invalid").toBool() == bad)
        return;
    edit.setProperty("invalid", bad);
    polishAnew(edit);
    for (QWidget *part : edit.findChildren<QWidget *>())
        polishAnew(*part);
}

FieldRow::FieldRow(const FieldSpec &spec, const Theme &theme, QGridLayout &grid, QWidget *parent)
    : QObject(parent)
    , m_spec(spec)
    , m_field(fieldFor(spec.key))
    , m_theme(theme)
    , m_label(plainLabel(parent, spec.label))
    , m_input(makeInput(spec, parent,
                        [this] {
                            m_notKept.clear();
                            Q_EMIT edited();
                        }))
    , m_hint(captionLabel(theme, parent, spec.hint))
{
    m_input.widget->setObjectName(spec.key);
    m_input.widget->setAccessibleName(spec.label);
    m_input.widget->setMinimumWidth(editWidth);
    m_label->setBuddy(m_input.widget);
    for (QWidget *part : {static_cast<QWidget *>(m_label), m_input.widget})
        part->setToolTip(QString(m_field.about).toHtmlEscaped());
    m_hint->setObjectName(spec.key + QStringLiteral(".hint"));
    m_hint->setWordWrap(true);
    const int row = grid.rowCount();
    grid.addWidget(m_label, row, 0, m_input.isTall ? Qt::AlignTop : Qt::Alignment());
    grid.addWidget(m_input.widget, row, 1, 1, m_input.isWide ? 2 : 1);
    if (spec.editor == FieldEditor::Secret)
        addKeepButton(grid, row, parent);
    else
        grid.addWidget(m_hint, m_input.isWide ? row + 1 : row, m_input.isWide ? 1 : 2, 1,
                       m_input.isWide ? 2 : 1);
}

void FieldRow::load(const settings::EndpointConfig &config)
{
    m_input.setText(m_spec.print(config));
    m_hint->setText(hint());
    showKeepButton();
}

/// Beside the hint.
void FieldRow::addKeepButton(QGridLayout &grid, int row, QWidget *parent)
{
    m_keep = new QToolButton(parent);
    m_keep->setObjectName(m_spec.key + QStringLiteral(".keep"));
    m_keep->setText(tr("To keyring"));
    m_keep->setToolTip(tr("Keeps it in the desktop's keyring; the file then only says where it is."));
    connect(m_keep, &QToolButton::clicked, this, [this] { Q_EMIT keepRequested(m_input.text().toUtf8()); });
    auto *beside = new QHBoxLayout;
    beside->addWidget(m_hint, 1);
    beside->addWidget(m_keep);
    grid.addLayout(beside, row, 2);
    showKeepButton();
}

/// Where there is something that is not elsewhere already.
void FieldRow::showKeepButton()
{
    if (m_keep)
        m_keep->setVisible(isVisible() && !m_isBeingKept && !m_input.text().isEmpty() &&
                           !m_input.text().contains(QStringLiteral("${")));
}

void FieldRow::beginKeeping()
{
    m_isBeingKept = true;
    m_input.widget->setEnabled(false);
    Q_EMIT edited();
}

void FieldRow::setKept(const QString &reference)
{
    m_isBeingKept = false;
    m_input.widget->setEnabled(true);
    m_input.setText(reference);
    Q_EMIT edited();
}

void FieldRow::setNotKept(const QString &sentence)
{
    m_isBeingKept = false;
    m_notKept = sentence;
    m_input.widget->setEnabled(true);
    Q_EMIT edited();
}

tl::expected<void, QString> FieldRow::store(settings::EndpointConfig &config)
{
    const QString fault = m_isBeingKept ? tr("Is being moved to the keyring.") : referenceFault();
    auto stored = fault.isEmpty() ? m_spec.parse(m_input.text(), config)
                                  : tl::expected<void, QString>(tl::unexpected(fault));
    mark(stored ? QString() : stored.error());
    return stored;
}

/// Of a text in which a reference to a secret is written wrong; empty: all is well.
QString FieldRow::referenceFault() const
{
    const auto parts =
        settings::mayRefer(m_field) ? settings::partsIn(m_input.text().toUtf8()) : settings::TextParts();
    return parts ? QString() : inputError(parts.error());
}

/// What it means or, of one that refers to secrets, where those are from.
QString FieldRow::hint() const
{
    if (!m_notKept.isEmpty())
        return m_notKept;
    const QString source = settings::mayRefer(m_field) ? sourcePhrase(m_input.text()) : QString();
    return source.isEmpty() ? m_spec.hint : source;
}

void FieldRow::setVisible(bool visible)
{
    m_label->setVisible(visible);
    m_input.widget->setVisible(visible);
    m_hint->setVisible(visible);
    showKeepButton();
}

bool FieldRow::isVisible() const
{
    return !m_input.widget->isHidden();
}

void FieldRow::setFocus()
{
    m_input.widget->setFocus();
}

bool FieldRow::differsFrom(const settings::EndpointConfig &config) const
{
    return m_input.text() != m_spec.print(config);
}

void FieldRow::mark(const QString &sentence)
{
    const bool bad = !sentence.isEmpty();
    markField(*m_input.widget, bad, sentence);
    m_hint->setText(bad ? sentence : hint());
    showKeepButton();
    setInk(*m_hint, bad ? m_theme.colours().of(health::Status::Unhealthy).text : m_theme.colours().secondary);
}

} // namespace fusebox::ui
