// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/layout_file.h"

#include <algorithm>

#include <QDir>
#include <QFileInfo>
#include <QSettings>

namespace fusebox::app {

using namespace Qt::StringLiterals;

namespace {

/// What a file may hold of each, whoever has written it.
constexpr int mostColumns = 100;
constexpr int mostGroups = 10'000;
constexpr qint64 mostBytes = 4 * 1024 * 1024;

void readColumns(QSettings &settings, ui::TableLayout &table)
{
    const int count = std::min(settings.beginReadArray("columns"_L1), mostColumns);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        table.columns.push_back({settings.value("key"_L1).toString(), settings.value("width"_L1).toInt(),
                                 settings.value("shown"_L1, true).toBool()});
    }
    settings.endArray();
}

void writeColumns(QSettings &settings, const ui::TableLayout &table)
{
    settings.beginWriteArray("columns"_L1, static_cast<int>(table.columns.size()));
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        settings.setArrayIndex(static_cast<int>(i));
        settings.setValue("key"_L1, table.columns[i].key);
        settings.setValue("width"_L1, table.columns[i].width);
        settings.setValue("shown"_L1, table.columns[i].isShown);
    }
    settings.endArray();
}

} // namespace

QString defaultLayoutFile()
{
    // A path in it that is not absolute is to be taken for none (XDG Base Directory Specification).
    const QString named = qEnvironmentVariable("XDG_STATE_HOME");
    const QString folder = QDir::isAbsolutePath(named) ? named : QDir::homePath() + u"/.local/state"_s;
    return folder + u"/fusebox/window.ini"_s;
}

std::optional<ui::WindowLayout> loadLayout(const QString &file)
{
    if (const QFileInfo info(file); !info.isFile() || info.size() > mostBytes)
        return {};
    QSettings settings(file, QSettings::IniFormat);
    ui::WindowLayout layout;
    layout.geometry = settings.value("window/geometry"_L1).toByteArray();
    layout.across = settings.value("window/across"_L1).toByteArray();
    layout.down = settings.value("window/down"_L1).toByteArray();
    layout.showsDetail = settings.value("window/detail"_L1, true).toBool();
    layout.showsEvents = settings.value("window/events"_L1, true).toBool();
    settings.beginGroup("table"_L1);
    readColumns(settings, layout.table);
    layout.table.sortedBy = settings.value("sorted_by"_L1).toString();
    layout.table.isDescending = settings.value("descending"_L1).toBool();
    layout.table.isGrouped = settings.value("by_group"_L1, true).toBool();
    layout.table.foldedGroups = settings.value("folded"_L1).toStringList().mid(0, mostGroups);
    return layout;
}

void saveLayout(const QString &file, const ui::WindowLayout &layout)
{
    QDir().mkpath(QFileInfo(file).path());
    QSettings settings(file, QSettings::IniFormat);
    settings.clear();
    settings.setValue("window/geometry"_L1, layout.geometry);
    settings.setValue("window/across"_L1, layout.across);
    settings.setValue("window/down"_L1, layout.down);
    settings.setValue("window/detail"_L1, layout.showsDetail);
    settings.setValue("window/events"_L1, layout.showsEvents);
    settings.beginGroup("table"_L1);
    writeColumns(settings, layout.table);
    settings.setValue("sorted_by"_L1, layout.table.sortedBy);
    settings.setValue("descending"_L1, layout.table.isDescending);
    settings.setValue("by_group"_L1, layout.table.isGrouped);
    settings.setValue("folded"_L1, layout.table.foldedGroups);
}

} // namespace fusebox::app
