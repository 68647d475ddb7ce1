// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/table_editor.h"

#include <algorithm>

#include <QBoxLayout>
#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QToolButton>

#include "ui/dialogs/field_rows.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

constexpr int mostRowsShown = 6;
constexpr int choiceWidth = 100;
constexpr int hairline = 1;

/// A cell that is picked from words, or whose text is shown only while it is edited.
class ColumnDelegate final : public QStyledItemDelegate
{
public:
    ColumnDelegate(const FieldColumn &column, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_column(column)
    {
    }

    [[nodiscard]] QString displayText(const QVariant &value, const QLocale &locale) const override
    {
        const QString text = QStyledItemDelegate::displayText(value, locale);
        return m_column.isSecret && !text.isEmpty() ? QString(8, u'•') : text;
    }

    [[nodiscard]] QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                                        const QModelIndex &index) const override
    {
        if (m_column.choices.isEmpty())
            return QStyledItemDelegate::createEditor(parent, option, index);
        auto *box = new QComboBox(parent);
        box->addItems(m_column.choices);
        return box;
    }

private:
    FieldColumn m_column;
};

QToolButton *wordButton(const QString &text, const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setText(text);
    button->setObjectName(name);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace

TableEditor::TableEditor(const std::vector<FieldColumn> &columns, QWidget *parent)
    : QWidget(parent)
    , m_columns(columns)
    , m_table(new QTableWidget(0, static_cast<int>(columns.size()), this))
    , m_add(wordButton(tr("+ Add"), QStringLiteral("addRow"), this))
    , m_remove(wordButton(tr("Remove"), QStringLiteral("removeRow"), this))
{
    setUpTable();
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(spaceXs);
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(spaceXs);
    layout->addWidget(m_table);
    layout->addLayout(buttons);
    setFocusProxy(m_add);
    connect(m_add, &QToolButton::clicked, this, &TableEditor::addRow);
    connect(m_remove, &QToolButton::clicked, this, &TableEditor::removeRow);
    connect(m_table, &QTableWidget::cellChanged, this, &TableEditor::edited);
    fit();
}

void TableEditor::setUpTable()
{
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                             QAbstractItemView::AnyKeyPressed | QAbstractItemView::SelectedClicked);
    m_table->installEventFilter(this);
    setUpHeader(*m_table->horizontalHeader());
}

void TableEditor::setUpHeader(QHeaderView &header)
{
    QStringList titles;
    for (const FieldColumn &column : m_columns)
        titles << column.title;
    m_table->setHorizontalHeaderLabels(titles);
    header.setSectionResizeMode(QHeaderView::Stretch);
    header.setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header.setHighlightSections(false);
    header.setFixedHeight(rowHeight);
    header.setVisible(m_columns.size() > 1);
    for (int i = 0; i < m_table->columnCount(); ++i) {
        const FieldColumn &column = m_columns[static_cast<std::size_t>(i)];
        m_table->setItemDelegateForColumn(i, new ColumnDelegate(column, m_table));
        if (column.choices.isEmpty())
            continue;
        header.setSectionResizeMode(i, QHeaderView::Fixed);
        header.resizeSection(i, choiceWidth);
    }
}

QString TableEditor::text() const
{
    FieldRows rows;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < m_table->columnCount(); ++column)
            cells << m_table->item(row, column)->text().replace(u'\t', u' ').replace(u'\n', u' ');
        rows << cells;
    }
    return rowsText(rows);
}

void TableEditor::setText(const QString &text)
{
    m_table->setRowCount(0);
    for (const QStringList &cells : rowsOf(text, m_columns))
        append(cells);
    fit();
    Q_EMIT edited();
}

void TableEditor::append(const QStringList &cells)
{
    const QSignalBlocker blocker(m_table);
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    for (int column = 0; column < m_table->columnCount(); ++column) {
        const FieldColumn &about = m_columns[static_cast<std::size_t>(column)];
        auto *item = new QTableWidgetItem(cells.value(column));
        if (item->text().isEmpty() && !about.choices.isEmpty())
            item->setText(about.choices.front());
        if (about.isSecret)
            item->setData(Qt::AccessibleTextRole, tr("not shown"));
        m_table->setItem(row, column, item);
    }
}

void TableEditor::addRow()
{
    append({});
    fit();
    m_table->setCurrentCell(m_table->rowCount() - 1, 0);
    m_table->setFocus();
    m_table->editItem(m_table->currentItem());
    Q_EMIT edited();
}

void TableEditor::removeRow()
{
    const int row = std::max(m_table->currentRow(), 0);
    m_table->removeRow(row);
    fit();
    if (m_table->rowCount() == 0)
        m_add->setFocus();
    else
        m_table->setCurrentCell(std::min(row, m_table->rowCount() - 1), 0);
    Q_EMIT edited();
}

/// As high as its rows.
void TableEditor::fit()
{
    const int rows = std::min(m_table->rowCount(), mostRowsShown);
    const int header = m_columns.size() > 1 ? rowHeight : 0;
    m_table->setFixedHeight(header + rows * rowHeight + 2 * hairline);
    m_table->setVisible(rows > 0);
    m_remove->setVisible(rows > 0);
}

/// What a cell that is being edited has no use for comes by here, too.
bool TableEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress || !m_table->hasFocus())
        return QWidget::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Delete: removeRow(); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: m_table->editItem(m_table->currentItem()); return true;
    default: return QWidget::eventFilter(watched, event);
    }
}

} // namespace fusebox::ui
