// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/history/report/report.h"
#include "core/storage/history/history_reader.h"

namespace fusebox::storage {

/// What a report is wanted of.
struct ReportQuery
{
    history::Stretch stretch = {};
    std::optional<QString> group = {};
    std::size_t mostOutages = 20'000; ///< the newest; older ones are counted
};

/// Builds a report step by step, so that whoever waits can say how far it is, and stop. No more than thirty
/// days of one endpoint are in memory at once. Thread: the reader's.
class ReportBuilder
{
public:
    /// `reader` outlives it.
    ReportBuilder(HistoryReader &reader, ReportQuery query);

    /// Some tens of milliseconds' work at most; false: there is no more to do, or reading failed.
    bool step();
    /// In [0, 1].
    [[nodiscard]] double progress() const;
    [[nodiscard]] const std::optional<SqlFault> &fault() const { return m_fault; }
    /// When step() has said that it is done. The last call.
    [[nodiscard]] history::Report take() { return std::move(m_report); }

private:
    struct Sums
    {
        std::uint64_t checks = 0;
        std::uint64_t failures = 0;
        history::BucketCounts latencies = {};
    };
    /// Cells from `begin` to before `end` of the report's.
    struct Slice
    {
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    void makeSlices();
    void findEndpoints();
    void addOutages();
    void addSlice();
    void addCells(const std::vector<StoredBody> &pieces, const Slice &slice);
    void count(const std::vector<StoredBody> &pieces, const history::Stretch &stretch);
    void finishEndpoint();
    [[nodiscard]] history::Stretch stretchOf(const Slice &slice) const;
    void noteFault();

    HistoryReader &m_reader;
    ReportQuery m_query;
    history::Report m_report;
    std::optional<SqlFault> m_fault = {};
    std::vector<history::KnownGap> m_gaps;
    std::vector<history::Stretch> m_lives; ///< when each endpoint was there
    std::vector<Slice> m_slices;
    std::vector<Slice> m_outagesLeft; ///< the newest last
    std::unordered_map<settings::EndpointId, int> m_outageCounts;
    std::size_t m_endpoint = 0; ///< whose slices are read
    std::size_t m_slice = 0;
    Sums m_sums = {};
};

} // namespace fusebox::storage
