// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QByteArray>

namespace fusebox::probe {

/// Secrets to be kept out of whatever a peer says, since peers repeat what they were told: in an answer, a
/// reason, a close reason. Each is known as it is and in the forms that servers and their logs give it:
/// in UTF-8 and Latin-1, percent-encoded, as a JSON string and in HTML, in base64 by itself and within other
/// text. Values of less than four bytes are no secrets, and stand in every text. Made once for an endpoint.
/// Thread: any.
class SecretMask
{
public:
    SecretMask() = default;
    SecretMask(const std::vector<QByteArray> &secrets); // NOLINT: a list of secrets is a mask

    /// This one, and what peers have given us since to be brought back, in fewer forms: made anew each time,
    /// of as much as they like.
    [[nodiscard]] SecretMask with(const std::vector<QByteArray> &given) const;
    /// `text` with "***" for each of them.
    [[nodiscard]] QByteArray masked(QByteArray text) const;
    /// And for the beginning of one at the very end, where the text may have been cut off.
    [[nodiscard]] QByteArray maskedToTheEnd(const QByteArray &text) const;
    /// How much more than is shown has to be masked, so that no cut lies within a secret.
    [[nodiscard]] qsizetype longest() const { return m_forms.empty() ? 0 : m_forms.front().size(); }

private:
    std::vector<QByteArray> m_forms; ///< the longest first: one may be a part of another
};

} // namespace fusebox::probe
