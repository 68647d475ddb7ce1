// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QObject>
#include <QTimer>

#include "core/health/values/command.h"
#include "core/storage/config_set.h"

namespace fusebox::app {

/// Keeps what is watched and what the files hold the same: takes the commands that change endpoints of its
/// own file and saves soon after, many changes at once; reads what others have changed there. Where both have
/// changed, nothing is saved until somebody chooses. A file that cannot be understood is never written to,
/// and what was read before stays in force.
class ConfigKeeper final : public QObject
{
    Q_OBJECT

public:
    /// `texts` are what `set` was read from; the file need not exist yet. `versions`: the folder that keeps
    /// what it was before it was changed; empty: nothing does.
    ConfigKeeper(storage::ConfigTexts texts, storage::ConfigSet set, QString versions = {},
                 QObject *parent = nullptr);
    /// Saves what is not saved yet; what could not be saved it tries once more.
    ~ConfigKeeper() override;

    /// Commands that say nothing about the configuration, or name an endpoint that is not kept in the file
    /// itself, change nothing.
    void apply(const fusebox::health::Command &command);
    /// The files may have changed.
    void look();
    /// While both sides have changed: takes what the file holds instead of what was edited here.
    void reload();
    /// While both sides have changed: writes what was edited here over what the file holds.
    void overwrite();

    [[nodiscard]] const storage::Config &config() const { return m_config; }
    [[nodiscard]] const std::vector<storage::ConfigFragment> &fragments() const { return m_set.fragments; }
    [[nodiscard]] QString path() const { return m_texts.own.file; }

Q_SIGNALS:
    /// An attempt to save failed, or what stands there cannot be read: one sentence.
    void failed(const QString &sentence);
    void saved();
    /// Others have changed the files: what makes a monitor watch what they hold now. No commands: what is
    /// watched is the same.
    void changed(const std::vector<fusebox::health::Command> &commands);
    /// Both sides have changed: what the file has that was not edited so here, a line for each endpoint.
    void conflicted(const QStringList &lines);

private:
    struct Files
    {
        storage::ConfigTexts texts = {};
        storage::ConfigSet set = {};
    };

    [[nodiscard]] bool isEdited() const { return m_config != m_set.own; }
    /// True if nobody else has changed them since, so that they may be written.
    bool readAnew();
    bool refuse(const storage::ConfigErrors &errors, storage::ConfigTexts texts);
    void tellConflict();
    void take(Files files, storage::Config config);
    void save();
    void write();
    void keepVersion(const storage::FileText &text);

    storage::ConfigTexts m_texts;                       ///< what `m_set` was read from
    storage::ConfigSet m_set;                           ///< what the files hold
    storage::Config m_config;                           ///< what its own file should hold
    std::optional<Files> m_theirs = {};                 ///< while both sides have changed
    std::optional<storage::ConfigTexts> m_refused = {}; ///< told of already
    bool m_isUnsaved = false;                           ///< the last attempt failed
    QString m_versions;
    QTimer m_saveSoon;
};

} // namespace fusebox::app
