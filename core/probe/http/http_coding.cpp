// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_coding.h"

#include <algorithm>
#include <array>
#include <utility>
#include <zlib.h>

#include "core/probe/contract/http_text.h"
#include "core/probe/http/http_lists.h"

namespace fusebox::probe {

namespace {

constexpr std::int64_t harmless = 1024 * 1024; ///< bytes of any density, as lists of zeros and logs have it
constexpr std::int64_t densest = 100;          ///< bytes that one may become
/// The density is judged after every so many bytes in, so that the verdict does not hang on how they were
/// cut; until then they may become so many (with one coding 256 cannot: deflate makes 1032 of one at most).
constexpr std::int64_t stretch = 256;
constexpr std::int64_t mostOfStretch = 1024 * 1024;

constexpr int gzipWindow = MAX_WBITS + 16; // zlib's word for "with the header of gzip"
constexpr int zlibWindow = MAX_WBITS;
constexpr int bareWindow = -MAX_WBITS;

/// A header of zlib (RFC 1950, 2.2): deflate, and both bytes together a multiple of 31.
bool hasZlibHeader(QByteArrayView bytes)
{
    const auto first = static_cast<unsigned char>(bytes[0]), second = static_cast<unsigned char>(bytes[1]);
    return (first & 0x0fU) == 8 && (first * 256U + second) % 31 == 0;
}

} // namespace

std::optional<HttpCoding> codingNamed(QByteArrayView name)
{
    if (equalsWithoutCase(name, "identity"))
        return HttpCoding::Identity;
    if (equalsWithoutCase(name, "gzip") || equalsWithoutCase(name, "x-gzip"))
        return HttpCoding::Gzip;
    return equalsWithoutCase(name, "deflate") ? std::optional(HttpCoding::Deflate) : std::nullopt;
}

/// One coding. What follows its end is another member (gzip, RFC 1952, 2.2) or nothing that anyone reads.
class HttpDecoder::Inflater
{
public:
    enum class Step { Inflated, NeedsMore, Ended, Malformed };

    explicit Inflater(HttpCoding coding)
        : m_coding(coding)
    {
    }
    ~Inflater()
    {
        if (m_isOpen)
            inflateEnd(&m_stream);
    }
    Q_DISABLE_COPY_MOVE(Inflater)

    void take(QByteArrayView bytes) { m_waiting.append(bytes); }
    void beginStretch() { m_ofStretch = 0; }
    /// Bytes out since then.
    [[nodiscard]] std::int64_t ofStretch() const { return m_ofStretch; }

    /// The next piece, of at most 16 KiB, at the end of `text`.
    Step step(QByteArray &text)
    {
        if (!m_waiting.isEmpty() && std::exchange(m_isBetweenMembers, false))
            m_hasEnded = !m_waiting.startsWith('\x1f');
        if (m_hasEnded || (m_waiting.isEmpty() && !m_mayHoldMore))
            return m_hasEnded ? Step::Ended : Step::NeedsMore;
        if (!m_isOpen && !open())
            return Step::NeedsMore;
        std::array<char, 16 * 1024> piece;
        const int result = run(piece);
        const auto made = static_cast<qsizetype>(piece.size()) - m_stream.avail_out;
        text.append(piece.data(), made);
        m_ofStretch += made;
        m_mayHoldMore = m_stream.avail_out == 0;
        if (result == Z_STREAM_END)
            return endOfMember();
        if (result != Z_OK && result != Z_BUF_ERROR)
            return Step::Malformed;
        return m_waiting.isEmpty() && !m_mayHoldMore ? Step::NeedsMore : Step::Inflated;
    }

private:
    bool open()
    {
        if (m_coding == HttpCoding::Deflate && m_waiting.size() < 2)
            return false;
        const int wrapped = hasZlibHeaderHere() ? zlibWindow : bareWindow;
        m_isOpen = inflateInit2(&m_stream, m_coding == HttpCoding::Gzip ? gzipWindow : wrapped) == Z_OK;
        return m_isOpen;
    }
    [[nodiscard]] bool hasZlibHeaderHere() const { return m_waiting.size() >= 2 && hasZlibHeader(m_waiting); }

    int run(std::array<char, 16 * 1024> &piece)
    {
        m_stream.next_in = reinterpret_cast<Bytef *>(m_waiting.data());
        m_stream.avail_in = static_cast<uInt>(m_waiting.size());
        m_stream.next_out = reinterpret_cast<Bytef *>(piece.data());
        m_stream.avail_out = static_cast<uInt>(piece.size());
        const int result = inflate(&m_stream, Z_NO_FLUSH);
        m_waiting = m_waiting.last(static_cast<qsizetype>(m_stream.avail_in));
        return result;
    }

    Step endOfMember()
    {
        m_isBetweenMembers = m_coding == HttpCoding::Gzip && inflateReset(&m_stream) == Z_OK;
        m_mayHoldMore = false;
        m_hasEnded = !m_isBetweenMembers;
        return m_hasEnded ? Step::Ended : Step::Inflated;
    }

    HttpCoding m_coding;
    z_stream m_stream = {};
    bool m_isOpen = false;
    bool m_hasEnded = false;
    bool m_isBetweenMembers = false;
    bool m_mayHoldMore = false; ///< of what it has read already: its room was full
    QByteArray m_waiting;
    std::int64_t m_ofStretch = 0;
};

HttpDecoder::HttpDecoder(const std::vector<HttpField> &fields, std::int64_t limit)
    : m_limit(limit)
{
    auto transfer = listedIn(fields, "transfer-encoding");
    std::erase(transfer, "chunked"); // which has been read
    add(transfer);
    add(listedIn(fields, "content-encoding"));
}

HttpDecoder::~HttpDecoder() = default;
HttpDecoder::HttpDecoder(HttpDecoder &&) noexcept = default;
HttpDecoder &HttpDecoder::operator=(HttpDecoder &&) noexcept = default;

/// The last of a list was put on last.
void HttpDecoder::add(const std::vector<QByteArray> &names)
{
    for (auto name = names.rbegin(); name != names.rend() && m_state == State::Sound; ++name) {
        const auto coding = codingNamed(*name);
        if (!coding || (*coding != HttpCoding::Identity && m_inflaters.size() == mostCodings)) {
            m_unknown = *name;
            fail(State::UnknownCoding);
        } else if (*coding != HttpCoding::Identity) {
            m_inflaters.push_back(std::make_unique<Inflater>(*coding));
        }
    }
}

void HttpDecoder::fail(State state)
{
    m_state = state;
    m_inflaters.clear();
}

QByteArray HttpDecoder::decode(QByteArrayView bytes)
{
    QByteArray text;
    while (!bytes.isEmpty() && m_state == State::Sound) {
        const auto count = std::min<qsizetype>(bytes.size(), stretch - m_taken % stretch);
        text += decodeWithinStretch(bytes.first(count));
        bytes = bytes.sliced(count);
    }
    if (m_state != State::Sound)
        m_inflaters.clear();
    return text;
}

QByteArray HttpDecoder::decodeWithinStretch(QByteArrayView bytes)
{
    m_taken += bytes.size();
    QByteArray text = bytes.toByteArray();
    bool isMalformed = false; // what came before that may be as long as was asked for, and then that is all
    for (std::size_t i = 0; i < m_inflaters.size() && m_state == State::Sound; ++i)
        text = inflated(*m_inflaters[i], text, i + 1 == m_inflaters.size(), isMalformed);
    if (isMalformed && m_state == State::Sound)
        m_state = State::Malformed;
    const std::int64_t given = m_given + text.size();
    if (m_state == State::Sound && m_taken % stretch == 0) {
        if (given > harmless && given / densest > m_taken)
            m_state = State::TooDense;
        endStretch();
    }
    if (m_state != State::Sound && m_state != State::Full)
        return {};
    text.truncate(static_cast<qsizetype>(std::min<std::int64_t>(text.size(), m_limit - m_given)));
    m_given += text.size();
    return text;
}

void HttpDecoder::endStretch()
{
    for (const auto &inflater : m_inflaters)
        inflater->beginStretch();
}

/// Whatever stands between two codings is bounded as what comes out.
QByteArray HttpDecoder::inflated(Inflater &inflater, QByteArrayView bytes, bool isLast, bool &isMalformed)
{
    inflater.take(bytes);
    QByteArray text;
    auto step = Inflater::Step::Inflated;
    while (step == Inflater::Step::Inflated && m_state == State::Sound) {
        step = inflater.step(text);
        if (isLast && m_given + text.size() > m_limit)
            m_state = State::Full;
        else if (inflater.ofStretch() > mostOfStretch)
            m_state = State::TooDense;
    }
    isMalformed = isMalformed || step == Inflater::Step::Malformed;
    return text;
}

} // namespace fusebox::probe
