// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include "core/health/values/events.h"

namespace fusebox::ui {

/// "no check: held back by the open circuit, 12 times since 15:01:02".
[[nodiscard]] QString repeatedPhrase(const QString &sentence, int times, health::WallTime first);

/// What one policy did to a call, in words: "waited 20 ms for a token", "attempt 1: connection reset after
/// 12 ms", "attempt 2: answered in 31 ms".
[[nodiscard]] QString tracePhrase(const resilience::TraceEntry &entry);

/// The whole way of a check: its policies in order, then where the answer came from.
[[nodiscard]] QStringList traceLines(const health::CheckEvent &check);

/// What the peer sent, of a check that failed: status line, header fields and the first bytes of the body.
/// Bounded in number and length; control characters are shown by their pictures, nothing is markup.
[[nodiscard]] QStringList answerLines(const health::CheckEvent &check);

/// Bytes of a peer as lines of text: line breaks begin a new one, other control characters and bytes that
/// are no UTF-8 are shown as pictures; at most `most` lines of 160 characters, an ellipsis where it is cut.
[[nodiscard]] QStringList shownBytes(const QByteArray &bytes, int most = 12);

} // namespace fusebox::ui
