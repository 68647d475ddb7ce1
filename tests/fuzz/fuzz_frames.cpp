// SPDX-License-Identifier: GPL-3.0-or-later
#include <QStringDecoder>

#include "core/probe/web_socket/frame_reader.h"
#include "core/probe/web_socket/utf8_stream.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;
using namespace fusebox::fuzz;
using namespace fusebox::probe;

namespace {

constexpr FrameReader::Limits limits{.frame = 200, .message = 300}; // so that some are over them

/// What came of the bytes: must not depend on how they were cut.
struct Outcome
{
    std::vector<QByteArray> heard = {};
    std::optional<WebSocketFault> fault = {};
    bool isWithinFrame = false;

    bool operator==(const Outcome &) const = default;
};

void hear(Outcome &outcome, const ReadFrame &frame)
{
    if (const auto *message = std::get_if<ReadMessage>(&frame)) {
        require(message->payload.size() <= limits.message);
        if (message->isText) {
            QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
            const QString text = decoder(message->payload);
            require(!decoder.hasError());
        }
        outcome.heard.push_back((message->isText ? "text " : "binary ") + message->payload);
    } else if (const auto *ping = std::get_if<ReadPing>(&frame)) {
        require(ping->payload.size() <= 125);
        outcome.heard.push_back("ping " + ping->payload);
    } else if (const auto *pong = std::get_if<ReadPong>(&frame)) {
        require(pong->payload.size() <= 125);
        outcome.heard.push_back("pong " + pong->payload);
    } else if (const auto *fault = std::get_if<FrameFault>(&frame)) {
        outcome.fault = fault->what;
    } else if (std::holds_alternative<CloseFrame>(frame)) {
        outcome.heard.emplace_back("close");
    }
}

Outcome read(std::string_view bytes, std::uint8_t seed)
{
    FrameReader reader(limits);
    Outcome outcome;
    inPieces(bytes, seed, [&](std::string_view piece) {
        QByteArrayView view(piece.data(), static_cast<qsizetype>(piece.size()));
        while (!view.isEmpty() && !reader.hasEnded()) {
            const qsizetype before = view.size();
            if (const auto frame = reader.read(view))
                hear(outcome, *frame);
            require(view.size() < before || reader.hasEnded()); // each call gets on
        }
        return !reader.hasEnded();
    });
    outcome.isWithinFrame = reader.isWithinFrame();
    return outcome;
}

} // namespace

/// Any frames are messages within the limits and of valid text, or a fault, the same however they are cut.
FUZZ(std::string_view input)
{
    const std::uint8_t seed = takeByte(input);
    require(read(input, 0) == read(input, static_cast<std::uint8_t>(seed | 1)));
}
