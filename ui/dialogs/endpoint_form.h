// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <vector>

#include <QWidget>

#include "ui/dialogs/field_row.h"

class QGridLayout;
class QToolButton;

namespace fusebox::ui {

/// The settings that have a default, under headings that fold. Only those show that the scheme has a use for;
/// a section whose values are all the default begins folded, if it is not among those used most.
class EndpointForm final : public QWidget
{
    Q_OBJECT

public:
    explicit EndpointForm(const Theme &theme, QWidget *parent = nullptr);

    void load(const settings::EndpointConfig &config);
    /// Puts every value that the scheme has a use for into `config` and marks the bad ones; the sentence of
    /// the first, led by its label. Others keep what they have in `config`.
    [[nodiscard]] tl::expected<void, QString> store(settings::EndpointConfig &config);
    void setScheme(const probe::Scheme *scheme);
    /// Unfolds the section of the first bad value, if it cannot be seen, and gives it the keyboard.
    void revealBad();

Q_SIGNALS:
    void edited();
    void keepRequested(fusebox::ui::FieldRow *row, const QByteArray &value);
    /// A bad value was folded away and is unfolded again.
    void revealed();

private:
    void addSection(QGridLayout &grid, FieldSection section);
    void setUnfolded(FieldSection section, bool unfolded);
    [[nodiscard]] bool isUsed(const FieldRow &row) const;
    void showRows();

    const Theme &m_theme;
    const probe::Scheme *m_scheme = nullptr; ///< null: none that is known
    std::vector<FieldRow *> m_rows;
    std::map<FieldSection, QToolButton *> m_headings;
    FieldRow *m_bad = nullptr; ///< the first, after store()
};

} // namespace fusebox::ui
