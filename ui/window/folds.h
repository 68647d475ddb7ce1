// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSplitter>

#include "ui/theme/theme.h"
#include "ui/window/window_layout.h"

class QAction;

namespace fusebox::ui {

/// Table, detail, log and incidents: what lies where, and what folds. Wide and high, the detail lies beside
/// the table; else under it. Without room for it the log is folded, and unfolded when there is room again;
/// between, a person decides. Incidents are shown in the log's stead, and without room for both in that of
/// all else.
class Folds final : public QSplitter
{
    Q_OBJECT

public:
    /// Takes the four.
    Folds(QWidget *table, QWidget *detail, QWidget *log, QWidget *incidents, const Theme &theme);

    /// For the menu and the bar: whether detail, log and incidents are shown.
    [[nodiscard]] QList<QAction *> toggles() const { return {m_showsDetail, m_showsLog, m_showsIncidents}; }
    void showIncidents();
    /// Whatever is in its way.
    void revealDetail();
    /// The window is of this size now. What a person dragged stays, unless the detail changes sides.
    void arrange(const QSize &size);

    /// Their share of the window's layout. It is taken up as of the size that was arranged last.
    void writeTo(WindowLayout &layout) const;
    void restore(const WindowLayout &layout);

private:
    QAction *makeFold(const QString &icon, const QString &text, const QKeySequence &key);
    void fitLog(bool hasRoom);
    void foldLog(bool shown);
    void foldIncidents(bool shown);
    void giveBackToLog();
    void fitIncidents();

    const Theme &m_theme;
    QSplitter *m_across; ///< table and detail
    QAction *m_showsDetail;
    QAction *m_showsLog;
    QAction *m_showsIncidents;
    QWidget *m_table;
    QWidget *m_log;
    QWidget *m_incidents;
    QSize m_size;      ///< of the window
    int m_logSize = 0; ///< when it was shown last: a splitter forgets it
    bool m_isArranged = false;
    bool m_logHasRoom = true;
    bool m_logIsFolded = false; ///< for want of room
    bool m_logGivesWay = false; ///< to the incidents
};

} // namespace fusebox::ui
