// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <string>
#include <variant>

#include <QByteArray>
#include <QByteArrayView>

#include "core/probe/web_socket/close_frame.h"
#include "core/probe/web_socket/frame_kind.h"
#include "core/probe/web_socket/utf8_stream.h"

namespace fusebox::probe {

/// A frame that is no message's last: nothing can be done with it yet.
struct ReadFragment
{
    bool isEmpty = false;
};
struct ReadMessage
{
    bool isText = false;
    QByteArray payload = {}; ///< text is UTF-8
};
struct ReadPing
{
    QByteArray payload = {}; ///< to be thrown back
};
struct ReadPong
{
    QByteArray payload = {};
};
struct FrameFault
{
    WebSocketFault what = WebSocketFault::BadFrame;
    std::string detail = {}; ///< what it is, where the fault alone does not say it; nothing of the peer's

    bool operator==(const FrameFault &) const = default;
};
using ReadFrame = std::variant<ReadFragment, ReadMessage, ReadPing, ReadPong, CloseFrame, FrameFault>;

/// Reads what a server sends (RFC 6455, 5 to 8) from bytes in whatever pieces they come. A pure machine: it
/// takes from the front of what it is given, one frame a call, so that who calls decides how many frames have
/// their turn. It keeps no more than what has come of the message under way and of one control frame, and
/// tells a fault at the first byte that shows it: text is held to UTF-8 as it comes, a frame over the limit
/// is refused by its header. Both limits count bytes of payload. After a close frame or a fault nothing more
/// is read.
class FrameReader
{
public:
    struct Limits
    {
        std::int64_t frame = 1024 * 1024;
        std::int64_t message = 1024 * 1024; ///< of its fragments together
    };

    explicit FrameReader(const Limits &limits);

    /// The next frame, if it ends (or breaks the protocol) within `bytes`; what was taken is cut off there.
    [[nodiscard]] std::optional<ReadFrame> read(QByteArrayView &bytes);

    /// Something of a frame has come, and not all of it. Nothing else can come before its end.
    [[nodiscard]] bool isWithinFrame() const { return m_headSize > 0; }
    /// Likewise of a message, whose fragments may have other frames between them.
    [[nodiscard]] bool isWithinMessage() const { return isWithinFrame() || m_isText.has_value(); }
    /// What has come of that message.
    [[nodiscard]] qsizetype messageSize() const { return m_message.size(); }
    [[nodiscard]] bool hasEnded() const { return m_hasEnded; }

private:
    using Verdict = std::optional<FrameFault>;

    [[nodiscard]] bool isHeadWhole() const;
    [[nodiscard]] Verdict takeHead(QByteArrayView &bytes);
    [[nodiscard]] Verdict judgeHead() const;
    [[nodiscard]] Verdict judgeKind() const;
    [[nodiscard]] Verdict judgeLength() const;
    [[nodiscard]] Verdict takePayload(QByteArrayView &bytes);
    [[nodiscard]] ReadFrame endFrame();
    [[nodiscard]] ReadFrame endControl();
    [[nodiscard]] ReadFrame endData();
    [[nodiscard]] ReadFrame end(ReadFrame last);

    [[nodiscard]] std::uint8_t head(qsizetype i) const
    {
        return static_cast<std::uint8_t>(m_head[static_cast<std::size_t>(i)]);
    }
    [[nodiscard]] FrameKind kind() const { return static_cast<FrameKind>(head(0) & 0x0fU); }
    [[nodiscard]] bool isControl() const { return (head(0) & 0x08U) != 0; }
    [[nodiscard]] bool isFinal() const { return (head(0) & 0x80U) != 0; }
    [[nodiscard]] quint64 length() const;

    Limits m_limits;
    std::array<char, 10> m_head = {}; ///< two bytes and the length's eight; a mask never gets that far
    qsizetype m_headSize = 0;         ///< of what has come of it
    quint64 m_left = 0;               ///< of the payload, once the head is whole
    QByteArray m_control;             ///< payload of a control frame
    QByteArray m_message;             ///< payload of the message, of all its frames
    std::optional<bool> m_isText;     ///< of the message, once its first frame has begun
    Utf8Stream m_text;
    bool m_hasEnded = false;
};

} // namespace fusebox::probe
