// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/transport/proxy_handshakes.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;
using namespace fusebox::fuzz;

namespace {

using probe::ProxyHandshake;
using probe::ProxyKind;

/// What came of a handshake, and what of the bytes is the target's.
struct Outcome
{
    bool hasFailed = false;
    bool isOpen = false;
    QByteArray ofTarget = {};

    bool operator==(const Outcome &) const = default;
};

Outcome shakeHands(ProxyKind kind, bool hasUser, std::string_view bytes, std::uint8_t seed)
{
    const auto handshake = probe::proxyHandshake({.kind = kind,
                                                  .host = QStringLiteral("proxy.test"),
                                                  .port = 1080,
                                                  .user = hasUser ? QStringLiteral("user") : QString(),
                                                  .password = QStringLiteral("password")},
                                                 {.host = QStringLiteral("target.test"), .port = 443});
    require(handshake->begin().has_value());
    Outcome outcome;
    inPieces(bytes, seed, [&](std::string_view piece) {
        const QByteArrayView view(piece.data(), static_cast<qsizetype>(piece.size()));
        if (outcome.isOpen) {
            outcome.ofTarget += view;
            return true;
        }
        const ProxyHandshake::Result result = handshake->receive(view);
        outcome.hasFailed = !result;
        if (!result)
            return false;
        require(result->isOpen || result->surplus.isEmpty());
        require(result->toSend.size() < 1'000);
        outcome.isOpen = result->isOpen;
        outcome.ofTarget = result->surplus;
        return true;
    });
    require(outcome.ofTarget.size() <= static_cast<qsizetype>(bytes.size()));
    return outcome;
}

} // namespace

/// Whatever a proxy answers, the way is open or it is not; what follows its answer is the target's to the
/// last byte.
FUZZ(std::string_view input)
{
    const std::uint8_t choice = takeByte(input);
    const auto seed = static_cast<std::uint8_t>(takeByte(input) | 1);
    const ProxyKind kind = choice % 2 == 0 ? ProxyKind::Http : ProxyKind::Socks5;
    const bool hasUser = choice % 4 >= 2;
    const Outcome whole = shakeHands(kind, hasUser, input, 0);
    const Outcome inParts = shakeHands(kind, hasUser, input, seed);
    // SOCKS takes turns: an answer may be refused because it came before its question, so cuts do matter
    // there.
    require(kind == ProxyKind::Socks5 || whole == inParts);
    require(!inParts.isOpen ||
            input.ends_with(std::string_view(inParts.ofTarget.data(),
                                             static_cast<std::size_t>(inParts.ofTarget.size()))));
}
