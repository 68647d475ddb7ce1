// SPDX-License-Identifier: GPL-3.0-or-later
// The window with made-up endpoints, to be looked at:
//   preview [--dark] [--size 1440x900] [--endpoints 24] [--select e0] [--shot FILE] [--empty] [--add]
//   [--incidents 12] [--points 20] [--lists
//   [--scroll 300]] [--url URL]
#include <QApplication>
#include <QCommandLineParser>
#include <QDialog>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabWidget>
#include <QTimer>
#include <QToolButton>

#include "tests/support/config_parts.h"
#include "tests/ui/incidents.h"
#include "tests/ui/synthetic_fleet.h"
#include "ui/dialogs/endpoint_dialog.h"
#include "ui/main_window.h"
#include "ui/panes/endpoint_table.h"
#include "ui/theme/colours.h"

using namespace fusebox;
using namespace std::chrono_literals;

namespace {

/// Lives through the last minutes at once, so that charts have something to show.
void catchUp(testing::SyntheticFleet &fleet, ui::MainWindow &window, health::Moment now)
{
    for (auto age = 300s; age > 0s; age -= 1s)
        window.apply(fleet.advance({now.steady - age, now.wall - age}));
}

QSize sizeOf(const QString &text)
{
    return {text.section(u'x', 0, 0).toInt(), text.section(u'x', 1, 1).toInt()};
}

void addMessages(settings::WebSocketSettings &settings)
{
    settings.staleAfter = 30s;
    settings.options.headers = {{"Origin", "https://orders.example"}};
    settings.options.subprotocols = QStringList{QStringLiteral("graphql-transport-ws")};
    settings.options.greeting = QStringLiteral(R"({"type": "subscribe", "channels": ["orders", "refunds"]})");
    settings.options.expect.json = {
        {QStringLiteral("/type"), probe::JsonExpectation::Kind::Equals, "\"subscribed\""}};
    settings.options.keepalive.answer = {{probe::KeepaliveAnswer::Kind::Matches, "\"type\": *\"ping\"",
                                          QStringLiteral(R"({"type": "pong"})")}};
}

/// One with lists, and a value that is not right.
settings::EndpointConfig withLists(const QString &url)
{
    settings::EndpointConfig config;
    config.asked = QUrl(url);
    addMessages(testing::webSocketOf(config));
    testing::httpOf(config).method = "POST";
    testing::httpOf(config).headers = {{"Accept", "application/json"}, {"X-Api-Key", "k"}};
    testing::httpOf(config).body = "{\"deep\": true}";
    testing::httpOf(config).expect.headers = {
        {"Content-Type", probe::HeaderExpectation::Kind::Contains, "json"}};
    testing::httpOf(config).expect.json = {
        {QStringLiteral("/status"), probe::JsonExpectation::Kind::Equals, "\"ok\""},
        {QStringLiteral("/queue/depth"), probe::JsonExpectation::Kind::Less, "one hundred"}};
    return config;
}

std::vector<history::Incident> madeUp(int number, health::WallTime now)
{
    std::vector<history::Incident> incidents;
    for (int i = 1; i <= number; ++i) {
        const QStringList hit = i % 3 == 0
                                    ? QStringList{QStringLiteral("orders-api"), QStringLiteral("payments"),
                                                  QStringLiteral("search")}
                                    : QStringList{QStringLiteral("chat gateway of the branch offices")};
        history::Incident incident = testing::incident(i, hit, 47s * i * i);
        history::OutageRecord &outage = incident.outage;
        const auto shift = now - 7h * i * i - outage.from;
        outage.from += shift;
        outage.to = i == 1 ? std::nullopt : std::optional(*outage.to + shift);
        for (std::size_t at = 0; at < outage.endpoints.size(); ++at)
            outage.endpoints[at] = {hit[qsizetype(at)], outage.from + 5s * at,
                                    outage.to ? std::optional(*outage.to - 8s * at) : std::nullopt};
        if (i % 3 == 0)
            outage.cause = {health::CauseKind::Host, QStringLiteral("shop.example")};
        if (i % 4 == 0)
            outage.failure.reset();
        if (i % 2 == 0)
            outage.worstLatency = 812ms * i;
        outage.acts.push_back({outage.from + 10s, hit.front(), health::ManualAct::ResetCircuit});
        incident.notes.push_back(
            {outage.from + 20s, QStringLiteral("Called the hoster: a switch in rack 7 was "
                                               "rebooted, and came back without its VLANs.")});
        incidents.push_back(std::move(incident));
    }
    return incidents;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{QStringLiteral("dark"), {}},
                       {QStringLiteral("light"), {}},
                       {QStringLiteral("empty"), {}},
                       {QStringLiteral("add"), {}},
                       {QStringLiteral("lists"), {}},
                       {QStringLiteral("scroll"), {}, QStringLiteral("pixels"), QStringLiteral("0")},
                       {QStringLiteral("url"), {}, QStringLiteral("url")},
                       {QStringLiteral("problem"), {}},
                       {QStringLiteral("size"), {}, QStringLiteral("WxH"), QStringLiteral("1440x900")},
                       {QStringLiteral("endpoints"), {}, QStringLiteral("n"), QStringLiteral("24")},
                       {QStringLiteral("groups"), {}, QStringLiteral("n"), QStringLiteral("0")},
                       {QStringLiteral("wall"), {}},
                       {QStringLiteral("contrast"), {}},
                       {QStringLiteral("incidents"), {}, QStringLiteral("n"), QStringLiteral("-1")},
                       {QStringLiteral("points"), {}, QStringLiteral("n"), QStringLiteral("0")},
                       {QStringLiteral("select"), {}, QStringLiteral("id")},
                       {QStringLiteral("tab"), {}, QStringLiteral("n"), QStringLiteral("0")},
                       {QStringLiteral("shot"), {}, QStringLiteral("file")}});
    parser.process(app);
    if (parser.isSet(QStringLiteral("dark")))
        QApplication::setPalette(ui::darkPalette());
    if (parser.isSet(QStringLiteral("light")))
        QApplication::setPalette(ui::lightPalette());

    if (parser.isSet(QStringLiteral("contrast")))
        QApplication::setPalette(ui::highContrastPalette());

    if (const int points = parser.value(QStringLiteral("points")).toInt(); points > 0) {
        QFont font = QApplication::font();
        font.setPointSize(points);
        QApplication::setFont(font);
    }
    const health::SystemClock clock;
    const health::Moment begin = clock.moment();
    testing::SyntheticFleet fleet(parser.value(QStringLiteral("endpoints")).toInt(),
                                  {begin.steady - 300s, begin.wall - 300s}, 7);
    if (const int groups = parser.value(QStringLiteral("groups")).toInt(); groups > 0)
        fleet.putInGroups(groups);
    ui::MainWindow window(clock);
    window.resize(sizeOf(parser.value(QStringLiteral("size"))));
    window.setConfigFile(QStringLiteral("/home/ada/.config/fusebox/fusebox.json"));
    window.show();
    QTimer feed;
    if (!parser.isSet(QStringLiteral("empty"))) {
        catchUp(fleet, window, begin);
        QObject::connect(&feed, &QTimer::timeout, &window,
                         [&] { window.apply(fleet.advance(clock.moment())); });
        feed.start(100ms);
    }
    if (parser.isSet(QStringLiteral("wall")))
        window.findChild<QAction *>(QStringLiteral("wallView"))->trigger();
    if (parser.isSet(QStringLiteral("problem")))
        window.showProblem(
            ui::Problem::Configuration,
            QStringLiteral("fusebox.json:12: /endpoints/2/interval: \"5\" has no unit; write \"5s\""));
    if (parser.isSet(QStringLiteral("select")))
        window.findChild<ui::EndpointTable *>()->select(parser.value(QStringLiteral("select")));
    window.findChild<QTabWidget *>()->setCurrentIndex(parser.value(QStringLiteral("tab")).toInt());
    if (const int incidents = parser.value(QStringLiteral("incidents")).toInt(); incidents >= 0) {
        window.setHistoryKept(true);
        window.showIncidents(madeUp(incidents, clock.wallNow()));
        window.findChild<QAction *>(QStringLiteral("show-incidents"))->trigger();
    }
    QWidget *subject = &window;
    if (parser.isSet(QStringLiteral("add"))) {
        window.findChild<QAction *>(QStringLiteral("addEndpoint"))->trigger();
        subject = window.findChild<QDialog *>(QStringLiteral("endpointDialog"));
        subject->findChild<QLineEdit *>(QStringLiteral("url"))->setText(parser.value(QStringLiteral("url")));
        subject->findChild<QToolButton *>(QStringLiteral("more"))->click();
    }
    const ui::Theme theme(QApplication::palette());
    if (parser.isSet(QStringLiteral("lists"))) {
        subject = ui::EndpointDialog::forEdit(withLists(parser.value(QStringLiteral("url"))), theme, &window);
        static_cast<QDialog *>(subject)->open();
        subject->findChild<QToolButton *>(QStringLiteral("more"))->setChecked(true);
        subject->findChild<QScrollArea *>()->verticalScrollBar()->setValue(
            parser.value(QStringLiteral("scroll")).toInt());
    }
    if (parser.isSet(QStringLiteral("shot"))) {
        QTimer::singleShot(1500ms, &window, [&] {
            subject->grab().save(parser.value(QStringLiteral("shot")));
            QApplication::quit();
        });
    }
    return QApplication::exec();
}
