// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLocale>

#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

QString circuitWord(resilience::EffectiveState state)
{
    using enum resilience::EffectiveState;
    switch (state) {
    case Closed: return Text::tr("closed");
    case HalfOpen: return Text::tr("half-open");
    case Open: return Text::tr("open");
    case ForcedOpen: return Text::tr("forced open");
    case Disabled: return Text::tr("disabled");
    case MeasureOnly: return Text::tr("measuring only");
    }
    return {};
}

QString countText(int count)
{
    return QLocale(QLocale::English).toString(count); // as the words around it
}

QString statusWord(health::Status status)
{
    using enum health::Status;
    switch (status) {
    case Healthy: return Text::tr("healthy");
    case Degraded: return Text::tr("degraded");
    case Unhealthy: return Text::tr("unhealthy");
    case Unknown: return Text::tr("unknown");
    case Paused: return Text::tr("paused");
    case Count: break;
    }
    return {};
}

QString linkWord(health::LinkState state)
{
    using enum health::LinkState;
    switch (state) {
    case Idle: return Text::tr("idle");
    case Queued: return Text::tr("waiting for its turn");
    case Connecting: return Text::tr("connecting");
    case Connected: return Text::tr("connected");
    case Waiting: return Text::tr("waiting");
    case GaveUp: return Text::tr("gave up");
    case Stopped: return Text::tr("stopped");
    }
    return {};
}

QString gapPhrase(health::GapCause cause)
{
    using enum health::GapCause;
    switch (cause) {
    case Paused: return Text::tr("paused");
    case CircuitOpen: return Text::tr("circuit open");
    case RateLimited: return Text::tr("held back by a limit");
    case Crowded: return Text::tr("held back: too many at once");
    case Offline: return Text::tr("this machine is offline");
    case Asleep: return Text::tr("this machine was asleep");
    case Disconnected: return Text::tr("disconnected");
    case NoResources: return Text::tr("this machine lacks resources");
    case NoSecret: return Text::tr("a secret could not be had");
    case Overloaded: return Text::tr("Fusebox itself stood still");
    case NotRunning: return Text::tr("not watched");
    case NotStored: return Text::tr("measured, but not kept");
    case Silent: return Text::tr("cause unknown");
    }
    return {};
}

QString phaseWord(probe::Phase phase)
{
    using enum probe::Phase;
    switch (phase) {
    case Dns: return Text::tr("names");
    case Connect: return Text::tr("connect");
    case Tls: return Text::tr("TLS");
    case Send: return Text::tr("send");
    case Wait: return Text::tr("first byte");
    case Transfer: return Text::tr("transfer");
    case Count: break;
    }
    return {};
}

// RFC 6455 section 7.4.1 and the IANA registry.
QString closeCodeWord(int code)
{
    switch (code) {
    case 1000: return Text::tr("normal closure");
    case 1001: return Text::tr("going away");
    case 1002: return Text::tr("protocol error");
    case 1003: return Text::tr("unsupported data");
    case 1005: return Text::tr("no code given");
    case 1006: return Text::tr("lost without a close");
    case 1007: return Text::tr("invalid data");
    case 1008: return Text::tr("against the policy");
    case 1009: return Text::tr("message too big");
    case 1010: return Text::tr("extension missing");
    case 1011: return Text::tr("server error");
    case 1012: return Text::tr("service restarts");
    case 1013: return Text::tr("try again later");
    case 1014: return Text::tr("bad gateway");
    case 3000: return Text::tr("unauthorized");
    case 3003: return Text::tr("forbidden");
    case 3008: return Text::tr("timeout");
    default: return {};
    }
}

} // namespace fusebox::ui
