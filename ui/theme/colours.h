// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QColor>

#include "core/health/values/status.h"

class QPalette;

namespace fusebox::ui {

/// A colour to fill shapes with, and its kin that can be read as text on the surfaces (contrast 4.5:1).
struct Tone
{
    QColor fill;
    QColor text;

    bool operator==(const Tone &) const = default;
};

/// Every colour of the window, derived from the system's palette (light, dark or high contrast) and the set
/// of Okabe and Ito, which colour-blind eyes tell apart.
class Colours
{
public:
    explicit Colours(const QPalette &system);

    bool dark = false;
    bool highContrast = false; ///< the system asks for it: nothing is quiet then
    QColor window;             ///< around and between
    QColor surface;            ///< under tables, cards and charts
    QColor text;
    QColor secondary; ///< text that may be overlooked; contrast 4.5:1 all the same
    QColor faint;     ///< text of what cannot be used now
    QColor hairline;
    QColor edge; ///< of fields and buttons
    QColor accent;
    QColor onAccent;
    QColor selected; ///< background of the selected row
    QColor hovered;
    Tone latency; ///< its line
    QColor trace; ///< bars of latency in a row: quieter, for there are many

    [[nodiscard]] const Tone &of(health::Status status) const
    {
        return m_status[static_cast<std::size_t>(status)];
    }
    [[nodiscard]] const Tone &of(resilience::EffectiveState state) const;
    /// A surface that says a colour quietly; text of the same tone stays readable on it.
    [[nodiscard]] QColor tint(const Tone &tone) const;

    bool operator==(const Colours &) const = default;

private:
    void raiseContrast();

    std::array<Tone, static_cast<std::size_t>(health::Status::Count)> m_status;
    Tone m_passing; ///< closed
    Tone m_trying;  ///< half-open
    Tone m_holding; ///< open
    Tone m_forced;  ///< by hand
};

[[nodiscard]] QColor translucent(QColor colour, qreal alpha);

/// Palettes for where the system has no say (tests, screenshots) or a person wants one by name.
[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();
/// White on black, as the systems' high-contrast schemes are.
[[nodiscard]] QPalette highContrastPalette();

} // namespace fusebox::ui
