// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

class QLabel;

namespace fusebox::ui {

/// What the window shows while there is nothing to watch: what to do next.
class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(const Theme &theme, QWidget *parent = nullptr);

    void setConfigFile(const QString &path);

Q_SIGNALS:
    void addRequested();
    void demoRequested();

private:
    QLabel *m_file = nullptr;
};

} // namespace fusebox::ui
