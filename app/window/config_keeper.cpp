// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/config_keeper.h"

#include <QFileInfo>

#include "app/window/endpoint_list.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

ConfigKeeper::ConfigKeeper(const QString &path, storage::Config config, QObject *parent)
    : QObject(parent)
    , m_path(path)
    , m_config(std::move(config))
    , m_stamp(stamp())
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

ConfigKeeper::Stamp ConfigKeeper::stamp() const
{
    const QFileInfo file(m_path);
    return file.exists() ? Stamp{file.size(), file.lastModified()} : Stamp{};
}

void ConfigKeeper::save()
{
    m_saveSoon.stop();
    if (stamp() != m_stamp) {
        Q_EMIT failed(u"%1: was changed by another program; edits made here are not saved"_s.arg(m_path));
        return;
    }
    const auto result = storage::saveConfig(m_config, m_path);
    m_stamp = stamp();
    m_isUnsaved = !result;
    if (result)
        Q_EMIT saved();
    else
        Q_EMIT failed(result.error().toString());
}

} // namespace fusebox::app
