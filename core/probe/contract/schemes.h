// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

#include "core/probe/contract/kinds.h"

class QUrl;

/// What follows from the scheme of a URL alone.
namespace fusebox::probe {

/// Null: no such scheme. `name` in lower case.
[[nodiscard]] const Scheme *findScheme(QStringView name);

/// What its URLs begin with: "https://"; of a bare one that is all of it.
[[nodiscard]] QString prefixOf(const Scheme &scheme);

/// The URL's, or its scheme's; 0: neither has one.
[[nodiscard]] int portOf(const QUrl &url);
[[nodiscard]] bool isTls(const QUrl &url);
/// One of several, such as http and https.
[[nodiscard]] bool isOfKind(const QUrl &url, ProbeKind kind);

} // namespace fusebox::probe
