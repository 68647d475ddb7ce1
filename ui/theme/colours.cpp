// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/colours.h"

#include <QPalette>

#include "ui/theme/contrast.h"

namespace fusebox::ui {

namespace {

/// How much of a tone a tinted surface holds.
constexpr double tintShare = 0.14;

/// The hues of Okabe and Ito, and lighter ones for dark surfaces.
struct Hues
{
    QRgb green, orange, vermillion, blue, purple, grey, latency;
};
constexpr Hues lightHues{0xff009e73, 0xffe69f00, 0xffd55e00, 0xff56b4e9, 0xffcc79a7, 0xff8a8f98, 0xff0072b2};
constexpr Hues darkHues{0xff2cc295, 0xfff0b429, 0xffff7a3d, 0xff7cc8f5, 0xffe39cc6, 0xff9aa0aa, 0xff6bb8ee};

/// Such schemes leave the greys out: around and under the text it is black, or white. Usual ones have a
/// window that is neither.
bool asksForContrast(const Colours &colours)
{
    const auto isPole = [](const QColor &colour) {
        return colour.lightness() <= 8 || colour.lightness() >= 247;
    };
    return isPole(colours.window) && isPole(colours.surface) &&
           contrastRatio(colours.text, colours.surface) > 15;
}

/// Text must be readable wherever it stands: on every surface, on a selected row, on its own tint.
Tone toneOf(QRgb hue, const Colours &colours)
{
    const Tone bare{QColor(hue), QColor(hue)};
    Tone tone = bare;
    if (colours.highContrast)
        tone.fill = readableOn(colours.surface, bare.fill, 7);
    for (const QColor &background : {colours.window, colours.surface, colours.selected, colours.tint(bare)})
        tone.text = readableOn(background, tone.text, colours.highContrast ? 7 : 4.55);
    return tone;
}

QPalette paletteOf(QRgb window, QRgb base, QRgb text, QRgb highlight)
{
    QPalette palette{QColor(text), QColor(window)};
    palette.setColor(QPalette::Base, QColor(base));
    palette.setColor(QPalette::AlternateBase, blended(QColor(base), QColor(text), 0.04));
    palette.setColor(QPalette::ToolTipBase, QColor(base));
    palette.setColor(QPalette::ToolTipText, QColor(text));
    palette.setColor(QPalette::Highlight, QColor(highlight));
    palette.setColor(QPalette::HighlightedText, readableOn(QColor(highlight), Qt::white));
    palette.setColor(QPalette::PlaceholderText, blended(QColor(text), QColor(base), 0.4));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, blended(QColor(text), QColor(base), 0.55));
    return palette;
}

} // namespace

Colours::Colours(const QPalette &system)
    : dark(system.color(QPalette::Active, QPalette::Base).lightness() < 128)
    , window(system.color(QPalette::Active, QPalette::Window))
    , surface(system.color(QPalette::Active, QPalette::Base))
    , text(system.color(QPalette::Active, QPalette::Text))
    , accent(system.color(QPalette::Active, QPalette::Highlight))
{
    const Hues &hues = dark ? darkHues : lightHues;
    highContrast = asksForContrast(*this);
    selected = blended(surface, accent, dark ? 0.26 : 0.13);
    hovered = blended(surface, text, 0.05);
    hairline = blended(surface, text, dark ? 0.16 : 0.13);
    edge = blended(surface, text, dark ? 0.30 : 0.24);
    faint = blended(text, surface, 0.6);
    secondary = readableOn(window, readableOn(selected, blended(text, surface, 0.38), 4.55), 4.55);
    onAccent = readableOn(accent, Qt::white);
    if (highContrast)
        raiseContrast();
    const auto tone = [this](QRgb hue) { return toneOf(hue, *this); };
    latency = tone(hues.latency);
    trace = blended(surface, latency.fill, dark ? 0.6 : 0.45);
    m_status = {tone(hues.green), tone(hues.orange), tone(hues.vermillion), tone(hues.grey), tone(hues.grey)};
    m_passing = tone(hues.green);
    m_trying = tone(hues.blue);
    m_holding = tone(hues.vermillion);
    m_forced = tone(hues.purple);
}

/// Nothing is quiet then: lines and second thoughts are as plain to see as the rest.
void Colours::raiseContrast()
{
    secondary = text;
    hairline = blended(surface, text, 0.6);
    edge = text;
    faint = readableOn(surface, blended(text, surface, 0.45), 4.55);
    hovered = blended(surface, text, 0.2);
    accent = readableOn(window, readableOn(surface, accent, 4.55), 4.55);
    onAccent = readableOn(accent, Qt::white);
    selected = blended(surface, accent, 0.3);
}

const Tone &Colours::of(resilience::EffectiveState state) const
{
    using enum resilience::EffectiveState;
    switch (state) {
    case Closed: return m_passing;
    case HalfOpen: return m_trying;
    case Open: return m_holding;
    case ForcedOpen:
    case Disabled:
    case MeasureOnly: break;
    }
    return m_forced;
}

QColor Colours::tint(const Tone &tone) const
{
    return blended(surface, tone.fill, tintShare);
}

QColor translucent(QColor colour, qreal alpha)
{
    colour.setAlphaF(static_cast<float>(alpha));
    return colour;
}

QPalette lightPalette()
{
    return paletteOf(0xfff3f4f6, 0xffffffff, 0xff1b1f24, 0xff2f6fde);
}

QPalette darkPalette()
{
    return paletteOf(0xff191c20, 0xff212529, 0xffe6e8eb, 0xff4c8df6);
}

QPalette highContrastPalette()
{
    return paletteOf(0xff000000, 0xff000000, 0xffffffff, 0xff3ff23f);
}

} // namespace fusebox::ui
