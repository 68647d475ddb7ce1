// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>

#include <QObject>
#include <QTimer>

#include "core/health/values/command.h"
#include "core/storage/secrets/keyring.h"
#include "core/storage/secrets/local_secrets.h"

namespace fusebox::app {

/// Has the secrets that endpoints refer to: variables at once, files at once and again when they change, the
/// keyring's soon. What cannot be had is tried again for as long as somebody refers to it; what was read from
/// the keyring stays known while that is away. Asks to unlock it once. Thread: main.
class SecretSupply final : public QObject
{
    Q_OBJECT

public:
    explicit SecretSupply(std::unique_ptr<storage::Keyring> keyring, QObject *parent = nullptr);

    /// Where relative paths of files start: the configuration's folder. Before anything is watched.
    void setFolder(const QString &folder);
    /// To be called before the monitor learns of these endpoints; those that have an id that is known replace
    /// it.
    void watch(const std::vector<settings::EndpointConfig> &endpoints);
    /// Likewise with a command, of whatever kind.
    void follow(const health::Command &command);
    /// Looks at once for what has changed, as it does again and again.
    void look();
    /// Puts a secret into the keyring, in the place of what has that name; a person may be asked. Whoever
    /// refers to it has it then.
    void keep(const QString &name, const QByteArray &value, storage::Keyring::Done done);

Q_SIGNALS:
    /// To be handed to the monitor, before anything else is.
    void changed(const fusebox::health::SetSecrets &secrets);
    /// A sentence for people: a file that others can read.
    void warned(const QString &sentence);

private:
    using Reference = settings::SecretReference;

    void settle();
    void lookAt(const Reference &reference);
    void askKeyring(const QString &name);
    void answered(const Reference &reference, const settings::SecretValue &value);
    [[nodiscard]] bool isDue(const Reference &reference) const;
    void publish();

    std::unique_ptr<storage::Keyring> m_keyring;
    std::unique_ptr<storage::SecretFiles> m_files;
    std::map<settings::EndpointId, std::set<Reference>> m_users; ///< only those that refer to some
    settings::SecretValues m_values;
    std::shared_ptr<const settings::SecretValues> m_published;
    std::set<Reference> m_asked; ///< of the keyring, under way
    bool m_hasAskedPerson = false;
    int m_looks = 0;
    QTimer m_lookAgain;
};

} // namespace fusebox::app
