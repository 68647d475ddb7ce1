// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "core/settings/field.h"
#include "ui/dialogs/field_input.h"
#include "ui/theme/theme.h"

class QGridLayout;
class QLabel;
class QToolButton;
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

    /// A secret of this row is on its way to the keyring: it is refused until one of the next two is called.
    void beginKeeping();
    void setKept(const QString &reference);
    void setNotKept(const QString &sentence);

Q_SIGNALS:
    void edited();
    /// What is typed is to be kept in the keyring; only of secrets.
    void keepRequested(const QByteArray &value);

private:
    void addKeepButton(QGridLayout &grid, int row, QWidget *parent);
    void showKeepButton();
    void mark(const QString &sentence);
    [[nodiscard]] QString referenceFault() const;
    [[nodiscard]] QString hint() const;

    FieldSpec m_spec;
    const settings::Field &m_field;
    const Theme &m_theme;
    QLabel *m_label = nullptr;
    FieldInput m_input;
    QLabel *m_hint = nullptr;
    QToolButton *m_keep = nullptr; ///< null: it is no secret
    bool m_isBeingKept = false;
    QString m_notKept = {}; ///< why not, until something else is typed
};

/// Marks a field as bad, or not. The mark is a border and a tint; the sentence is the caller's to show.
void markField(QWidget &edit, bool bad, const QString &sentence);

} // namespace fusebox::ui
