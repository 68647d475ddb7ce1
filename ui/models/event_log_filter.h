// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QSortFilterProxyModel>

#include "ui/models/event_log_model.h"

namespace fusebox::ui {

/// The lines of the log that hold all words of a text in name or sentence, and are of one kind.
class EventLogFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit EventLogFilter(EventLogModel &log, QObject *parent = nullptr);

    void setText(const QString &text);
    /// None: all kinds.
    void setKind(std::optional<LogKind> kind);
    /// In the order shown; valid until the log changes.
    [[nodiscard]] std::vector<const LogEntry *> entries() const;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QStringList m_words;
    std::optional<LogKind> m_kind;
};

} // namespace fusebox::ui
