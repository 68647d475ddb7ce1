// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/dns_records.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <ares.h>

#include <QHostAddress>
#include <QtEndian>

namespace fusebox::probe {

using namespace Qt::StringLiterals;

namespace {

/// Reads a packet from front to back. What is not there reads as nothing and sets failed().
class Reader
{
public:
    explicit Reader(QByteArrayView packet)
        : m_packet(packet)
        , m_end(packet.size())
    {
    }

    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] qsizetype left() const { return m_end - m_position; }

    quint8 byte() { return number<quint8>(); }
    quint16 word() { return number<quint16>(); }
    quint32 longWord() { return number<quint32>(); }

    QByteArrayView bytes(qsizetype size)
    {
        if (m_failed || size > left()) {
            m_failed = true;
            return {};
        }
        m_position += size;
        return m_packet.sliced(m_position - size, size);
    }

    /// May point back into the packet, and to nowhere: c-ares knows.
    QString name()
    {
        char *text = nullptr;
        long size = 0;
        const auto *start = reinterpret_cast<const unsigned char *>(m_packet.data());
        if (m_failed || left() <= 0 ||
            ares_expand_name(start + m_position, start, static_cast<int>(m_packet.size()), &text, &size) !=
                ARES_SUCCESS) {
            m_failed = true;
            return {};
        }
        const std::unique_ptr<char, decltype(&ares_free_string)> owned(
            text, [](void *string) { ares_free_string(string); });
        bytes(size);
        return *text == '\0' ? u"."_s : QString::fromLatin1(text);
    }

    /// The next `size` bytes as a reader of their own, in the same packet.
    Reader part(qsizetype size)
    {
        Reader part = *this;
        bytes(size);
        part.m_failed = m_failed;
        part.m_end = m_position;
        return part;
    }

private:
    template <typename Number>
    Number number()
    {
        const QByteArrayView raw = bytes(sizeof(Number));
        return m_failed ? Number{} : qFromBigEndian<Number>(raw.data());
    }

    QByteArrayView m_packet;
    qsizetype m_position = 0;
    qsizetype m_end;
    bool m_failed = false;
};

QString address6(Reader &data)
{
    const QByteArrayView bytes = data.bytes(16);
    return bytes.isEmpty() ? QString()
                           : QHostAddress(reinterpret_cast<const quint8 *>(bytes.data())).toString();
}

QString service(Reader &data)
{
    const auto priority = data.word();
    const auto weight = data.word();
    const auto port = data.word();
    return u"%1 %2 %3 %4"_s.arg(priority).arg(weight).arg(port).arg(data.name());
}

QString authority(Reader &data)
{
    QString text = data.name();
    text += u' ' + data.name();
    for (int i = 0; i < 5; ++i) // serial, refresh, retry, expire, minimum
        text += u' ' + QString::number(data.longWord());
    return text;
}

QString joinedStrings(Reader &data)
{
    QByteArray text;
    while (data.left() > 0 && !data.failed())
        text += data.bytes(data.byte());
    return QString::fromUtf8(text);
}

QString certificationAuthority(Reader &data)
{
    const auto flags = data.byte();
    const QByteArrayView tag = data.bytes(data.byte());
    const QByteArrayView value = data.bytes(data.left());
    return u"%1 %2 \"%3\""_s.arg(QString::number(flags), QString::fromUtf8(tag), QString::fromUtf8(value));
}

std::optional<DnsType> knownType(quint16 number)
{
    switch (static_cast<DnsType>(number)) {
    case DnsType::A:
    case DnsType::Ns:
    case DnsType::Cname:
    case DnsType::Soa:
    case DnsType::Ptr:
    case DnsType::Mx:
    case DnsType::Txt:
    case DnsType::Aaaa:
    case DnsType::Srv:
    case DnsType::Caa: return static_cast<DnsType>(number);
    }
    return {};
}

QString textOf(DnsType type, Reader &data)
{
    switch (type) {
    case DnsType::A: return QHostAddress(data.longWord()).toString();
    case DnsType::Aaaa: return address6(data);
    case DnsType::Ns:
    case DnsType::Cname:
    case DnsType::Ptr: return data.name();
    case DnsType::Mx: {
        const auto preference = data.word();
        return u"%1 %2"_s.arg(preference).arg(data.name());
    }
    case DnsType::Soa: return authority(data);
    case DnsType::Txt: return joinedStrings(data);
    case DnsType::Srv: return service(data);
    case DnsType::Caa: return certificationAuthority(data);
    }
    return {};
}

/// RFC 2181, 8: a TTL with its highest bit set is zero.
std::chrono::seconds ttlFrom(quint32 value)
{
    return std::chrono::seconds(value > 0x7fff'ffff ? 0 : value);
}

/// None for a type that we do not read.
std::optional<DnsRecord> nextRecord(Reader &packet)
{
    const QString owner = packet.name();
    const auto type = knownType(packet.word());
    const auto internet = packet.word() == 1;
    const auto ttl = ttlFrom(packet.longWord());
    Reader data = packet.part(packet.word());
    if (!type || !internet || packet.failed())
        return {};
    DnsRecord record{
        .owner = owner, .type = *type, .ttl = ttl, .text = textOf(*type, data).left(longestDnsText)};
    if (data.failed())
        (void)packet.bytes(packet.left() + 1); // what does not fit its record spoils the packet
    return record;
}

std::vector<DnsRecord> nextRecords(Reader &packet, int count)
{
    std::vector<DnsRecord> records;
    for (int i = 0; i < count && !packet.failed() && records.size() < mostDnsRecords; ++i) {
        if (auto record = nextRecord(packet))
            records.push_back(*std::move(record));
    }
    return records;
}

void readAuthority(Reader &packet, int count, DnsMessage &message)
{
    for (const DnsRecord &record : nextRecords(packet, count)) {
        message.hasSoa |= record.type == DnsType::Soa;
        message.hasNs |= record.type == DnsType::Ns;
    }
}

QString comparable(DnsType type, const QString &text)
{
    if (type == DnsType::Txt || type == DnsType::Caa)
        return text;
    if (type == DnsType::A || type == DnsType::Aaaa)
        return QHostAddress(text.trimmed()).toString();
    QStringList words = text.simplified().toLower().split(u' ');
    for (QString &word : words) {
        if (word.size() > 1 && word.endsWith(u'.'))
            word.chop(1);
    }
    return words.join(u' ');
}

} // namespace

tl::expected<DnsMessage, DnsFault> dnsMessageIn(QByteArrayView bytes)
{
    Reader packet(bytes);
    (void)packet.word(); // its id
    DnsMessage message;
    message.flags = packet.word();
    const auto questions = packet.word();
    const auto answers = packet.word();
    const auto authorities = packet.word();
    (void)packet.word(); // the number of records in the section that we do not read
    for (int i = 0; i < questions && !packet.failed(); ++i) {
        (void)packet.name();
        (void)packet.longWord();
    }
    message.answers = nextRecords(packet, answers);
    if (packet.failed())
        return tl::unexpected(DnsFault::BadAnswer);
    readAuthority(packet, authorities, message);
    return message;
}

bool isSameRecord(DnsType type, const QString &one, const QString &other)
{
    return comparable(type, one) == comparable(type, other);
}

} // namespace fusebox::probe
