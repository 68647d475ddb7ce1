// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QHeaderView>
#include <QTemporaryDir>
#include <QTest>

#include "app/window/layout_file.h"
#include "app/window/window_run.h"
#include "tests/support/widget_test.h"
#include "ui/panes/endpoint_table.h"

using namespace Qt::StringLiterals;
using namespace fusebox;
using ui::WindowLayout;

class TestLayoutFile : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CONFIG_HOME", m_folder->path().toUtf8());
        qputenv("XDG_STATE_HOME", m_folder->path().toUtf8());
        qputenv("XDG_DATA_HOME", m_folder->path().toUtf8());
    }

    void whatWasSavedIsLoaded()
    {
        const WindowLayout layout{
            .table = {.columns = {{u"name"_s, 133, true}, {u"p99"_s, 72, false}},
                      .sortedBy = u"latency"_s,
                      .isDescending = true,
                      .isGrouped = false,
                      .foldedGroups = {u"a, b\n[c]"_s, QString(), u"ü=\\"_s}},
            .geometry = QByteArray("\0\xff\n;", 4),
            .across = "a",
            .down = "b",
            .showsDetail = false,
        };
        QVERIFY(app::saveLayout(path(u"new/folder/window.ini"_s), layout));
        const auto loaded = app::loadLayout(path(u"new/folder/window.ini"_s));
        QVERIFY(loaded);
        QVERIFY(*loaded == layout);
    }

    void withoutAFileThereIsNone()
    {
        QVERIFY(!app::loadLayout(path(u"none"_s)));
        QVERIFY(!app::loadLayout(m_folder->path()));
    }

    void rubbishDoesNoHarm()
    {
        QByteArray text("[table]\ncolumns\\size=999999999\ncolumns\\1\\width=x\nfolded=@Variant(\xff\n");
        text.prepend('\0');
        write(u"rubbish"_s, text);
        const auto loaded = app::loadLayout(path(u"rubbish"_s));
        QVERIFY(!loaded || loaded->table.columns.size() <= 100);
    }

    void itIsKeptUnderTheStateHome()
    {
        QCOMPARE(app::defaultLayoutFile(), path(u"fusebox/window.ini"_s));
        qputenv("XDG_STATE_HOME", "relative");
        QVERIFY(app::defaultLayoutFile().endsWith(u"/.local/state/fusebox/window.ini"_s));
    }

    void theNextStartShowsTheColumnsChosen()
    {
        const auto headerOf = [](app::WindowRun &run) {
            return run.window().findChild<ui::EndpointTable *>()->header();
        };
        {
            app::WindowRun run({});
            headerOf(run)->resizeSection(ui::EndpointTableModel::CircuitColumn, 201);
            headerOf(run)->moveSection(2, 1);
        }
        app::WindowRun run({});
        QCOMPARE(headerOf(run)->sectionSize(ui::EndpointTableModel::CircuitColumn), 201);
        QCOMPARE(headerOf(run)->visualIndex(ui::EndpointTableModel::GroupColumn), 1);
    }
};

FUSEBOX_WIDGET_TEST(TestLayoutFile)
#include "tst_layout_file.moc"
