// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QWidget>

#include "core/health/values/snapshot.h"
#include "ui/rows/endpoint_filter.h"
#include "ui/theme/theme.h"

class QToolButton;

namespace fusebox::ui {

/// How many endpoints have each status, and how many circuits are open, half-open and ruled by hand; pressing
/// chips shows only those. A chip keeps its place: at zero it is dimmed. What it counts is what pressing it
/// would show: those that the filter's words find.
class StatusChips final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusChips(const Theme &theme, QWidget *parent = nullptr);

    /// `most`: how many endpoints there are; counts up to that have room.
    void show(const Tally &found, int most);
    void clear();
    [[nodiscard]] EndpointFilter::StatusSet statuses() const;
    [[nodiscard]] EndpointFilter::CircuitSet circuits() const;
    enum class Room { All, Some, Least };
    /// With some room only the chip of open circuits is left of those for circuits; with the least, of the
    /// others those of statuses that matter. One that is pressed stays.
    void setRoom(Room room);
    [[nodiscard]] int widthFor(Room room) const;

Q_SIGNALS:
    void changed();

protected:
    bool event(QEvent *event) override;

private:
    [[nodiscard]] Room neededBy(const QToolButton &chip) const;
    [[nodiscard]] bool isShownWith(const QToolButton &chip, Room room) const;
    QToolButton *addChip(const QString &name);
    void makeRoom();
    void restyle();

    const Theme &m_theme;
    std::array<QToolButton *, static_cast<std::size_t>(health::Status::Count)> m_status = {};
    std::array<QToolButton *, 3> m_circuits = {};
    int m_largest = 0; ///< count that there is room for
};

} // namespace fusebox::ui
