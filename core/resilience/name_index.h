// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace fusebox::resilience {

/// Pointers by short names, found among millions with one cache miss and no lock. A slot is a cache line that
/// holds the name itself (open addressing, at most three quarters full). Longer names have no place here.
/// What is pointed to is never looked at and stays the caller's.
///
/// Readers check that no writer came in between ("seqlock", Boehm 2012, with acquire loads instead of a
/// fence). Thread: find() any, at any time; insert() and erase() one at a time.
template <class T>
class NameIndex
{
public:
    static constexpr std::size_t kLongestName = 47;

    /// The pointer of this name, null if there is none. Nothing if the index cannot tell: the name is too
    /// long or someone is writing.
    [[nodiscard]] std::optional<T *> find(std::string_view name) const
    {
        const auto before = m_version.load(std::memory_order_acquire);
        if (name.size() > kLongestName || before % 2 != 0)
            return {};
        const Table &table = *m_table.load(std::memory_order_acquire);
        const Slot *slot = table.find(Key(name));
        T *const found = slot ? slot->value.load(std::memory_order_acquire) : nullptr;
        if (m_version.load(std::memory_order_relaxed) != before)
            return {};
        return found;
    }

    /// `value` must not be null. A name that is there already gets the new value; one that is too long is
    /// left out.
    void insert(std::string_view name, T *value)
    {
        if (name.size() > kLongestName)
            return;
        const Writing writing(m_version);
        if ((m_size + 1) * 4 > m_tables.back()->entries.size() * 3)
            grow();
        const Key key(name);
        Slot &slot = m_tables.back()->place(key);
        m_size += slot.isFree() ? 1 : 0;
        slot.set(key, value);
    }

    void erase(std::string_view name)
    {
        if (name.size() > kLongestName)
            return;
        const Writing writing(m_version);
        Slot &slot = m_tables.back()->place(Key(name));
        if (slot.isFree())
            return;
        m_tables.back()->close(slot);
        --m_size;
    }

    [[nodiscard]] std::size_t size() const { return m_size; } ///< writers only

private:
    /// The name in words, its length in the last byte, behind its hash.
    struct Key
    {
        Key() = default;
        explicit Key(std::string_view name)
            : hash(std::hash<std::string_view>()(name))
        {
            std::memcpy(words.data(), name.data(), name.size());
            words.back() |= std::uint64_t(name.size()) << 56;
        }
        std::uint64_t hash = 0;
        std::array<std::uint64_t, 6> words = {};
    };

    struct alignas(64) Slot
    {
        std::atomic<T *> value = nullptr; ///< null: free
        std::atomic<std::uint64_t> hash = 0;
        std::array<std::atomic<std::uint64_t>, 6> words = {};

        [[nodiscard]] bool isFree() const { return !value.load(std::memory_order_acquire); }
        [[nodiscard]] bool has(const Key &key) const
        {
            if (hash.load(std::memory_order_acquire) != key.hash)
                return false;
            for (std::size_t i = 0; i < words.size(); ++i) {
                if (words[i].load(std::memory_order_acquire) != key.words[i])
                    return false;
            }
            return true;
        }
        void set(const Key &key, T *newValue)
        {
            hash.store(key.hash, std::memory_order_release);
            for (std::size_t i = 0; i < words.size(); ++i)
                words[i].store(key.words[i], std::memory_order_release);
            value.store(newValue, std::memory_order_release);
        }
        [[nodiscard]] Key key() const
        {
            Key result;
            result.hash = hash;
            std::ranges::copy(words, result.words.begin());
            return result;
        }
    };
    static_assert(sizeof(Slot) == 64);

    struct Table
    {
        explicit Table(std::size_t size)
            : entries(size)
        {
        }

        [[nodiscard]] std::size_t home(std::uint64_t hash) const { return hash & (entries.size() - 1); }
        [[nodiscard]] std::size_t after(std::size_t at) const { return (at + 1) & (entries.size() - 1); }
        [[nodiscard]] std::size_t distance(std::size_t from, std::size_t to) const
        {
            return (to - from) & (entries.size() - 1);
        }

        /// Gives up after a round: while a writer moves entries, a reader may meet none that is free.
        [[nodiscard]] const Slot *find(const Key &key) const
        {
            std::size_t at = home(key.hash);
            for (std::size_t i = 0; i < entries.size() && !entries[at].isFree(); ++i, at = after(at)) {
                if (entries[at].has(key))
                    return &entries[at];
            }
            return nullptr;
        }

        /// The slot of this name, or the free one where it belongs.
        [[nodiscard]] Slot &place(const Key &key)
        {
            std::size_t at = home(key.hash);
            while (!entries[at].isFree() && !entries[at].has(key))
                at = after(at);
            return entries[at];
        }

        /// Frees a slot and moves up those behind it that it kept from their home, so that no search ends
        /// early.
        void close(Slot &slot)
        {
            auto gap = static_cast<std::size_t>(&slot - entries.data());
            for (std::size_t at = after(gap); !entries[at].isFree(); at = after(at)) {
                if (distance(home(entries[at].hash), at) < distance(gap, at))
                    continue;
                entries[gap].set(entries[at].key(), entries[at].value);
                gap = at;
            }
            entries[gap].value.store(nullptr, std::memory_order_release);
        }

        std::vector<Slot> entries; ///< a power of two
    };

    /// Makes the version odd for as long as it lives.
    class Writing
    {
    public:
        explicit Writing(std::atomic<std::uint64_t> &version)
            : m_version(version)
        {
            m_version.fetch_add(1, std::memory_order_acq_rel);
        }
        ~Writing() { m_version.fetch_add(1, std::memory_order_acq_rel); }
        Writing(const Writing &) = delete;
        Writing &operator=(const Writing &) = delete;

    private:
        std::atomic<std::uint64_t> &m_version;
    };

    /// Outgrown tables stay until the end, for readers that are still in them: as much again at most.
    void grow()
    {
        const Table &old = *m_tables.back();
        auto bigger = std::make_unique<Table>(old.entries.size() * 2);
        for (const Slot &slot : old.entries) {
            if (!slot.isFree())
                bigger->place(slot.key()).set(slot.key(), slot.value);
        }
        m_tables.push_back(std::move(bigger));
        m_table.store(m_tables.back().get(), std::memory_order_release);
    }

    static constexpr std::size_t kFirstSize = 16;

    std::vector<std::unique_ptr<Table>> m_tables = firstTable();
    std::atomic<const Table *> m_table = m_tables.back().get();
    std::atomic<std::uint64_t> m_version = 0; ///< odd while someone writes
    std::size_t m_size = 0;

    static std::vector<std::unique_ptr<Table>> firstTable()
    {
        std::vector<std::unique_ptr<Table>> tables;
        tables.push_back(std::make_unique<Table>(kFirstSize));
        return tables;
    }
};

} // namespace fusebox::resilience
