// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config_follower.h"

#include "app/config_changes.h"
#include "app/config_check.h"

namespace fusebox::app {

ConfigFollower::ConfigFollower(storage::ConfigTexts texts, storage::ConfigSet set, QObject *parent)
    : QObject(parent)
    , m_texts(std::move(texts))
    , m_set(std::move(set))
    , m_watch(m_texts.own.file)
{
    connect(&m_watch, &ConfigWatch::settled, this, &ConfigFollower::look);
    QTimer::singleShot(0, this, &ConfigFollower::look); // it may have changed before it was watched
}

void ConfigFollower::look()
{
    storage::ConfigTexts texts = storage::readConfigTexts(m_texts.own.file);
    if (texts == m_texts)
        return;
    m_texts = std::move(texts);
    auto set = storage::checkConfigTexts(m_texts);
    if (!set) {
        Q_EMIT refused(sentencesOf(set.error()));
        return;
    }
    const storage::Config before = storage::wholeOf(m_set);
    m_set = std::move(*set);
    Q_EMIT changed(commandsBetween(before, config()));
}

} // namespace fusebox::app
