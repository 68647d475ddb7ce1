// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <tl/expected.hpp>

#include <QByteArrayView>
#include <QString>

#include "core/resilience/time.h"

struct pcre2_real_code_8;

namespace fusebox::probe {

/// A regular expression (PCRE2, UTF-8) to be found in a hostile body, on the thread that times all checks. So
/// it may not take its time: QRegularExpression can bound the steps of one starting point, but a body has a
/// million of them; here the clock is looked at between the steps. Matching needs no valid UTF-8.
class BodyPattern
{
public:
    enum class Found { Yes, No, GaveUp };
    struct Invalid
    {
        std::string reason;   ///< PCRE2's text
        qsizetype offset = 0; ///< of the character it is about, in the pattern
    };

    static constexpr qsizetype mostBytes = 4 * 1024; ///< of pattern, in UTF-8

    /// Refuses what is more than mostBytes.
    [[nodiscard]] static tl::expected<BodyPattern, Invalid> create(const QString &pattern);

    /// Gives up after `budget` of the clock's time, or when matching needs over 16 MiB.
    [[nodiscard]] Found findIn(QByteArrayView body, const resilience::Clock &clock,
                               resilience::Nanoseconds budget) const;

private:
    struct Free
    {
        void operator()(pcre2_real_code_8 *code) const;
    };
    using Code = std::unique_ptr<pcre2_real_code_8, Free>;
    explicit BodyPattern(Code code);

    Code m_code;
};

} // namespace fusebox::probe
