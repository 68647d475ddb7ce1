// SPDX-License-Identifier: GPL-3.0-or-later
#include <QPointer>
#include <QTimer>
#include <qt6keychain/keychain.h>

#include "core/storage/secrets/keyring.h"
#include "core/storage/secrets/secret_service.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using settings::NoSecret;
using settings::SecretLack;

namespace {

const QString Folder =
    u"fusebox"_s; ///< under which entries stand: the attribute "server" of the Secret Service
constexpr auto readBound = 10s;
constexpr auto writeBound = 120s; // a person may have to think of a password for it

NoSecret lackOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::EntryNotFound: return {SecretLack::NotInKeyring};
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser: return {SecretLack::KeyringLocked};
    case QKeychain::NoBackendAvailable: return {SecretLack::NoKeyring};
    default: return {SecretLack::KeyringFailed, job.errorString()};
    }
}

/// Never in a plain file, which is the default of the library and all that it would have to be told.
class SessionKeyring final : public Keyring
{
public:
    void read(const QString &name, bool mayAsk, Answer answer) override
    {
        m_service.open(mayAsk, [this, name, answer](const SecretService::State &state) {
            if (!state)
                return answer(tl::unexpected(state.error()));
            auto *job = new QKeychain::ReadPasswordJob(Folder);
            job->setKey(name);
            run(job, readBound, [job, answer](const std::optional<NoSecret> &lack) {
                answer(lack ? tl::unexpected(*lack) : settings::checkedSecret(job->binaryData()));
            });
        });
    }

    void write(const QString &name, const QByteArray &value, Done done) override
    {
        m_service.open(true, [this, name, value, done](const SecretService::State &state) {
            if (!state && state.error().why != SecretLack::KeyringNew) // which is made for the first entry
                return done(state);
            auto *job = new QKeychain::WritePasswordJob(Folder);
            job->setKey(name);
            job->setTextData(QString::fromUtf8(value));
            run(job, writeBound, [done](const std::optional<NoSecret> &lack) {
                done(lack ? SecretService::State(tl::unexpected(*lack)) : SecretService::State());
            });
        });
    }

private:
    /// `then` is called once: when the job has ended, or not in time.
    void run(QKeychain::Job *job, std::chrono::seconds bound,
             const std::function<void(const std::optional<NoSecret> &)> &then)
    {
        auto *timer = new QTimer(&m_service);
        timer->setSingleShot(true);
        QObject::connect(timer, &QTimer::timeout, timer, [timer, then] {
            timer->deleteLater();
            then(NoSecret{SecretLack::KeyringFailed, u"no answer"_s});
        });
        QObject::connect(job, &QKeychain::Job::finished, timer, [timer, then](QKeychain::Job *finished) {
            timer->stop();
            timer->deleteLater();
            const bool isFine = finished->error() == QKeychain::NoError;
            then(isFine ? std::nullopt : std::optional(lackOf(*finished)));
        });
        timer->start(bound);
        job->start();
    }

    SecretService m_service; ///< what is not answered ends with it
};

} // namespace

std::unique_ptr<Keyring> sessionKeyring()
{
    return std::make_unique<SessionKeyring>();
}

} // namespace fusebox::storage
