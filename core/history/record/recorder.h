// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unordered_map>
#include <vector>

#include "core/health/values/snapshot.h"
#include "core/history/record/endpoint_account.h"
#include "core/history/record/outage_machine.h"
#include "core/history/record/record_rows.h"
#include "core/history/record/wall_map.h"

namespace fusebox::history {

/// A body on its way to where it is kept.
struct Piece
{
    EndpointId endpoint = {};
    health::WallTime slot = {}; ///< when its ten seconds begin
    Body body = {};
};

/// What is to be kept.
struct Records
{
    std::vector<std::variant<EndpointMet, EndpointLeft>> comings = {}; ///< and goings, in their order
    std::vector<Piece> pieces = {};
    std::vector<RecordedEvent> events = {};
    std::vector<OutageRecord> outages = {};
    std::vector<MergedOutage> merged = {};

    [[nodiscard]] bool isEmpty() const;
    void append(Records other);
};

/// Makes records of what the monitor tells. Pure: it is handed the time. Thread: one at a time.
class Recorder
{
public:
    /// Endpoints of an earlier run that nobody has heard of by then are gone.
    static constexpr milliseconds mostUnseen = OutageMachine::mostUnseen;

    /// `lasting`: outages of an earlier run that had not ended. `watched`: who was watched when it ended, and
    /// when that was; they left then, unless they are met.
    explicit Recorder(std::vector<OutageRecord> lasting = {}, std::vector<EndpointLeft> watched = {});

    void apply(const health::MonitorUpdate &update);

    /// What has come of the next so many endpoints, whose time is shared out until `now`; in turns, so that
    /// no call takes long. Events and outages: all there are.
    [[nodiscard]] Records take(const health::Moment &now, std::size_t endpoints);
    [[nodiscard]] Records takeAll(const health::Moment &now) { return take(now, m_order.size()); }
    [[nodiscard]] std::size_t endpoints() const { return m_order.size(); }
    /// Who is watched is told once more: what is kept begins anew.
    void introduceAll(const health::Moment &now);

private:
    struct Watched
    {
        explicit Watched(health::WallTime known)
            : account(known)
        {
        }
        EndpointAccount account;
        QString name = {}; ///< as it is shown
        QString group = {};
        QByteArray fingerprint = {}; ///< of the peer's certificate that was seen last
    };

    void follow(const health::Moment &moment);
    void meet(const health::EndpointSnapshot &snapshot, const health::Moment &at);
    void leave(const EndpointId &id, const health::Moment &at);
    void add(const health::Event &event);
    void keep(const health::Event &event);
    void noteCertificate(Watched &watched, const health::Event &event);
    void dismissUnseen(health::TimePoint now);
    void takeNext(health::WallTime now, std::vector<Piece> &pieces);

    WallMap m_wall;
    OutageMachine m_outages;
    std::unordered_map<EndpointId, Watched> m_watched;
    std::unordered_map<EndpointId, health::WallTime> m_unseen; ///< of an earlier run, and when that ended
    std::optional<health::TimePoint> m_begun = {};
    std::vector<EndpointId> m_order; ///< in which they are asked
    std::size_t m_next = 0;          ///< of those
    Records m_records;
};

} // namespace fusebox::history
