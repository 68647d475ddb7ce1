// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/body_text.h"
#include "core/probe/http/http_coding.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;
using namespace fusebox::fuzz;
using probe::HttpDecoder;

namespace {

constexpr std::int64_t limit = 100'000;

struct Decoded
{
    QByteArray bytes = {};
    HttpDecoder::State state = HttpDecoder::State::Sound;
};

Decoded decode(const std::vector<probe::HttpField> &fields, std::string_view body, std::uint8_t seed)
{
    HttpDecoder decoder(fields, limit);
    QByteArray bytes;
    inPieces(body, seed, [&](std::string_view piece) {
        if (decoder.isIdentity())
            bytes += QByteArrayView(piece.data(), static_cast<qsizetype>(piece.size()));
        else
            bytes += decoder.decode({piece.data(), static_cast<qsizetype>(piece.size())});
        return decoder.state() == HttpDecoder::State::Sound;
    });
    return {bytes, decoder.state()};
}

} // namespace

/// "coding LF content type LF body": whatever it is, what it becomes is bounded, the same however it is cut,
/// and text.
FUZZ(std::string_view input)
{
    const std::uint8_t seed = takeByte(input);
    const auto line = [&input] {
        const std::string_view text = takeUntil(input, '\n');
        return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
    };
    const std::vector<probe::HttpField> fields{{"Content-Encoding", line()}};
    const QByteArray type = line();
    const Decoded whole = decode(fields, input, 0);
    const Decoded inParts = decode(fields, input, static_cast<std::uint8_t>(seed | 1));
    require(whole.bytes.size() <= limit + static_cast<qsizetype>(input.size()));
    if (whole.state == HttpDecoder::State::Sound)
        require(inParts.state == HttpDecoder::State::Sound && inParts.bytes == whole.bytes);
    (void)probe::bodyText(whole.bytes, type);
    (void)probe::jsonText(whole.bytes, type);
}
