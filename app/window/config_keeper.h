// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QObject>
#include <QTimer>

#include "core/health/values/command.h"
#include "core/storage/config_file.h"

namespace fusebox::app {

/// The endpoints as the configuration file should hold them: takes the commands that change them and saves
/// soon after, many changes at once. A file that someone else has changed in the meantime is left alone.
class ConfigKeeper final : public QObject
{
    Q_OBJECT

public:
    /// `config` is what `path` holds; the file need not exist yet.
    ConfigKeeper(const QString &path, storage::Config config, QObject *parent = nullptr);
    /// Saves what is not saved yet; what could not be saved it tries once more.
    ~ConfigKeeper() override;

    /// Commands that say nothing about the configuration, or name an endpoint that is not kept, change
    /// nothing.
    void apply(const fusebox::health::Command &command);

    [[nodiscard]] const storage::Config &config() const { return m_config; }
    [[nodiscard]] QString path() const { return m_path; }

Q_SIGNALS:
    /// An attempt to save failed: one sentence.
    void failed(const QString &sentence);
    void saved();

private:
    /// What tells one state of a file from another.
    struct Stamp
    {
        qint64 size = -1;
        QDateTime modified = {};

        bool operator==(const Stamp &) const = default;
    };

    [[nodiscard]] Stamp stamp() const;
    void save();

    QString m_path;
    storage::Config m_config;
    Stamp m_stamp;
    bool m_isUnsaved = false; ///< the last attempt failed
    QTimer m_saveSoon;
};

} // namespace fusebox::app
