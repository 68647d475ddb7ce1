// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <thread>

#include <QException>
#include <QTest>

#include "core/resilience/async/forms.h"
#include "core/resilience/names.h"
#include "tests/core/resilience/async/manual_environment.h"

namespace fusebox::testing::operations {

using namespace fusebox::resilience;
using namespace fusebox::testing;

inline const Failure kReset{.errorClass = ErrorClass::Reset};
/// Always a second, so that tests can tell.
constexpr Backoff kSecond = {1s, 1, 1s, Growth::Constant, Jitter::Proportional, 0};

inline RetryPolicy threeAttempts()
{
    return {.settings = {.maxAttempts = 3, .backoff = kSecond}};
}

/// An operation whose attempts end when the test says so.
class Scripted
{
public:
    QFuture<Result<int>> operator()(const Attempt &attempt) const
    {
        m_shared->attempts.push_back(attempt);
        m_shared->promises.push_back(std::make_shared<QPromise<Result<int>>>());
        m_shared->promises.back()->start();
        return m_shared->promises.back()->future();
    }
    [[nodiscard]] int attempts() const { return static_cast<int>(m_shared->attempts.size()); }
    [[nodiscard]] const Attempt &attempt(int number) const
    {
        return m_shared->attempts.at(std::size_t(number - 1));
    }
    [[nodiscard]] QPromise<Result<int>> &promise(int number) const
    {
        return *m_shared->promises.at(std::size_t(number - 1));
    }
    void answer(int number, const Result<int> &result) const
    {
        promise(number).addResult(result);
        promise(number).finish();
    }

private:
    struct Shared
    {
        std::vector<Attempt> attempts;
        std::vector<std::shared_ptr<QPromise<Result<int>>>> promises;
    };
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
};

template <class T>
inline T valueOf(const QFuture<Result<T>> &future)
{
    return future.isFinished() && future.result() ? *future.result() : T{};
}

} // namespace fusebox::testing::operations
