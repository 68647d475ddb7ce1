// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "ui/text/endpoint_facts.h"
#include "ui/theme/theme.h"

class QGridLayout;
class QLabel;

namespace fusebox::ui {

/// Facts, one a line: caption left, value right of it.
class FactGrid final : public QWidget
{
    Q_OBJECT

public:
    explicit FactGrid(const Theme &theme, QWidget *parent = nullptr);

    void show(const FactTexts &facts);

private:
    struct Row
    {
        QLabel *caption;
        QLabel *value;
    };
    Row addRow();

    const Theme &m_theme;
    QGridLayout *m_grid = nullptr;
    std::vector<Row> m_rows;
};

} // namespace fusebox::ui
