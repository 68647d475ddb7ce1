// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demo_lab.h"

#include <future>

#include <QThread>

#include "app/demo/demo_answers.h"
#include "app/demo/web_socket_lab.h"
#include "app/demo/web_socket_server.h"

namespace fusebox::demo {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using settings::EndpointConfig;

namespace {

constexpr double failingShare = 0.3;
constexpr int serviceRestart = 1012; // IANA's registry of close codes

/// The servers, all on the thread that makes them.
struct Servers
{
    explicit Servers(const DemoTimes &times)
        : search(answersSlowNowAndThen(times.slowAnswer))
        , inventory(times.outage, promptAnswers())
        , billing(times.sharedOutage, promptAnswers(), u"127.0.0.2"_s)
        , ticker(Manners{.messageEvery = times.messageEvery})
        , chat(Manners{.leave = Manners::Leave{times.dropAfter, serviceRestart, u"restarting"_s}})
        , telemetry(silentTalk(times.silentAfter))
    {
    }

    FaultServer orders{promptAnswers()};
    FaultServer search;
    FaultServer payments{answersFailing(failingShare)};
    OutageServer inventory;
    OutageServer billing;
    WebSocketServer ticker;
    WebSocketServer chat;
    WebSocketLab telemetry; // which lies: it says to be there
};

/// With a check each second, an outage of 20 s opens the circuit within 4 s, and is over for it within 7 s of
/// its end: the trial that comes at the latest 5 s later, and the one after it.
settings::EndpointConfig endpoint(const QString &id, const QString &name, const QUrl &url)
{
    settings::EndpointConfig config{.id = id, .name = name, .asked = url, .interval = 1s};
    config.timeouts = {.dns = 1s, .connect = 1s, .tls = 1s, .firstByte = 2s, .total = 3s};
    config.retry = {.maxAttempts = 3, .backoff = {.initialDelay = 50ms, .maxDelay = 500ms}};
    config.circuit.failureThreshold = 4;
    config.circuit.failureWindow = 20s;
    config.circuit.recoveryTimeout = 5s;
    config.circuit.successThreshold = 2;
    config.circuit.trialTimeout = 10s;
    config.slowAfter = 400ms;
    return config;
}

settings::EndpointConfig httpEndpoint(const QString &id, const QString &name, QUrl url,
                                      const QString &path = u"/health"_s)
{
    url.setPath(path);
    return endpoint(id, name, url);
}

/// Silence is noticed within 4 s: the ping that comes at the latest 2 s later, and its pong's deadline.
settings::EndpointConfig webSocketEndpoint(const QString &id, const QString &name, QUrl url)
{
    url.setPath(u"/live"_s);
    auto config = endpoint(id, name, url);
    config.interval = 2s;
    config.retry.backoff = {.initialDelay = 500ms, .maxDelay = 3s};
    *config.find<settings::WebSocketSettings>() = {.pongTimeout = 2s, .stableAfter = 3s};
    return config;
}

std::vector<settings::EndpointConfig> inGroup(const QString &group,
                                              std::vector<settings::EndpointConfig> endpoints)
{
    for (settings::EndpointConfig &endpoint : endpoints)
        endpoint.group = group;
    return endpoints;
}

std::vector<settings::EndpointConfig> endpointsOf(const Servers &servers)
{
    const QUrl billing = servers.billing.url();
    std::vector<settings::EndpointConfig> endpoints;
    for (auto &group : {
             inGroup(u"Shop"_s, {httpEndpoint(u"demo-orders"_s, u"Orders API"_s, servers.orders.url()),
                                 httpEndpoint(u"demo-search"_s, u"Search"_s, servers.search.url()),
                                 httpEndpoint(u"demo-payments"_s, u"Payments"_s, servers.payments.url()),
                                 httpEndpoint(u"demo-inventory"_s, u"Inventory"_s, servers.inventory.url())}),
             inGroup(u"Billing"_s, {httpEndpoint(u"demo-invoices"_s, u"Invoices"_s, billing, u"/invoices"_s),
                                    httpEndpoint(u"demo-receipts"_s, u"Receipts"_s, billing, u"/receipts"_s),
                                    httpEndpoint(u"demo-refunds"_s, u"Refunds"_s, billing, u"/refunds"_s)}),
             inGroup(u"Live"_s,
                     {webSocketEndpoint(u"demo-ticker"_s, u"Ticker"_s, servers.ticker.url()),
                      webSocketEndpoint(u"demo-chat"_s, u"Chat"_s, servers.chat.url()),
                      webSocketEndpoint(u"demo-telemetry"_s, u"Telemetry"_s, servers.telemetry.url())}),
         })
        endpoints.insert(endpoints.end(), group.begin(), group.end());
    return endpoints;
}

} // namespace

class DemoLab::Thread final : public QThread
{
public:
    explicit Thread(const DemoTimes &times)
        : m_times(times)
    {
        setObjectName(u"fusebox-demo"_s);
    }

    std::promise<std::vector<settings::EndpointConfig>> endpoints;

protected:
    void run() override
    {
        const Servers servers(m_times);
        endpoints.set_value(endpointsOf(servers));
        exec();
    }

private:
    DemoTimes m_times;
};

DemoLab::DemoLab(const DemoTimes &times)
    : m_thread(std::make_unique<Thread>(times))
{
    m_thread->start();
    m_endpoints = m_thread->endpoints.get_future().get();
}

DemoLab::~DemoLab()
{
    m_thread->quit();
    m_thread->wait();
}

std::vector<settings::EndpointConfig> DemoLab::endpoints() const
{
    return m_endpoints;
}

} // namespace fusebox::demo
