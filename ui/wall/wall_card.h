// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>

#include "core/health/values/snapshot.h"
#include "core/history/endpoint_history.h"
#include "ui/theme/colours.h"

class QPainter;

namespace fusebox::ui {

struct Tally;

/// What a card is painted of. `letter`: the size of its type.
struct CardLook
{
    const Colours &colours;
    health::TimePoint now;
    qreal letter;
};

/// An endpoint: its name, its circuit with the time to the next trial, its latency or what is wrong, and the
/// last minutes. What is calm is quiet; what is not fills the card with its colour. One that is not checked,
/// as this machine is offline, says so and is quiet, with the sign it had.
void paintWallCard(QPainter &painter, const QRectF &card, const health::EndpointSnapshot &endpoint,
                   const history::EndpointHistory *history, const CardLook &look);
/// Those that have no card of their own.
void paintRestCard(QPainter &painter, const QRectF &card, const Tally &rest, const CardLook &look);

} // namespace fusebox::ui
