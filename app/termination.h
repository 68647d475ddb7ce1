// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>

namespace fusebox::app {

/// Holds SIGINT, SIGTERM and SIGHUP back from this thread and those it starts, so that Termination gets them.
/// Call first in main(), before any thread is started.
void holdTerminationSignals();

/// The opposite, for what needs no order to end in.
void releaseTerminationSignals();

/// Tells of the first SIGINT, SIGTERM or SIGHUP in the event loop. A second one ends the process the hard
/// way, as a person expects when the clean way takes too long. Thread: main.
class Termination final : public QObject
{
    Q_OBJECT

public:
    explicit Termination(QObject *parent = nullptr);
    ~Termination() override;

Q_SIGNALS:
    void requested();

private:
    void readSignal();

    const int m_descriptor;
    QSocketNotifier m_notifier;
};

} // namespace fusebox::app
