// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <QByteArray>
#include <QByteArrayView>

#include "core/probe/contract/options/http_options.h"

namespace fusebox::probe {

/// What a body is compressed with (RFC 9110, 8.4.1). Deflate is zlib's format or, as many servers have it,
/// bare.
enum class HttpCoding : std::uint8_t { Identity, Gzip, Deflate };

/// None: one that is not read.
[[nodiscard]] std::optional<HttpCoding> codingNamed(QByteArrayView name);

/// Takes the codings off a body as it comes, those of its transfer and then those of its content. A few
/// hundred bytes may become a thousand times as many, and once more with each coding: so what comes out is
/// bounded, and each piece that goes in may only become so much. Nothing comes out any more once that is
/// reached or the body is not what its fields say.
class HttpDecoder
{
public:
    enum class State : std::uint8_t {
        Sound,
        UnknownCoding, ///< see unknownCoding(); also more codings, one on the other, than are read
        Malformed,
        TooDense, ///< more than 1 MiB, of which each byte has become more than 100
        Full,     ///< as long as was asked for, or longer
    };
    static constexpr std::size_t mostCodings = 4;

    /// For the body of an answer with such fields, of which at most `limit` bytes come out.
    HttpDecoder(const std::vector<HttpField> &fields, std::int64_t limit);
    ~HttpDecoder();
    HttpDecoder(HttpDecoder &&) noexcept;
    HttpDecoder &operator=(HttpDecoder &&) noexcept;

    /// Nothing was done to the body: what goes in is what comes out.
    [[nodiscard]] bool isIdentity() const { return m_inflaters.empty() && m_state == State::Sound; }
    [[nodiscard]] State state() const { return m_state; }
    /// What came is no such body.
    [[nodiscard]] bool hasFailed() const { return m_state == State::Malformed || m_state == State::TooDense; }
    [[nodiscard]] const QByteArray &unknownCoding() const { return m_unknown; }

    /// Of the text that `bytes` go on with; not where it isIdentity(). A body that ends too early has become
    /// what it is by then, as browsers have it.
    [[nodiscard]] QByteArray decode(QByteArrayView bytes);

private:
    class Inflater;

    void add(const std::vector<QByteArray> &names);
    void fail(State state);
    [[nodiscard]] QByteArray decodeWithinStretch(QByteArrayView bytes);
    [[nodiscard]] QByteArray inflated(Inflater &inflater, QByteArrayView bytes, bool isLast,
                                      bool &isMalformed);
    void endStretch();

    std::vector<std::unique_ptr<Inflater>> m_inflaters; ///< in the order of taking off
    State m_state = State::Sound;
    QByteArray m_unknown;
    std::int64_t m_limit = 0;
    std::int64_t m_taken = 0; ///< bytes in
    std::int64_t m_given = 0; ///< bytes out
};

} // namespace fusebox::probe
