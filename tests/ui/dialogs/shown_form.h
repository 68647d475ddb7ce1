// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>

#include "ui/dialogs/endpoint_dialog.h"
#include "ui/dialogs/field_spec.h"
#include "ui/theme/colours.h"

namespace fusebox::testing {

/// The form of an endpoint that is shown; what people see of it and type into it.
class ShownForm
{
protected:
    ui::Theme theme{ui::lightPalette()};
    QPointer<ui::EndpointDialog> dialog;

    /// One that has a use for the setting.
    static QString urlFor(const QString &key)
    {
        return key.startsWith(QStringLiteral("websocket")) ? QStringLiteral("wss://a.example")
                                                           : QStringLiteral("https://a.example");
    }

    template <typename T>
    T &part(const QString &name) const
    {
        return *dialog->findChild<T *>(name);
    }
    QLineEdit &field(const QString &name) const { return part<QLineEdit>(name); }
    QString reason() const { return part<QLabel>(QStringLiteral("okReason")).text(); }
    QPushButton &ok() const { return part<QPushButton>(QStringLiteral("ok")); }

    void open(ui::EndpointDialog *shown)
    {
        dialog = shown;
        dialog->open();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
    }
    void openNew(const QStringList &taken = {})
    {
        open(ui::EndpointDialog::forNew({}, taken, theme, nullptr));
    }
    void more() const { QTest::mouseClick(&part<QToolButton>(QStringLiteral("more")), Qt::LeftButton); }
    QToolButton &heading(ui::FieldSection section) const
    {
        return part<QToolButton>(QStringLiteral("section-%1").arg(static_cast<int>(section)));
    }
    void unfoldAll() const
    {
        for (int section = 0; section < static_cast<int>(ui::FieldSection::Count); ++section)
            heading(static_cast<ui::FieldSection>(section)).setChecked(true);
    }
    void type(const QString &name, const QString &text) const
    {
        QLineEdit &edit = field(name);
        edit.setFocus();
        edit.selectAll();
        QTest::keyClick(&edit, Qt::Key_Backspace);
        QTest::keyClicks(&edit, text);
    }
    QTableWidget &tableOf(const QString &key) const
    {
        return *part<QWidget>(key).findChild<QTableWidget *>();
    }
    /// Into the cell that is being edited.
    void typeInto(QTableWidget &table, const QString &text, Qt::Key end) const
    {
        auto *edit = table.viewport()->findChild<QLineEdit *>();
        QVERIFY(edit);
        edit->selectAll();
        QTest::keyClicks(edit, text);
        QTest::keyClick(edit, end);
        QTRY_VERIFY(edit != table.viewport()->findChild<QLineEdit *>());
    }
    /// By keyboard alone. Picked cells keep what they begin with.
    void addRow(const QString &key, const QStringList &cells) const
    {
        auto *add = part<QWidget>(key).findChild<QToolButton *>(QStringLiteral("addRow"));
        add->setFocus();
        QTest::keyClick(add, Qt::Key_Space);
        QTableWidget &table = tableOf(key);
        for (int column = 0; column < cells.size(); ++column) {
            if (cells.at(column).isEmpty())
                continue;
            table.setCurrentCell(table.rowCount() - 1, column);
            if (column > 0)
                QTest::keyClick(&table, Qt::Key_Return);
            typeInto(table, cells.at(column), Qt::Key_Return);
        }
    }
    void setValue(const QString &key, const QString &text) const
    {
        if (auto *box = dialog->findChild<QComboBox *>(key))
            box->setCurrentText(text);
        else if (auto *edit = dialog->findChild<QPlainTextEdit *>(key))
            edit->setPlainText(text);
        else
            type(key, text);
    }
    settings::EndpointConfig accepted() const
    {
        settings::EndpointConfig config;
        QObject::connect(dialog, &QDialog::accepted, dialog, [&] { config = dialog->config(); });
        QTest::mouseClick(&ok(), Qt::LeftButton);
        return config;
    }
};

} // namespace fusebox::testing
