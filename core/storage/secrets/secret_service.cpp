// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/secrets/secret_service.h"

#include <algorithm>
#include <utility>

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFileInfo>
#include <QStringList>

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using settings::NoSecret;
using settings::SecretLack;

namespace {

const QString Bus = u"org.freedesktop.DBus"_s;
const QString Service = u"org.freedesktop.secrets"_s;
const QString Root = u"/org/freedesktop/secrets"_s;
const QString OfService = u"org.freedesktop.Secret.Service"_s;
const QString OfPrompt = u"org.freedesktop.Secret.Prompt"_s;
const QStringList Wallets{u"org.kde.kwalletd6"_s, u"org.kde.kwalletd5"_s};

constexpr int callBound = 5'000;   // ms: it may have to be started
constexpr auto promptBound = 120s; // a person has to find a password

/// Without one Qt would have X11 start one for this program alone.
bool isThereABus()
{
    return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS") ||
           QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + u"/bus"_s);
}

QDBusConnection sessionBus()
{
    return isThereABus() ? QDBusConnection::sessionBus() : QDBusConnection(QString());
}

SecretService::State closed(SecretLack why, const QString &detail = {})
{
    return tl::unexpected(NoSecret{why, detail});
}

bool isKde()
{
    return qEnvironmentVariable("XDG_CURRENT_DESKTOP").split(u':').contains(u"KDE"_s);
}

bool isNowhere(const QDBusObjectPath &path)
{
    return path.path().isEmpty() || path.path() == u"/"_s;
}

} // namespace

SecretService::SecretService(QObject *parent)
    : QObject(parent)
    , m_bus(sessionBus())
{
    m_promptBound.setSingleShot(true);
    connect(&m_promptBound, &QTimer::timeout, this, [this] {
        call(m_prompt.path(), OfPrompt, u"Dismiss"_s, [](const QDBusMessage &) {});
        end(closed(SecretLack::KeyringLocked));
    });
}

void SecretService::open(bool mayAsk, Answer answer)
{
    m_waiting.push_back(std::move(answer));
    m_mayAsk = m_mayAsk || mayAsk;
    if (!std::exchange(m_isBusy, true))
        QTimer::singleShot(0, this, &SecretService::begin);
}

template <typename... Arguments, typename Then>
void SecretService::call(const QString &path, const QString &interface, const QString &method, Then then,
                         const Arguments &...arguments)
{
    QDBusMessage message =
        QDBusMessage::createMethodCall(interface == Bus ? Bus : Service, path, interface, method);
    message.setArguments({QVariant::fromValue(arguments)...});
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message, callBound), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [then](QDBusPendingCallWatcher *finished) {
        finished->deleteLater();
        then(finished->reply());
    });
}

void SecretService::begin()
{
    if (!m_bus.isConnected())
        return end(closed(SecretLack::NoKeyring, u"no session bus"_s));
    askForOwner();
}

/// Of the names that are owned, and of those that somebody would be started for.
void SecretService::askForOwner()
{
    const auto names = [](const QDBusMessage &reply) {
        return reply.type() == QDBusMessage::ReplyMessage ? reply.arguments().value(0).toStringList()
                                                          : QStringList();
    };
    call(u"/org/freedesktop/DBus"_s, Bus, u"ListNames"_s, [this, names](const QDBusMessage &owned) {
        call(u"/org/freedesktop/DBus"_s, Bus, u"ListActivatableNames"_s,
             [this, all = names(owned), names](const QDBusMessage &others) {
                 const QStringList known = all + names(others);
                 const auto isKnown = [&](const QString &name) { return known.contains(name); };
                 if (isKde() && std::ranges::any_of(Wallets, isKnown))
                     return end({});
                 if (!isKnown(Service))
                     return end(closed(SecretLack::NoKeyring));
                 askForCollection();
             });
    });
}

void SecretService::askForCollection()
{
    call(
        Root, OfService, u"ReadAlias"_s,
        [this](const QDBusMessage &reply) {
            if (reply.type() == QDBusMessage::ErrorMessage)
                return end(closed(SecretLack::KeyringFailed, reply.errorMessage()));
            m_collection = reply.arguments().value(0).value<QDBusObjectPath>();
            if (isNowhere(m_collection))
                return end(closed(SecretLack::KeyringNew));
            askWhetherLocked();
        },
        u"default"_s);
}

/// Some name a collection that is not there.
void SecretService::askWhetherLocked()
{
    call(
        m_collection.path(), u"org.freedesktop.DBus.Properties"_s, u"Get"_s,
        [this](const QDBusMessage &reply) {
            if (reply.type() == QDBusMessage::ErrorMessage)
                return end(closed(SecretLack::KeyringNew));
            const bool isLocked = reply.arguments().value(0).value<QDBusVariant>().variant().toBool();
            if (!isLocked)
                return end({});
            if (!m_mayAsk)
                return end(closed(SecretLack::KeyringLocked));
            unlock();
        },
        u"org.freedesktop.Secret.Collection"_s, u"Locked"_s);
}

void SecretService::unlock()
{
    call(
        Root, OfService, u"Unlock"_s,
        [this](const QDBusMessage &reply) {
            if (reply.type() == QDBusMessage::ErrorMessage)
                return end(closed(SecretLack::KeyringLocked, reply.errorMessage()));
            m_prompt = reply.arguments().value(1).value<QDBusObjectPath>();
            if (isNowhere(m_prompt)) // it was unlocked without a word
                return end({});
            prompt();
        },
        QList<QDBusObjectPath>{m_collection});
}

void SecretService::prompt()
{
    m_bus.connect(Service, m_prompt.path(), OfPrompt, u"Completed"_s, this,
                  SLOT(promptCompleted(bool, QDBusVariant)));
    m_promptBound.start(promptBound);
    call(
        m_prompt.path(), OfPrompt, u"Prompt"_s,
        [this](const QDBusMessage &reply) {
            if (reply.type() == QDBusMessage::ErrorMessage)
                end(closed(SecretLack::KeyringLocked, reply.errorMessage()));
        },
        QString());
}

void SecretService::promptCompleted(bool dismissed, const QDBusVariant &)
{
    if (m_promptBound.isActive())
        end(dismissed ? closed(SecretLack::KeyringLocked) : State());
}

void SecretService::end(const State &state)
{
    if (!isNowhere(m_prompt))
        m_bus.disconnect(Service, m_prompt.path(), OfPrompt, u"Completed"_s, this,
                         SLOT(promptCompleted(bool, QDBusVariant)));
    m_promptBound.stop();
    m_prompt = QDBusObjectPath();
    m_isBusy = false;
    m_mayAsk = false;
    for (const Answer &answer : std::exchange(m_waiting, {}))
        answer(state);
}

} // namespace fusebox::storage
