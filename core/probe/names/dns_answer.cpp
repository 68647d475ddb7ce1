// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/dns_answer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <QHash>
#include <QSet>
#include <QtEndian>

namespace fusebox::probe {

namespace {

// The header's second word (RFC 1035, 4.1.1).
constexpr unsigned isAnswer = 0x8000;
constexpr unsigned isAuthoritative = 0x0400;
constexpr unsigned isTruncated = 0x0200;
constexpr unsigned asksOthers = 0x0080; // recursion is available
constexpr unsigned responseCode = 0x000f;

/// It stands whatever follows: servers cut a packet that is too long anywhere.
std::optional<DnsFault> headerFault(QByteArrayView packet)
{
    constexpr qsizetype headerSize = 12;
    const unsigned flags = packet.size() < headerSize ? 0 : qFromBigEndian<quint16>(packet.data() + 2);
    if ((flags & isAnswer) == 0)
        return DnsFault::BadAnswer;
    if ((flags & isTruncated) != 0)
        return DnsFault::Truncated;
    switch (flags & responseCode) {
    case 0: return {};
    case 1:
    case 4: return DnsFault::NotUnderstood;
    case 3: return DnsFault::NoSuchName;
    case 5: return DnsFault::Refused;
    default: return DnsFault::ServerFailure;
    }
}

/// Names are equal whatever their case (RFC 4343), and with or without the root's dot.
QString comparable(const QString &name)
{
    const QString lower = name.toLower();
    return lower.endsWith(u'.') ? lower.chopped(1) : lower;
}

/// The names that an answer gives records to, and where their aliases lead.
struct Names
{
    QSet<QString> known = {}; ///< with records of the type asked for
    QHash<QString, std::pair<QString, std::chrono::seconds>> aliases = {}; ///< the first of each name
};

Names namesIn(const std::vector<DnsRecord> &records, DnsType type)
{
    Names names;
    for (const DnsRecord &record : records) {
        const QString owner = comparable(record.owner);
        if (record.type == type)
            names.known.insert(owner);
        else if (record.type == DnsType::Cname && !names.aliases.contains(owner))
            names.aliases.insert(owner, {comparable(record.text), record.ttl});
    }
    return names;
}

/// The name at the end of the aliases, or why there is none.
struct End
{
    QString name;
    std::chrono::seconds ttl = std::chrono::seconds::max(); ///< of the aliases
    bool isCircle = false;
};

End followAliases(QString name, const Names &names)
{
    End end{.name = std::move(name)};
    for (qsizetype followed = 0; !names.known.contains(end.name); ++followed) {
        const auto alias = names.aliases.constFind(end.name);
        if (alias == names.aliases.cend())
            return end;
        end.isCircle = followed == names.aliases.size();
        if (end.isCircle)
            return end;
        end.name = alias->first;
        end.ttl = std::min(end.ttl, alias->second);
    }
    return end;
}

/// RFC 2308, 2.2: a zone's SOA says that there is no record, NS without it send us elsewhere. A server that
/// is in charge means what it says, and one that says nothing of anybody has not looked.
bool isReferral(const DnsMessage &message)
{
    if ((message.flags & isAuthoritative) != 0 || message.hasSoa)
        return false;
    return message.hasNs || (message.answers.empty() && (message.flags & asksOthers) == 0);
}

} // namespace

tl::expected<DnsAnswer, DnsFault> dnsAnswerIn(QByteArrayView packet, const DnsQuestion &question)
{
    if (const auto fault = headerFault(packet))
        return tl::unexpected(*fault);
    auto message = dnsMessageIn(packet);
    if (!message)
        return tl::unexpected(message.error());
    const End end = followAliases(comparable(QString::fromLatin1(question.name)),
                                  namesIn(message->answers, question.type));
    if (end.isCircle)
        return tl::unexpected(DnsFault::BadAnswer);
    DnsAnswer answer;
    answer.ttl = end.ttl;
    for (DnsRecord &record : message->answers) {
        if (record.type != question.type || comparable(record.owner) != end.name)
            continue;
        answer.ttl = std::min(answer.ttl, record.ttl);
        answer.records.push_back(std::move(record));
    }
    if (answer.records.empty())
        return tl::unexpected(isReferral(*message) ? DnsFault::Referral : DnsFault::NoData);
    return answer;
}

} // namespace fusebox::probe
