// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/history_desk.h"

namespace fusebox::app {

using namespace std::chrono_literals;
using history::Stretch;

HistoryDesk::HistoryDesk(const QString &file, QObject *parent)
    : QObject(parent)
    , m_file(file)
{
    m_thread.setObjectName(QStringLiteral("fusebox-past"));
    m_worker.moveToThread(&m_thread);
    m_thread.start();
}

HistoryDesk::~HistoryDesk()
{
    QMetaObject::invokeMethod(
        &m_worker, [this] { m_reader.reset(); }, Qt::QueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void HistoryDesk::ask(std::function<Answer(storage::HistoryReader &)> question)
{
    QMetaObject::invokeMethod(
        &m_worker,
        [this, question = std::move(question)] {
            if (!m_reader || m_reader->fault()) {
                auto opened = storage::HistoryReader::open(m_file);
                m_reader = opened ? *std::move(opened) : nullptr;
            }
            if (!m_reader)
                return;
            const Answer answer = question(*m_reader);
            if (!m_reader->fault())
                QMetaObject::invokeMethod(this, answer, Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

void HistoryDesk::askTraces(const health::Moment &now, health::TimePoint until)
{
    ask([=, this](storage::HistoryReader &reader) -> Answer {
        return [=, this, traces = storage::readTraces(reader, now)] { Q_EMIT tracesRead(traces, until); };
    });
}

void HistoryDesk::askPast(const settings::EndpointId &id, const health::Moment &now, health::TimePoint until)
{
    ask([=, this](storage::HistoryReader &reader) -> Answer {
        return [=, this, past = storage::readPast(reader, id, now, until)] { Q_EMIT pastRead(id, past); };
    });
}

void HistoryDesk::askUptimes(const settings::EndpointId &id, health::WallTime now)
{
    ask([=, this](storage::HistoryReader &reader) -> Answer {
        std::vector<Stretch> stretches;
        for (const auto length : history::uptimeLengths)
            stretches.push_back({now - length, now});
        std::vector<history::UptimeOver> uptimes;
        for (const history::StoredUptime &uptime : reader.uptime(id, stretches))
            uptimes.push_back({history::uptimeLengths.at(uptimes.size()), uptime});
        return [=, this] { Q_EMIT uptimesRead(id, uptimes); };
    });
}

void HistoryDesk::askIncidents()
{
    ask([this](storage::HistoryReader &reader) -> Answer {
        return [this, incidents = storage::readIncidents(reader, mostIncidents)] {
            Q_EMIT incidentsRead(incidents);
        };
    });
}

} // namespace fusebox::app
