// SPDX-License-Identifier: GPL-3.0-or-later
// Linked into each test of the window: it measures with a font of the tests' choice, not with what the
// machine happens to have. FUSEBOX_TEST_FONT names another than DejaVu Sans: "Noto Sans" or "Cantarell".
#include <cstdio>
#include <cstdlib>

#include <QCoreApplication>
#include <QFileInfo>
#include <QFontDatabase>
#include <QFontInfo>
#include <QGuiApplication>

namespace {

QString family()
{
    return qEnvironmentVariable("FUSEBOX_TEST_FONT", QStringLiteral("DejaVu Sans"));
}

/// Without the font every measure is of something else: better no test than that.
[[noreturn]] void giveUp(const char *why)
{
    std::fprintf(stderr, "FUSEBOX_TEST_FONT: %s: %s\n", qPrintable(family()), why);
    std::_Exit(2);
}

void chooseFont()
{
    const QString file = QStringLiteral(FUSEBOX_TEST_FONTS "/%1.conf").arg(family());
    if (!QFileInfo::exists(file))
        giveUp("the tests know no such font");
    qputenv("FONTCONFIG_FILE", file.toLocal8Bit()); // read by Qt, and by the programs that a test starts
}
Q_CONSTRUCTOR_FUNCTION(chooseFont)

void checkFont()
{
    if (qobject_cast<QGuiApplication *>(QCoreApplication::instance()) == nullptr)
        return;
    if (QFontInfo(QFontDatabase::systemFont(QFontDatabase::GeneralFont)).family() != family())
        giveUp("no such font is installed (fonts-dejavu-core, fonts-noto-core, fonts-cantarell)");
}
Q_COREAPP_STARTUP_FUNCTION(checkFont)

} // namespace
