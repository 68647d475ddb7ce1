// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

#include "core/health/values/snapshot.h"
#include "ui/theme/theme.h"

namespace fusebox::ui {

/// The state of the whole in one line: calm when all is well, else tinted and naming the worst endpoint; a
/// click asks to show it.
class Banner final : public QAbstractButton
{
    Q_OBJECT

public:
    explicit Banner(const Theme &theme, QWidget *parent = nullptr);

    /// `culprit` is the endpoint that needs a person most; empty when none does.
    void show(health::Status status, const QString &overview, const QString &culprit);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    [[nodiscard]] bool isCalm() const;
    [[nodiscard]] QColor background() const;
    void paintWords(QPainter &painter, QRect rect) const;
    void paintChevron(QPainter &painter) const;

    const Theme &m_theme;
    health::Status m_status = health::Status::Unknown;
    QString m_overview;
    QString m_culprit;
};

} // namespace fusebox::ui
