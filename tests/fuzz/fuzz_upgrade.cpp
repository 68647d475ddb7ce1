// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/upgrade_answer.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;
using namespace fusebox::fuzz;
using namespace fusebox::probe;

namespace {

/// What came of an answer: must not depend on how its bytes were cut.
struct Outcome
{
    bool isOpen = false;
    QString subprotocol = {};
    QByteArray frames = {}; ///< all that came after the answer
    std::optional<resilience::ErrorClass> error = {};

    bool operator==(const Outcome &) const = default;
};

UpgradeRequest request()
{
    return {.bytes = {}, .accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", .subprotocols = {QStringLiteral("mqtt")}};
}

Outcome read(std::string_view bytes, std::uint8_t seed)
{
    UpgradeAnswer answer(request());
    Outcome outcome;
    inPieces(bytes, seed, [&](std::string_view piece) {
        const QByteArrayView view(piece.data(), static_cast<qsizetype>(piece.size()));
        if (outcome.isOpen) {
            outcome.frames += view;
            return true;
        }
        const UpgradeAnswer::Result result = answer.receive(view);
        if (!result)
            outcome.error = result.error().errorClass;
        else if (*result)
            outcome = {.isOpen = true,
                       .subprotocol = (*result)->subprotocol,
                       .frames = (*result)->surplus.toByteArray()};
        return result.has_value();
    });
    if (!outcome.isOpen && !outcome.error)
        outcome.error = answer.finish().errorClass;
    return outcome;
}

} // namespace

/// Any answer opens the WebSocket or is a failure, the same however it is cut; what follows it are frames to
/// the last byte.
FUZZ(std::string_view input)
{
    const std::uint8_t seed = takeByte(input);
    const Outcome whole = read(input, 0);
    require(whole == read(input, static_cast<std::uint8_t>(seed | 1)));
    require(!whole.isOpen || input.ends_with(std::string_view(
                                 whole.frames.data(), static_cast<std::size_t>(whole.frames.size()))));
}
