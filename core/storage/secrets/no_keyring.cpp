// SPDX-License-Identifier: GPL-3.0-or-later
// In the place of session_keyring.cpp, where Fusebox is built without QtKeychain.
#include <QCoreApplication>
#include <QTimer>

#include "core/storage/secrets/keyring.h"

namespace fusebox::storage {

namespace {

using settings::NoSecret;
using settings::SecretLack;

class NoKeyring final : public Keyring
{
public:
    void read(const QString &, bool, Answer answer) override
    {
        QTimer::singleShot(0, &m_context, [answer] { answer(tl::unexpected(lack())); });
    }
    void write(const QString &, const QByteArray &, Done done) override
    {
        QTimer::singleShot(0, &m_context, [done] { done(tl::unexpected(lack())); });
    }

private:
    static NoSecret lack()
    {
        return {SecretLack::NoKeyring, QStringLiteral("this Fusebox was built without it")};
    }

    QObject m_context;
};

} // namespace

std::unique_ptr<Keyring> sessionKeyring()
{
    return std::make_unique<NoKeyring>();
}

} // namespace fusebox::storage
