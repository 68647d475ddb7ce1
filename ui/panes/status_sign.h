// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

namespace fusebox::ui {

/// The shape of a status, as a widget of fixed size.
class StatusSign final : public QWidget
{
    Q_OBJECT

public:
    StatusSign(const Theme &theme, int size, QWidget *parent = nullptr);

    void show(health::Status status);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    health::Status m_status = health::Status::Unknown;
};

} // namespace fusebox::ui
