// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "ui/theme/theme.h"

class QAction;
class QLineEdit;
class QToolButton;

namespace fusebox::ui {

class EndpointActions;
class StatusChips;

/// The bar above the table: actions, the filter, the chips. What has no room beside a filter that is still of
/// use is left out step by step, by what the parts need as they are now: counts of more digits need more.
class ActionBar final : public QWidget
{
    Q_OBJECT

public:
    ActionBar(const EndpointActions &actions, const Theme &theme, QWidget *parent = nullptr);

    /// A small button at the right end, for showing and hiding a pane.
    void addFold(QAction *fold);
    [[nodiscard]] QLineEdit &filter() const { return *m_filter; }
    [[nodiscard]] StatusChips &chips() const { return *m_chips; }

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Step;
    QToolButton *makeButton(QAction *action);
    void setUpFilter(const Theme &theme);
    void fit();
    [[nodiscard]] int neededBy(const Step &step) const;
    void take(const Step &step);

    std::vector<QToolButton *> m_buttons;
    std::vector<QToolButton *> m_folds;
    QLineEdit *m_filter = nullptr;
    StatusChips *m_chips = nullptr;
};

} // namespace fusebox::ui
