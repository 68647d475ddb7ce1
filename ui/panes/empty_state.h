// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

class QLabel;
class QPushButton;

namespace fusebox::ui {

/// What the window shows while there is nothing to watch: what to do next. An invitation, unless that is
/// because the file could not be read.
class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(const Theme &theme, QWidget *parent = nullptr);

    void setConfigFile(const QString &path);
    void setUnreadable(const QString &path);

Q_SIGNALS:
    void addRequested();
    void demoRequested();
    void retryRequested();

private:
    void invite();

    QLabel *m_title = nullptr;
    QLabel *m_hint = nullptr;
    QPushButton *m_add = nullptr;
    QPushButton *m_retry = nullptr;
    QLabel *m_file = nullptr;
};

} // namespace fusebox::ui
