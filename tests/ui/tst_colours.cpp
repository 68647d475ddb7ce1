// SPDX-License-Identifier: GPL-3.0-or-later
#include <QPalette>
#include <QTest>

#include "tests/support/test_program.h"
#include "ui/theme/colours.h"
#include "ui/theme/contrast.h"
#include "ui/theme/style_sheet.h"

using namespace fusebox;
using namespace fusebox::ui;
using fusebox::health::Status;
using fusebox::resilience::EffectiveState;

Q_DECLARE_METATYPE(QPalette)

namespace {

constexpr std::array statuses{Status::Healthy, Status::Degraded, Status::Unhealthy, Status::Unknown,
                              Status::Paused};
constexpr std::array states{EffectiveState::Closed, EffectiveState::HalfOpen, EffectiveState::Open,
                            EffectiveState::ForcedOpen, EffectiveState::Disabled};

/// Everything a text of this tone may stand on.
std::vector<QColor> backgroundsOf(const Colours &colours, const Tone &tone)
{
    return {colours.surface, colours.window, colours.selected, colours.tint(tone)};
}

} // namespace

class TestColours : public QObject
{
    Q_OBJECT

private:
    static void addPalettes()
    {
        QTest::addColumn<QPalette>("system");
        QTest::newRow("light") << lightPalette();
        QTest::newRow("dark") << darkPalette();
        QTest::newRow("Qt's own") << QPalette(QColor(0xef, 0xef, 0xef));
        QPalette contrast(Qt::yellow, Qt::black);
        contrast.setColor(QPalette::Base, Qt::black);
        QTest::newRow("high contrast") << contrast;
    }
    static void readable(const QColor &text, const QColor &background)
    {
        QVERIFY2(contrastRatio(text, background) >= 4.5,
                 qPrintable(QStringLiteral("%1 on %2: %3")
                                .arg(text.name(), background.name())
                                .arg(contrastRatio(text, background))));
    }

private Q_SLOTS:
    void contrastIsThatOfTheStandard()
    {
        QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrastRatio(Qt::red, Qt::red), 1.0);
        QVERIFY(std::abs(contrastRatio(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) < 0.01);
    }

    void everyStatusAndStateCanBeRead_data() { addPalettes(); }
    void everyStatusAndStateCanBeRead()
    {
        QFETCH(QPalette, system);
        const Colours colours(system);
        std::vector<Tone> tones;
        for (const Status status : statuses)
            tones.push_back(colours.of(status));
        for (const EffectiveState state : states)
            tones.push_back(colours.of(state));
        for (const Tone &tone : tones) {
            for (const QColor &background : backgroundsOf(colours, tone))
                readable(tone.text, background);
        }
    }

    void whatMayBeOverlookedCanBeReadToo_data() { addPalettes(); }
    void whatMayBeOverlookedCanBeReadToo()
    {
        QFETCH(QPalette, system);
        const Colours colours(system);
        for (const QColor &background : {colours.surface, colours.window, colours.selected})
            readable(colours.secondary, background);
        readable(colours.onAccent, colours.accent);
    }

    void highContrastIsToldByTextOnEverySurface()
    {
        QVERIFY(!Colours(lightPalette()).highContrast);
        QVERIFY(!Colours(darkPalette()).highContrast);
        QVERIFY(!Colours(QPalette(QColor(0xef, 0xef, 0xef))).highContrast);
        const Colours colours(fusebox::ui::highContrastPalette());
        QVERIFY(colours.highContrast);
        for (const Status status : statuses) {
            QVERIFY(contrastRatio(colours.of(status).fill, colours.surface) >= 6.9);
            QVERIFY(contrastRatio(colours.of(status).text, colours.surface) >= 6.9);
        }
        QVERIFY(contrastRatio(colours.hairline, colours.surface) >= 4.5);
        QVERIFY(contrastRatio(colours.faint, colours.surface) >= 4.5);
    }

    void aDarkAccentIsSeenInHighContrast()
    {
        QPalette palette = fusebox::ui::highContrastPalette();
        palette.setColor(QPalette::Highlight, Qt::blue);
        const Colours colours(palette);
        QVERIFY(contrastRatio(colours.accent, colours.surface) >= 4.5);
        readable(colours.onAccent, colours.accent);
    }

    void darkIsToldByTheSurface()
    {
        QVERIFY(!Colours(lightPalette()).dark);
        QVERIFY(Colours(darkPalette()).dark);
    }

    void everyColourOfTheSheetIsKnown() { QVERIFY(!styleSheet(Colours(lightPalette())).contains(u'@')); }
};

FUSEBOX_LOOP_TEST(TestColours)
#include "tst_colours.moc"
