// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

class QAction;
class QLineEdit;
class QMainWindow;
class QMenu;

namespace fusebox::ui {

class EndpointActions;
class EndpointTable;

/// The menu bar, the table's context menu, and the keys of the filter.
class Menus final : public QObject
{
    Q_OBJECT

public:
    /// What stands in them, and what their keys lead to. All outlive it.
    struct Parts
    {
        QMainWindow &window;
        const EndpointActions &actions;
        EndpointTable &table;
        QLineEdit &filter;
        QList<QAction *> folds;
        QAction &report;
        bool isGrouped = true;
    };
    explicit Menus(const Parts &parts);

    /// Tells of it as if a person had ticked it.
    void setGrouped(bool grouped);

Q_SIGNALS:
    void groupingChosen(bool grouped);
    void wallToggled();
    /// From the filter, to what it found.
    void matchesSought();

private:
    void buildEndpointMenu();
    void buildCircuitMenu();
    void buildViewMenu();
    void buildContextMenu();
    [[nodiscard]] QMenu *addMenu(const QString &title);
    void addFind(QMenu &menu);
    void addGrouping(QMenu &menu);
    void addWall(QMenu &menu);
    QAction *addFilterKey(Qt::Key key);

    Parts m_parts;
    QAction *m_byGroup = nullptr;
};

} // namespace fusebox::ui
