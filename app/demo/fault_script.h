// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <variant>
#include <vector>

#include <QByteArray>

#include "core/resilience/time.h"

namespace fusebox::demo {

/// The steps a connection is led through, in order; after the last one it is closed.
namespace step {
struct ReadRequest ///< until the blank line after the headers
{
};
struct ReadUntil ///< such bytes have come, which with those before them are read then
{
    QByteArray bytes;
};
struct Send
{
    QByteArray bytes;
    resilience::Nanoseconds everyByte{0}; ///< pause between single bytes; 0: all at once
};
struct Respond ///< with what is made of the head of the last request read
{
    std::function<QByteArray(const QByteArray &head)> answer;
};
struct SendForever ///< the same bytes again and again, as fast as the peer takes them
{
    QByteArray bytes;
};
struct Pause
{
    resilience::Nanoseconds length{0};
};
struct Deafen ///< read no more from here on; not even the peer's end is noticed
{
};
struct StaySilent ///< for ever: until the peer or the server's end closes
{
};
struct Close ///< in order: FIN, over TLS after a close_notify
{
};
struct Truncate ///< FIN, over TLS without the close_notify that is due
{
};
struct Reset ///< RST
{
};
} // namespace step

using Step =
    std::variant<step::ReadRequest, step::ReadUntil, step::Send, step::Respond, step::SendForever,
                 step::Pause, step::Deafen, step::StaySilent, step::Close, step::Truncate, step::Reset>;
using Script = std::vector<Step>;

/// A whole, ordinary answer: read the request, wait, answer with Content-Length and close.
[[nodiscard]] Script answer(int status, const QByteArray &body = {}, resilience::Nanoseconds delay = {});

/// 302 to `location`, and close.
[[nodiscard]] Script redirect(const QByteArray &location);

/// Redirects `times` times before it answers with 200: the path counts down, from whatever it is at first.
[[nodiscard]] Script redirects(int times);

} // namespace fusebox::demo
