// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/nearest_word.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace fusebox::storage {

namespace {

constexpr qsizetype MaxLength = 64; // longer than any known word: not worth comparing

/// Optimal string alignment (Damerau 1964, each letter touched once), three rows at a time.
int editDistance(QStringView a, QStringView b)
{
    const auto width = static_cast<std::size_t>(b.size()) + 1;
    std::vector<int> beforeLast(width), last(width), row(width);
    std::iota(last.begin(), last.end(), 0);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        row[0] = static_cast<int>(i);
        for (std::size_t j = 1; j < width; ++j) {
            const auto at = static_cast<qsizetype>(j) - 1;
            const int replaced = last[j - 1] + (a[i - 1] == b[at] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[at - 1] && a[i - 2] == b[at])
                row[j] = std::min(row[j], beforeLast[j - 2] + 1);
        }
        std::swap(beforeLast, last);
        std::swap(last, row);
    }
    return last.back();
}

/// "connectTimeout" and "connect-timeout" are as near to "connect_timeout" as can be.
QString folded(const QString &word)
{
    QString result = word.toLower();
    return result.remove(u'_').remove(u'-').remove(u' ');
}

} // namespace

std::optional<QLatin1StringView> nearestWord(const QString &typed,
                                             const std::vector<QLatin1StringView> &known)
{
    if (typed.isEmpty() || typed.size() > MaxLength)
        return {};
    const QString word = folded(typed);
    std::optional<QLatin1StringView> best;
    int bestDistance = std::max(1, static_cast<int>(typed.size()) / 3);
    for (const QLatin1StringView candidate : known) {
        const int distance = editDistance(word, folded(QString(candidate)));
        if (distance < bestDistance || (distance == bestDistance && !best)) {
            best = candidate;
            bestDistance = distance;
        }
    }
    return best;
}

} // namespace fusebox::storage
