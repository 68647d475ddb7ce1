// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/config_file.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;

/// Any text is refused with a sentence on one line, or is a configuration that reads back equal as it is
/// written.
FUZZ(const std::string_view text)
{
    const auto config = storage::parseConfig({text.data(), static_cast<qsizetype>(text.size())});
    if (!config) {
        const QString sentence = config.error().toString();
        require(!sentence.isEmpty() && sentence.size() < 10'000 && !sentence.contains(QLatin1Char('\n')));
        return;
    }
    const QByteArray written = storage::writeConfig(*config);
    const auto again = storage::parseConfig(written);
    require(again.has_value() && *again == *config);
    require(storage::writeConfig(*again) == written);
}
