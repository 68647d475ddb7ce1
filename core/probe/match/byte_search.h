// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstring>

#include <QByteArrayView>

namespace fusebox::probe {

/// Whether `text` holds `sought`, in time that is linear in both: QByteArray's own search takes the product
/// of their lengths where the end of what is sought is everywhere, and text comes from outside.
[[nodiscard]] inline bool holdsBytes(QByteArrayView text, QByteArrayView sought)
{
    if (sought.size() > text.size() || sought.isEmpty())
        return sought.isEmpty();
    return ::memmem(text.data(), static_cast<std::size_t>(text.size()), sought.data(),
                    static_cast<std::size_t>(sought.size())) != nullptr;
}

} // namespace fusebox::probe
