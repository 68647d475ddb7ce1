// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/manual_clock.h"
#include "ui/main_window.h"
#include "ui/panes/banner.h"
#include "ui/panes/elided_label.h"
#include "ui/panes/endpoint_table.h"

namespace fusebox::testing {

inline const QString orders = QStringLiteral("orders");
inline const QString search = QStringLiteral("search");

/// A window that is shown, with what it asks for; what people see of it and do to it.
class ShownWindow
{
protected:
    ManualClock clock;
    std::unique_ptr<ui::MainWindow> window;
    std::vector<health::Command> commands;

    void open()
    {
        commands.clear();
        window = std::make_unique<ui::MainWindow>(clock);
        window->resize(1280, 800);
        window->show();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QObject::connect(window.get(), &ui::MainWindow::commandRequested, window.get(),
                         [this](const health::Command &command) { commands.push_back(command); });
    }

    template <typename T>
    T &part(const QString &name) const
    {
        T *found = window->findChild<T *>(name);
        if (!found)
            qFatal("nothing is called %s", qPrintable(name));
        return *found;
    }
    ui::EndpointTable &table() const { return *window->findChild<ui::EndpointTable *>(); }
    QAction &action(const char *name) const { return part<QAction>(QString::fromLatin1(name)); }
    ui::Banner &banner() const { return *window->findChild<ui::Banner *>(); }
    QString detailName() const { return part<ui::ElidedLabel>(QStringLiteral("detailName")).text(); }

    void apply(std::vector<health::EndpointSnapshot> changed) { apply(updateOf(std::move(changed))); }
    void apply(health::MonitorUpdate update)
    {
        window->apply(std::make_shared<const health::MonitorUpdate>(std::move(update)));
    }
    void applyTwo()
    {
        apply({endpoint(orders), opened(search, clock, std::chrono::seconds(12))});
        table().select(orders);
    }
    void click(const QString &id, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::mouseClick(table().viewport(), Qt::LeftButton, modifiers, placeOf(id));
    }
    QPoint placeOf(const QString &id) const
    {
        for (int row = 0; row < table().model()->rowCount(); ++row) {
            const QModelIndex index = table().model()->index(row, ui::EndpointTableModel::NameColumn);
            if (index.data(ui::EndpointTableModel::IdRole).toString() == id)
                return table().visualRect(index).center();
        }
        return {};
    }
    /// The Add or Edit dialog, once it has the keyboard.
    QDialog *openDialog() const
    {
        auto *dialog = window->findChild<QDialog *>(QStringLiteral("endpointDialog"));
        if (!dialog)
            return nullptr;
        dialog->activateWindow();
        return QTest::qWaitFor([dialog] { return dialog->isActiveWindow(); }) ? dialog : nullptr;
    }
    QStringList shownIds() const
    {
        QStringList ids;
        for (int row = 0; row < table().model()->rowCount(); ++row)
            ids << table().model()->index(row, 0).data(ui::EndpointTableModel::IdRole).toString();
        return ids;
    }
};

} // namespace fusebox::testing
