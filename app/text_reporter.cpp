// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/text_reporter.h"

#include <algorithm>

#include <QDateTime>

#include "core/storage/plain_text.h"
#include "ui/text/sentences.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;

namespace {

constexpr int WidestColumn = 32;

QString localTime(health::WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count()).toString(u"HH:mm:ss.zzz"_s);
}

} // namespace

QByteArray textLine(const health::Event &event, int width)
{
    const QString endpoint = storage::escaped(event.endpoint).leftJustified(width);
    const QString sentence = storage::escaped(ui::eventSentence(event));
    return QStringList{localTime(event.at.wall), endpoint, sentence}.join(u"  "_s).toUtf8() + '\n';
}

int columnWidth(const std::vector<settings::EndpointConfig> &endpoints)
{
    qsizetype width = 0;
    for (const settings::EndpointConfig &endpoint : endpoints)
        width = std::max(width, endpoint.id.size());
    return static_cast<int>(std::min<qsizetype>(width, WidestColumn));
}

} // namespace fusebox::app
