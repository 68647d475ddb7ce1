// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QDialog>
#include <QStringList>

#include "core/settings/endpoint_config.h"
#include "ui/dialogs/keep_secret.h"
#include "ui/theme/theme.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QToolButton;

namespace fusebox::ui {

class EndpointForm;
class FieldRow;

/// Adds or edits an endpoint. A URL is enough; everything else has a default behind "More". A bad value is
/// marked at its field with a sentence; while there is one, OK is disabled and says why.
class EndpointDialog final : public QDialog
{
    Q_OBJECT

public:
    /// For a new endpoint, with `draft` to begin from (a default one, or a copy to change); its id is made
    /// from the URL and none of `takenIds`.
    static EndpointDialog *forNew(const settings::EndpointConfig &draft, const QStringList &takenIds,
                                  const Theme &theme, QWidget *parent);
    /// For one that exists; its id stays.
    static EndpointDialog *forEdit(const settings::EndpointConfig &config, const Theme &theme,
                                   QWidget *parent);

    /// What was typed, complete with id and name; only after the dialog was accepted.
    [[nodiscard]] settings::EndpointConfig config() const;

Q_SIGNALS:
    /// A secret that was typed is to be kept in the keyring. Its field has its reference then.
    void keepRequested(const fusebox::ui::KeepSecret &request);

private:
    EndpointDialog(const settings::EndpointConfig &start, const Theme &theme, QWidget *parent);

    void layOut();
    [[nodiscard]] QWidget *makeFooter();
    void showMore(bool more);
    void validate();
    void keep(FieldRow *row, const QByteArray &value);
    [[nodiscard]] tl::expected<QUrl, QString> readUrl();

    const Theme &m_theme;
    settings::EndpointConfig m_start; ///< what the fields began with
    settings::EndpointConfig m_config;
    QStringList m_takenIds;
    bool m_isNew = false;
    QLineEdit *m_url = nullptr;
    QLabel *m_urlError = nullptr;
    QLineEdit *m_name = nullptr;
    QToolButton *m_more = nullptr;
    QScrollArea *m_scroll = nullptr;
    EndpointForm *m_form = nullptr;
    QLabel *m_reason = nullptr;
    QPushButton *m_ok = nullptr;
};

} // namespace fusebox::ui
