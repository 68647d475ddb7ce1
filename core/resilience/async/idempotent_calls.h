// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include <QPromise>

#include "core/resilience/async/operation.h"
#include "core/resilience/idempotency_store.h"

namespace fusebox::resilience {

/// Calls that happen once for each key: those that come while one is running share its execution, those that
/// come later are answered with its result, until that expires. A failure is shared, not kept: the next call
/// runs again. A call that cancels leaves the others alone; when all have, the execution is cancelled.
/// Thread: any with an event loop.
template <class T>
class IdempotentCalls
{
    static_assert(std::is_copy_constructible_v<T>, "A result that is shared is given out as copies");

public:
    /// `clock` must outlive the calls.
    IdempotentCalls(const IdempotencySettings &settings, const Clock &clock)
        : m_shared(std::make_shared<Shared>(settings, clock))
    {
    }

    /// `operation` as in run.h. A store full of running calls refuses (class rejected).
    template <AnyOperation Op>
    [[nodiscard]] QFuture<Result<T>> run(const std::string &key, Op operation)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        const auto future = promise->future();
        if (auto flight = m_shared->join(key, promise))
            execute(key, std::move(flight), makeOperation(std::move(operation)));
        if (!future.isFinished())
            watch(key, promise);
        return future;
    }

private:
    using Promise = std::shared_ptr<QPromise<Result<T>>>;
    using Store = IdempotencyStore<T>;

    /// One execution, with all who wait for it.
    struct Flight
    {
        std::uint64_t execution;
        std::vector<Promise> waiting;
        Cancellation cancellation = {};
    };
    using FlightPtr = std::shared_ptr<Flight>;

    struct Shared
    {
        Shared(const IdempotencySettings &settings, const Clock &sharedClock)
            : clock(sharedClock)
            , store(settings)
        {
        }

        /// Answers, or lets the promise wait; gives a flight if it is this call's to execute.
        FlightPtr join(const std::string &key, const Promise &promise)
        {
            std::unique_lock lock(mutex);
            const auto what = store.begin(key, clock.now());
            if (const auto *execute = std::get_if<typename Store::Execute>(&what)) {
                auto flight = std::make_shared<Flight>(Flight{execute->execution, {promise}});
                const FlightPtr lost = replace(key, flight);
                lock.unlock();
                if (lost)
                    lost->cancellation.cancel();
                return flight;
            }
            if (std::holds_alternative<typename Store::Join>(what)) {
                flights[key]->waiting.push_back(promise);
                return nullptr;
            }
            lock.unlock();
            if (const auto *replay = std::get_if<typename Store::Replay>(&what))
                answer({promise}, replay->result);
            else
                answer({promise}, tl::unexpected(Failure{.errorClass = ErrorClass::Rejected}));
            return nullptr;
        }

        /// Who waits for an execution that is taken to be lost waits for the new one instead.
        FlightPtr replace(const std::string &key, const FlightPtr &flight)
        {
            FlightPtr lost = std::exchange(flights[key], flight);
            if (lost)
                std::ranges::move(std::exchange(lost->waiting, {}), std::back_inserter(flight->waiting));
            return lost;
        }

        /// Does nothing if the flight was given up, and perhaps another is under way.
        void land(const std::string &key, const FlightPtr &flight, const Result<T> &result)
        {
            std::unique_lock lock(mutex);
            const auto found = flights.find(key);
            if (found == flights.end() || found->second != flight)
                return;
            flights.erase(found);
            if (result)
                store.complete(key, flight->execution, *result, clock.now());
            else
                store.abandon(key, flight->execution);
            lock.unlock();
            answer(flight->waiting, result);
        }

        void leave(const std::string &key, const Promise &promise)
        {
            std::unique_lock lock(mutex);
            const auto found = flights.find(key);
            if (found == flights.end() || std::erase(found->second->waiting, promise) == 0)
                return;
            const FlightPtr flight = found->second;
            const bool lastOne = flight->waiting.empty();
            if (lastOne) {
                flights.erase(found);
                store.abandon(key, flight->execution);
            }
            lock.unlock();
            promise->finish();
            if (lastOne)
                flight->cancellation.cancel();
        }

        static void answer(const std::vector<Promise> &promises, const Result<T> &result)
        {
            for (const Promise &promise : promises) {
                promise->addResult(result);
                promise->finish();
            }
        }

        const Clock &clock;
        std::mutex mutex = {};
        Store store;
        std::unordered_map<std::string, FlightPtr> flights = {};
    };

    void execute(const std::string &key, FlightPtr flight, const Operation<T> &operation)
    {
        const Attempt attempt{.cancellation = flight->cancellation};
        const Done<T> done([shared = m_shared, key, flight = std::move(flight)](const Result<T> &result) {
            shared->land(key, flight, result);
        });
        try {
            operation(attempt, done);
        } catch (...) {
            done(tl::unexpected(failureOf(std::current_exception())));
        }
    }

    /// Lives in this thread until the future has finished.
    void watch(const std::string &key, const Promise &promise)
    {
        auto *watcher = new QFutureWatcher<Result<T>>;
        QObject::connect(watcher, &QFutureWatcherBase::canceled, watcher,
                         [shared = m_shared, key, promise] { shared->leave(key, promise); });
        QObject::connect(watcher, &QFutureWatcherBase::finished, watcher, &QObject::deleteLater);
        watcher->setFuture(promise->future());
    }

    std::shared_ptr<Shared> m_shared;
};

} // namespace fusebox::resilience
