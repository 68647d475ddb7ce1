// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <QObject>
#include <QStringList>

#include "core/health/values/snapshot.h"

namespace fusebox::ui {

class EndpointStore;
class EndpointTable;

/// The endpoints a person works with: the one whose detail is shown, and those that commands are for. Both
/// stay as they were chosen while the table's rows come, go and change places, whether the filter hides them
/// or not.
class Selection final : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    Selection(EndpointTable &table, const EndpointStore &endpoints, QObject *parent = nullptr);

    /// Whose detail is shown; of one that is gone the id remains.
    [[nodiscard]] const settings::EndpointId &chosen() const { return m_chosen; }
    /// What commands are for: of what is selected that which can be seen.
    [[nodiscard]] QStringList targetIds() const;
    [[nodiscard]] std::vector<const health::EndpointSnapshot *> targets() const;

    /// One that was just added: it is selected as soon as there is such an endpoint, see settle().
    void await(const settings::EndpointId &id) { m_awaited = id; }
    /// Once rows have come or gone: selects what was awaited; else, at the start or when the chosen one is
    /// gone, the first, which nobody chose.
    void settle();
    /// `move` changes the table's rows, which is no choice of a person's, and says whether any has moved.
    void moveRows(const std::function<bool()> &move);
    /// Selects this one unless a person has chosen something, and not as if one had.
    void follow(const settings::EndpointId &culprit);

Q_SIGNALS:
    /// Another endpoint is chosen, or commands are for others.
    void changed();

private:
    void choose();

    EndpointTable &m_table;
    const EndpointStore &m_endpoints;
    settings::EndpointId m_awaited;
    settings::EndpointId m_chosen;
    QStringList m_selected;
    bool m_rowsMove = false; ///< the table's selection is not a person's
};

} // namespace fusebox::ui
