// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/frame_writer.h"

#include <array>

#include <QRandomGenerator>
#include <QtEndian>

namespace fusebox::probe {

namespace {

constexpr quint8 finalBit = 0x80;
constexpr quint8 maskedBit = 0x80;

template <typename T>
QByteArray bigEndian(T number)
{
    std::array<char, sizeof(T)> bytes = {};
    qToBigEndian(number, bytes.data());
    return {bytes.data(), bytes.size()};
}

QByteArray lengthOf(qsizetype size)
{
    const auto first = [](int stated) { return QByteArray(1, static_cast<char>(maskedBit | stated)); };
    if (size < 126)
        return first(static_cast<int>(size));
    if (size <= 0xffff)
        return first(126) + bigEndian(static_cast<quint16>(size));
    return first(127) + bigEndian(static_cast<quint64>(size));
}

} // namespace

QByteArray clientFrame(FrameKind kind, QByteArrayView payload)
{
    return clientFrame(kind, payload, QRandomGenerator::system()->generate());
}

QByteArray clientFrame(FrameKind kind, QByteArrayView payload, quint32 key)
{
    const QByteArray mask = bigEndian(key);
    QByteArray frame(1, static_cast<char>(finalBit | static_cast<quint8>(kind)));
    frame.append(lengthOf(payload.size())).append(mask);
    const qsizetype head = frame.size();
    frame.append(payload);
    for (qsizetype i = 0; i < payload.size(); ++i)
        frame.data()[head + i] = static_cast<char>(frame[head + i] ^ mask[i % mask.size()]);
    return frame;
}

QByteArray closePayload(quint16 code)
{
    return bigEndian(code);
}

} // namespace fusebox::probe
