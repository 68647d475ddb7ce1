// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/secret_supply.h"

#include <utility>

#include "core/settings/secret_filling.h"

namespace fusebox::app {

using namespace std::chrono_literals;
using settings::SecretSource;

namespace {

constexpr auto lookEvery = 2s;
constexpr int keyringEvery = 5;     ///< looks: what it did not have may be there now
constexpr int rereadingEvery = 150; ///< looks: what it had may be another now

} // namespace

SecretSupply::SecretSupply(std::unique_ptr<storage::Keyring> keyring, QObject *parent)
    : QObject(parent)
    , m_keyring(std::move(keyring))
    , m_files(std::make_unique<storage::SecretFiles>(QString()))
    , m_published(std::make_shared<const settings::SecretValues>())
{
    m_lookAgain.setInterval(lookEvery);
    connect(&m_lookAgain, &QTimer::timeout, this, &SecretSupply::look);
}

void SecretSupply::setFolder(const QString &folder)
{
    m_files = std::make_unique<storage::SecretFiles>(folder);
}

void SecretSupply::watch(const std::vector<settings::EndpointConfig> &endpoints)
{
    for (const settings::EndpointConfig &endpoint : endpoints) {
        auto references = settings::referencesIn(endpoint);
        if (references.empty())
            m_users.erase(endpoint.id);
        else
            m_users.insert_or_assign(endpoint.id, std::move(references));
    }
    settle();
}

void SecretSupply::follow(const health::Command &command)
{
    if (const auto *added = std::get_if<health::AddEndpoint>(&command))
        return watch({added->config});
    if (const auto *edited = std::get_if<health::EditEndpoint>(&command))
        return watch({edited->config});
    const auto *removed = std::get_if<health::RemoveEndpoint>(&command);
    if (removed && m_users.erase(removed->id) > 0)
        settle();
}

/// What nobody refers to any more is forgotten, what is new is looked for.
void SecretSupply::settle()
{
    std::set<Reference> used;
    for (const auto &[id, references] : m_users)
        used.insert(references.begin(), references.end());
    std::erase_if(m_values, [&used](const auto &known) { return !used.contains(known.first); });
    for (const Reference &reference : used)
        if (!m_values.contains(reference))
            lookAt(reference);
    if (used.empty())
        m_lookAgain.stop();
    else if (!m_lookAgain.isActive())
        m_lookAgain.start();
    publish();
}

void SecretSupply::look()
{
    ++m_looks;
    std::set<Reference> due;
    for (const auto &[id, references] : m_users)
        for (const Reference &reference : references)
            if (isDue(reference))
                due.insert(reference);
    for (const Reference &reference : due)
        lookAt(reference);
    publish();
}

bool SecretSupply::isDue(const Reference &reference) const
{
    if (reference.source != SecretSource::Keyring)
        return reference.source == SecretSource::File;
    const auto known = m_values.find(reference);
    const bool isKnown = known != m_values.end() && known->second;
    return m_looks % (isKnown ? rereadingEvery : keyringEvery) == 0;
}

void SecretSupply::lookAt(const Reference &reference)
{
    switch (reference.source) {
    case SecretSource::Environment:
        m_values.insert_or_assign(reference, storage::secretOfVariable(reference.name));
        return;
    case SecretSource::File: m_values.insert_or_assign(reference, m_files->read(reference.name)); return;
    case SecretSource::Keyring: return askKeyring(reference.name);
    }
}

void SecretSupply::askKeyring(const QString &name)
{
    const Reference reference{SecretSource::Keyring, name};
    if (!m_asked.insert(reference).second)
        return;
    const bool mayAsk = !m_hasAskedPerson; // those that ask meanwhile are answered along with it
    m_hasAskedPerson = true;
    m_keyring->read(name, mayAsk, [this, reference](const settings::SecretValue &value) {
        m_asked.erase(reference);
        answered(reference, value);
    });
}

/// An entry that is not found any more may be in a keyring that is not there now: what is known stays.
void SecretSupply::answered(const Reference &reference, const settings::SecretValue &value)
{
    const auto known = m_values.find(reference);
    if (!value && known != m_values.end() && known->second)
        return;
    m_values.insert_or_assign(reference, value);
    settle(); // which forgets it if nobody refers to it by now
}

void SecretSupply::keep(const QString &name, const QByteArray &value, storage::Keyring::Done done)
{
    m_keyring->write(name, value,
                     [this, name, value, done](const tl::expected<void, settings::NoSecret> &kept) {
                         if (kept)
                             answered({SecretSource::Keyring, name}, value);
                         done(kept);
                     });
}

void SecretSupply::publish()
{
    for (const QString &warning : m_files->takeWarnings())
        Q_EMIT warned(warning);
    if (m_values == *m_published)
        return;
    m_published = std::make_shared<const settings::SecretValues>(m_values);
    Q_EMIT changed(health::SetSecrets{m_published});
}

} // namespace fusebox::app
