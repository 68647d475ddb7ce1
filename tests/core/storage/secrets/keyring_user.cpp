// SPDX-License-Identifier: GPL-3.0-or-later
// keyring_user read|ask|write NAME [VALUE]: uses the keyring of the session it runs in, as tests have no
// other way into one, and prints what came of it: "value VALUE", "written" or "lack NUMBER".
#include <cstdio>

#include <QCoreApplication>
#include <QStringList>

#include "core/storage/secrets/keyring.h"

using namespace fusebox;

namespace {

void printLack(const settings::NoSecret &lack)
{
    std::printf("lack %d\n", static_cast<int>(lack.why));
    std::fprintf(stderr, "%s\n", qPrintable(lack.detail));
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const auto keyring = storage::sessionKeyring();
    if (arguments.value(1) == QStringLiteral("write")) {
        keyring->write(arguments.value(2), arguments.value(3).toUtf8(), [](const auto &written) {
            written ? void(std::printf("written\n")) : printLack(written.error());
            QCoreApplication::exit();
        });
    } else {
        const bool mayAsk = arguments.value(1) == QStringLiteral("ask");
        keyring->read(arguments.value(2), mayAsk, [](const settings::SecretValue &value) {
            value ? void(std::printf("value %s\n", value->constData())) : printLack(value.error());
            QCoreApplication::exit();
        });
    }
    return QCoreApplication::exec();
}
