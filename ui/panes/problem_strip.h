// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include <QFrame>

#include "ui/panes/problem.h"
#include "ui/theme/theme.h"

class QLabel;

namespace fusebox::ui {

/// What is told of each problem, until it is over or dismissed; hidden while there is none.
class ProblemStrip final : public QFrame
{
    Q_OBJECT

public:
    explicit ProblemStrip(const Theme &theme, QWidget *parent = nullptr);

    void setSentence(Problem of, const QString &sentence);
    void clear(Problem of);
    void clear();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void show();

    const Theme &m_theme;
    std::map<Problem, QString> m_sentences;
    QLabel *m_label = nullptr;
};

} // namespace fusebox::ui
