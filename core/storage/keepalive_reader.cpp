// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/settings/option_text.h"
#include "core/storage/list_reading.h"
#include "core/storage/value_reader.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using probe::KeepaliveAnswer;

Checked ValueReader::read(const KeepaliveAnswers &, std::vector<KeepaliveAnswer> &target) const
{
    return store(
        listOf<KeepaliveAnswer>(
            m_place, [&](const JsonPlace &element) { return inside(element).readKeepaliveAnswer(); }),
        target);
}

tl::expected<KeepaliveAnswer, JsonErrors> ValueReader::readKeepaliveAnswer() const
{
    static const QString example = u"{\"equals\": \"2\", \"send\": \"3\"}"_s;
    const auto object = objectOf(m_place, {"equals"_L1, "matches"_L1, "send"_L1});
    if (!object)
        return tl::unexpected(object.error());
    KeepaliveAnswer answer;
    Gathered all;
    const auto comparison = oneOf(m_place, **object, keepaliveComparisonWords());
    if (all.add(comparison))
        all.add(*comparison ? readKeepaliveMessage(**comparison, answer)
                            : Checked(missing(m_place, "equals"_L1, example)));
    if (const JsonMember *send = findMember(**object, "send"_L1)) {
        const JsonPlace place = m_place.at(*send);
        all.add(inside(place).read(Secret{}, answer.send));
    } else {
        all.add(Checked(missing(m_place, "send"_L1, example)));
    }
    return all.with(std::move(answer));
}

/// The message that is answered.
Checked ValueReader::readKeepaliveMessage(const JsonMember &comparison, KeepaliveAnswer &target) const
{
    const JsonPlace place = m_place.at(comparison);
    if (comparison.key == "equals") {
        target.kind = KeepaliveAnswer::Kind::Equals;
        return inside(place).read(Bytes{settings::MaxSought}, target.sought);
    }
    QString pattern;
    target.kind = KeepaliveAnswer::Kind::Matches;
    return inside(place).read(Pattern{}, pattern).map([&] { target.sought = pattern.toUtf8(); });
}

} // namespace fusebox::storage
