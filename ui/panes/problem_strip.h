// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "ui/theme/theme.h"

class QLabel;

namespace fusebox::ui {

/// A sentence that stays until it is dismissed; hidden while there is none.
class ProblemStrip final : public QFrame
{
    Q_OBJECT

public:
    explicit ProblemStrip(const Theme &theme, QWidget *parent = nullptr);

    void setSentence(const QString &sentence);
    void clear();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QLabel *m_label = nullptr;
};

} // namespace fusebox::ui
