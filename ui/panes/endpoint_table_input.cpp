// SPDX-License-Identifier: GPL-3.0-or-later
#include <QMouseEvent>

#include "ui/panes/endpoint_table.h"

namespace fusebox::ui {

using Model = EndpointTableModel;

/// On a heading the keys that would act on what is selected fold it instead.
bool EndpointTable::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && isHeading(currentIndex())) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter) {
            event->accept();
            return true;
        }
    }
    return QTreeView::event(event);
}

bool EndpointTable::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::MouseMove) {
        m_pointer = static_cast<QMouseEvent *>(event)->position().toPoint();
        m_sincePointerMoved.start();
    } else if (event->type() == QEvent::Leave) {
        m_pointer.reset();
    }
    return QTreeView::viewportEvent(event);
}

void EndpointTable::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex at = indexAt(event->position().toPoint());
    m_isChosenByHand = true;
    if (isHeading(at) && event->button() == Qt::LeftButton) {
        selectionModel()->setCurrentIndex(at, QItemSelectionModel::NoUpdate);
        fold(at, !m_rows.heading(at.row())->isFolded);
        leaveHeading();
        return;
    }
    QTreeView::mousePressEvent(event);
}

void EndpointTable::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QModelIndex at = indexAt(event->position().toPoint());
    if (isHeading(at))
        return mousePressEvent(event);
    QTreeView::mouseDoubleClickEvent(event);
    if (at.isValid())
        Q_EMIT endpointActivated();
}

void EndpointTable::keyPressEvent(QKeyEvent *event)
{
    if (isHeading(currentIndex()) && foldByKey(event->key()))
        return;
    m_isChosenByHand = true;
    QTreeView::keyPressEvent(event);
}

void EndpointTable::fold(const QModelIndex &heading, bool folded)
{
    Q_EMIT foldRequested(m_rows.heading(heading.row())->name, folded);
}

/// To what is selected under it: unfolding with the pointer gives back what folding took. With keys one
/// stays, for the next one may be meant for the heading.
void EndpointTable::leaveHeading()
{
    for (int line = currentIndex().row() + 1; line < m_rows.rowCount() && m_rows.snapshot(line); ++line) {
        if (selectionModel()->isRowSelected(line, {})) {
            selectionModel()->setCurrentIndex(m_rows.index(line, Model::NameColumn),
                                              QItemSelectionModel::NoUpdate);
            return;
        }
    }
}

/// True when the key was for the heading.
bool EndpointTable::foldByKey(int key)
{
    const bool isFolded = m_rows.heading(currentIndex().row())->isFolded;
    switch (key) {
    case Qt::Key_Left: fold(currentIndex(), true); return true;
    case Qt::Key_Right: fold(currentIndex(), false); return true;
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter: fold(currentIndex(), !isFolded); return true;
    default: return false;
    }
}

} // namespace fusebox::ui
