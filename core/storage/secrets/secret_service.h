// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <QDBusConnection>
#include <QDBusObjectPath>
#include <QObject>
#include <QTimer>

#include "core/settings/secret_values.h"

class QDBusVariant;

namespace fusebox::storage {

/// Whether the keyring of this session can be read, which libraries that read it do not tell apart from an
/// entry that is not there: freedesktop.org's Secret Service is asked itself. Of KDE's wallet it is only
/// known whether there is one. Nothing blocks, and each answer has a bound. Thread: one with an event loop.
class SecretService final : public QObject
{
    Q_OBJECT

public:
    using State = tl::expected<void, settings::NoSecret>;
    using Answer = std::function<void(const State &)>;

    explicit SecretService(QObject *parent = nullptr);

    /// Answers from the event loop whether it is open, for all who ask meanwhile at once. `mayAsk`: it is
    /// unlocked if need be, for which a person may be asked, once for all of them.
    void open(bool mayAsk, Answer answer);

private Q_SLOTS:
    void promptCompleted(bool dismissed, const QDBusVariant &result);

private:
    void begin();
    void askForOwner();
    void askForCollection();
    void askWhetherLocked();
    void unlock();
    void prompt();
    void end(const State &state);
    template <typename... Arguments, typename Then>
    void call(const QString &path, const QString &interface, const QString &method, Then then,
              const Arguments &...arguments);

    std::vector<Answer> m_waiting = {};
    bool m_mayAsk = false;
    bool m_isBusy = false;
    QDBusConnection m_bus;
    QDBusObjectPath m_collection = {};
    QDBusObjectPath m_prompt = {};
    QTimer m_promptBound;
};

} // namespace fusebox::storage
