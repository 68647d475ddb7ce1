// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "ui/dialogs/field_spec.h"

class QHeaderView;
class QTableWidget;
class QToolButton;

namespace fusebox::ui {

/// A list of things, a row for each, that is hidden while it is empty. By keyboard: Add begins a row in its
/// first cell, Tab goes to the next cell while one is edited and leaves the table otherwise, Return edits,
/// Delete removes the row.
class TableEditor final : public QWidget
{
    Q_OBJECT

public:
    TableEditor(const std::vector<FieldColumn> &columns, QWidget *parent);

    /// As rowsText() makes it.
    [[nodiscard]] QString text() const;
    void setText(const QString &text);

Q_SIGNALS:
    void edited();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void setUpTable();
    void setUpHeader(QHeaderView &header);
    void append(const QStringList &cells);
    void addRow();
    void removeRow();
    void fit();

    std::vector<FieldColumn> m_columns;
    QTableWidget *m_table = nullptr;
    QToolButton *m_add = nullptr;
    QToolButton *m_remove = nullptr;
};

} // namespace fusebox::ui
