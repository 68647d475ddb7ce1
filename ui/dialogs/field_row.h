// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "core/settings/field.h"
#include "ui/dialogs/field_input.h"
#include "ui/theme/theme.h"

class QGridLayout;
class QLabel;
class QWidget;

namespace fusebox::ui {

/// A label, a field, and beside it (below one that is wide) what it means; when the value is bad the field is
/// marked and the sentence of what would be right stands there instead, so that nothing moves.
class FieldRow final : public QObject
{
    Q_OBJECT

public:
    /// Takes the next row of `grid`, or the next two.
    FieldRow(const FieldSpec &spec, const Theme &theme, QGridLayout &grid, QWidget *parent);

    [[nodiscard]] const FieldSpec &spec() const { return m_spec; }
    /// Of the table of settings, which the row is, or is a part of.
    [[nodiscard]] const settings::Field &field() const { return m_field; }
    void load(const settings::EndpointConfig &config);
    /// Puts the value into `config`, or marks the field and answers with the sentence.
    [[nodiscard]] tl::expected<void, QString> store(settings::EndpointConfig &config);
    void setVisible(bool visible);
    [[nodiscard]] bool isVisible() const;
    void setFocus();
    /// What is typed or picked is not what `config` has.
    [[nodiscard]] bool differsFrom(const settings::EndpointConfig &config) const;

Q_SIGNALS:
    void edited();

private:
    void mark(const QString &sentence);
    [[nodiscard]] QString referenceFault() const;
    [[nodiscard]] QString hint() const;

    FieldSpec m_spec;
    const settings::Field &m_field;
    const Theme &m_theme;
    QLabel *m_label = nullptr;
    FieldInput m_input;
    QLabel *m_hint = nullptr;
};

/// Marks a field as bad, or not. The mark is a border and a tint; the sentence is the caller's to show.
void markField(QWidget &edit, bool bad, const QString &sentence);

} // namespace fusebox::ui
