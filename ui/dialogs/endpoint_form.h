// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "ui/dialogs/field_row.h"

namespace fusebox::ui {

/// All settings that have a default, under their headings.
class EndpointForm final : public QWidget
{
    Q_OBJECT

public:
    explicit EndpointForm(const Theme &theme, QWidget *parent = nullptr);

    void load(const health::EndpointConfig &config);
    /// Puts every value into `config` and marks the bad ones; the sentence of the first, led by its label.
    [[nodiscard]] tl::expected<void, QString> store(health::EndpointConfig &config);
    /// Settings of WebSockets make sense for those alone.
    void setWebSocket(bool isWebSocket);

Q_SIGNALS:
    void edited();

private:
    const Theme &m_theme;
    std::vector<FieldRow *> m_rows;
    QWidget *m_webSocketTitle = nullptr;
};

} // namespace fusebox::ui
