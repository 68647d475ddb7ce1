// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/layout_file.h"

#include <algorithm>

#include <QDir>
#include <QFileInfo>
#include <QSettings>

#include "app/window/ini_text.h"
#include "core/storage/whole_file.h"

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

void writeColumns(IniText &ini, const ui::TableLayout &table)
{
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const QByteArray column = "columns\\" + QByteArray::number(i + 1) + '\\';
        ini.text(column + "key", table.columns[i].key);
        ini.integer(column + "width", table.columns[i].width);
        ini.flag(column + "shown", table.columns[i].isShown);
    }
    ini.integer("columns\\size", static_cast<int>(table.columns.size()));
}

QString stateFolder()
{
    // A path in it that is not absolute is to be taken for none (XDG Base Directory Specification).
    const QString named = qEnvironmentVariable("XDG_STATE_HOME");
    const QString folder = QDir::isAbsolutePath(named) ? named : QDir::homePath() + u"/.local/state"_s;
    return folder + u"/fusebox"_s;
}

} // namespace

QString defaultLayoutFile()
{
    return stateFolder() + u"/window.ini"_s;
}

QString defaultVersionsFolder()
{
    return stateFolder() + u"/versions"_s;
}

std::optional<ui::WindowLayout> loadLayout(const QString &file)
{
    // Reading a pipe could wait for ever, and so could what has no size (there are such files in /proc).
    if (const QFileInfo info(file); !info.isFile() || info.size() == 0 || info.size() > mostBytes)
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

tl::expected<void, QString> saveLayout(const QString &file, const ui::WindowLayout &layout)
{
    IniText ini;
    ini.beginGroup("window"_L1);
    ini.bytes("geometry", layout.geometry);
    ini.bytes("across", layout.across);
    ini.bytes("down", layout.down);
    ini.flag("detail", layout.showsDetail);
    ini.flag("events", layout.showsEvents);
    ini.beginGroup("table"_L1);
    writeColumns(ini, layout.table);
    ini.text("sorted_by", layout.table.sortedBy);
    ini.flag("descending", layout.table.isDescending);
    ini.flag("by_group", layout.table.isGrouped);
    ini.texts("folded", layout.table.foldedGroups);
    return storage::makeFolderOf(file)
        .and_then([&] { return storage::replaceFile(file, ini.content(), storage::FileAccess::AsBefore); })
        .map_error([&file](const QString &reason) { return u"%1 cannot be saved: %2"_s.arg(file, reason); });
}

} // namespace fusebox::app
