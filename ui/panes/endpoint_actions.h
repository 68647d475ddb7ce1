// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAction>

#include "core/health/values/snapshot.h"
#include "ui/rows/endpoint_store.h"
#include "ui/theme/theme.h"

namespace fusebox::ui {

/// What a person can do, enabled when it makes sense for what is selected.
class EndpointActions final : public QObject
{
    Q_OBJECT

public:
    /// Actions with a bare key (Del, Space, Return) work only while `table` has the focus, so that they
    /// cannot take a key from a text field or a button.
    EndpointActions(const Theme &theme, QWidget &table, QObject *parent = nullptr);

    /// `keptIn`: the file that one of them is from, which is not edited here; empty: none is.
    void follow(const std::vector<const health::EndpointSnapshot *> &selected, const Tally &all,
                const QString &keptIn = {});
    /// What pause() stands for now: true pauses, false resumes.
    [[nodiscard]] bool pauses() const { return m_pauses; }

    QAction *add = nullptr;
    QAction *edit = nullptr;
    QAction *duplicate = nullptr;
    QAction *remove = nullptr;
    QAction *checkNow = nullptr;
    QAction *pause = nullptr;
    QAction *reset = nullptr;
    QAction *resetAll = nullptr; ///< whatever is selected
    QAction *forceOpen = nullptr;
    QAction *disable = nullptr;

private:
    struct About
    {
        const char *name;
        const char *icon;
        QString text;
        QString tip;
        QList<QKeySequence> keys;
    };
    QAction *make(const About &about);
    void bindToTable(QWidget &table);
    void restyle();
    void setPauses(bool pauses);
    void explain(const QString &keptIn);

    const Theme &m_theme;
    bool m_pauses = true;
};

} // namespace fusebox::ui
