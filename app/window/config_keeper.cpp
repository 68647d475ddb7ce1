// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/config_keeper.h"

#include <utility>

#include "app/config_changes.h"
#include "app/config_check.h"
#include "app/window/endpoint_list.h"
#include "core/storage/config_versions.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using storage::Config;
using storage::ConfigSet;

ConfigKeeper::ConfigKeeper(storage::ConfigTexts texts, ConfigSet set, QString versions, QObject *parent)
    : QObject(parent)
    , m_texts(std::move(texts))
    , m_set(std::move(set))
    , m_config(m_set.own)
    , m_versions(std::move(versions))
{
    m_saveSoon.setSingleShot(true);
    m_saveSoon.setInterval(200ms); // one pause of a thousand endpoints is one save
    connect(&m_saveSoon, &QTimer::timeout, this, &ConfigKeeper::save);
}

ConfigKeeper::~ConfigKeeper()
{
    if (m_saveSoon.isActive() || m_isUnsaved)
        save();
}

void ConfigKeeper::apply(const health::Command &command)
{
    if (applyTo(m_config.endpoints, command))
        m_saveSoon.start();
}

void ConfigKeeper::look()
{
    const std::optional<storage::ConfigTexts> told = m_theirs ? std::optional(m_theirs->texts) : std::nullopt;
    readAnew();
    if (m_theirs && m_theirs->texts != told)
        tellConflict();
}

void ConfigKeeper::tellConflict()
{
    Q_EMIT conflicted(linesBetween(m_config, m_theirs->set.own));
}

bool ConfigKeeper::readAnew()
{
    storage::ConfigTexts texts = storage::readConfigTexts(path());
    if (texts == m_texts) {
        m_theirs.reset();
        m_refused.reset();
        return true;
    }
    if (m_theirs && texts == m_theirs->texts)
        return false;
    const bool isGone = texts.own.isMissing && !m_texts.own.isMissing;
    auto set = storage::checkConfigTexts(texts, m_texts.own.isMissing || isGone);
    if (!set)
        return refuse(set.error(), std::move(texts));
    if (isGone)
        set->own = m_set.own; // it is written anew with the next change
    m_refused.reset();
    Files files{std::move(texts), std::move(*set)};
    if (isEdited() && files.set.own != m_set.own && files.set.own != m_config) {
        m_saveSoon.stop();
        m_theirs = std::move(files);
        m_isUnsaved = true;
        return false;
    }
    Config config = files.set.own == m_set.own ? m_config : files.set.own;
    take(std::move(files), std::move(config));
    return true;
}

/// Once for each state of the files.
bool ConfigKeeper::refuse(const storage::ConfigErrors &errors, storage::ConfigTexts texts)
{
    if (m_refused != texts)
        Q_EMIT failed(u"%1; what was read before stays in force"_s.arg(headlineOf(errors)));
    m_refused = std::move(texts);
    return false;
}

void ConfigKeeper::take(Files files, Config config)
{
    const Config before = storage::wholeOf({m_config, m_set.fragments});
    if (files.texts.own != m_texts.own)
        keepVersion(m_texts.own);
    m_texts = std::move(files.texts);
    m_set = std::move(files.set);
    m_config = std::move(config);
    m_theirs.reset();
    Q_EMIT changed(commandsBetween(before, storage::wholeOf({m_config, m_set.fragments})));
}

void ConfigKeeper::reload()
{
    if (!m_theirs)
        return;
    m_saveSoon.stop();
    m_isUnsaved = false;
    Files theirs = std::move(*m_theirs);
    Config own = theirs.set.own;
    take(std::move(theirs), std::move(own));
}

void ConfigKeeper::overwrite()
{
    if (!m_theirs)
        return;
    Files theirs = std::move(*m_theirs);
    take(std::move(theirs), Config(m_config));
    save();
}

void ConfigKeeper::save()
{
    m_saveSoon.stop();
    const bool mayWrite = readAnew();
    if (mayWrite && isEdited()) {
        write();
    } else if (!mayWrite) {
        m_isUnsaved = true;
        if (m_theirs) {
            Q_EMIT failed(
                u"%1: was changed by another program, too; edits made here are not saved until you choose"_s
                    .arg(path()));
            tellConflict();
        } else {
            Q_EMIT failed(u"%1: cannot be understood, so edits made here are not saved"_s.arg(path()));
        }
    } else {
        m_isUnsaved = false;
    }
}

void ConfigKeeper::write()
{
    const auto result = storage::saveConfig(m_config, path());
    m_isUnsaved = !result;
    if (!result) {
        Q_EMIT failed(result.error().toString());
        return;
    }
    const storage::FileText before = std::exchange(m_texts.own, storage::readConfigTexts(path()).own);
    m_set.own = m_config;
    Q_EMIT saved();
    keepVersion(before);
}

/// What was good once can be had again, whoever has written over it.
void ConfigKeeper::keepVersion(const storage::FileText &text)
{
    if (m_versions.isEmpty() || text.isMissing || !text.fault.isEmpty())
        return;
    if (const auto kept = storage::keepVersion(m_versions, path(), text.content); !kept)
        Q_EMIT failed(kept.error());
}

} // namespace fusebox::app
