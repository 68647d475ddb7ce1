// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QLabel>
#include <QStyledItemDelegate>
#include <QTest>

#include "tests/support/config_parts.h"
#include "tests/support/widget_test.h"
#include "tests/ui/dialogs/shown_form.h"
#include "ui/dialogs/endpoint_fields.h"

using namespace fusebox;
using namespace std::chrono_literals;
using ui::EndpointDialog;

namespace {

/// Those that its scheme has a use for.
std::vector<probe::HttpField> &headersOf(settings::EndpointConfig &config)
{
    return config.url().scheme() == QStringLiteral("wss") ? testing::webSocketOf(config).options.headers
                                                          : testing::httpOf(config).headers;
}

} // namespace

class TestFormLists : public QObject, private testing::ShownForm
{
    Q_OBJECT

private:
    static void schemesWithHeaders()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("pointer");
        QTest::newRow("http") << QStringLiteral("http.headers") << QStringLiteral("/http/headers");
        QTest::newRow("websocket") << QStringLiteral("websocket.headers")
                                   << QStringLiteral("/websocket/headers");
    }

private Q_SLOTS:
    void cleanup() { delete dialog; }

    void rowsAreAddedEditedAndRemovedByKeyboard()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("https://a.example"));
        more();
        unfoldAll();
        auto &table = tableOf(QStringLiteral("http.headers"));
        QVERIFY(!table.isVisible());
        addRow(QStringLiteral("http.headers"), {QStringLiteral("Accept"), QStringLiteral("a/b")});
        addRow(QStringLiteral("http.headers"), {QStringLiteral("X-Key"), QStringLiteral("k")});
        QVERIFY(table.isVisible());
        QCOMPARE(dialog->isVisible(), true); // Return ended the editing, not the dialog
        table.setCurrentCell(0, 1);
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_Return);
        typeInto(table, QStringLiteral("c/d"), Qt::Key_Return);
        table.setCurrentCell(1, 0);
        QTest::keyClick(&table, Qt::Key_Delete);
        const std::vector<probe::HttpField> expected{{"Accept", "c/d"}};
        QCOMPARE(accepted().part<probe::HttpOptions>().headers, expected);
    }

    void badRowsAreMarkedWithTheirNumber_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QStringList>("cells");
        const auto row = [](const char *key, const QStringList &cells) {
            QTest::addRow("%s: %s", key, qPrintable(cells.join(u' '))) << QString::fromLatin1(key) << cells;
        };
        row("http.headers", {QStringLiteral("a b"), QStringLiteral("c")});
        row("http.headers", {QStringLiteral("Content-Length"), QStringLiteral("3")});
        row("http.headers", {QStringLiteral("Accept"), QString()});
        row("http.expect.headers", {QStringLiteral("a b"), QString(), QString()});
        row("http.expect.json", {QStringLiteral("a"), QString(), QStringLiteral("1")});
        row("http.expect.json", {QStringLiteral("/a"), QString(), QStringLiteral("ok")});
        row("http.expect.json", {QStringLiteral("/a"), QString(), QStringLiteral("[]")});
        row("websocket.headers", {QStringLiteral("a b"), QStringLiteral("c")});
        row("websocket.headers", {QStringLiteral("Connection"), QStringLiteral("close")});
        row("websocket.headers", {QStringLiteral("Host"), QStringLiteral("a")});
        row("websocket.headers", {QStringLiteral("UPGRADE"), QStringLiteral("a")});
        row("websocket.headers", {QStringLiteral("sec-websocket-Protocol"), QStringLiteral("mqtt")});
        row("websocket.headers", {QStringLiteral("Accept"), QString()});
        row("websocket.expect.json", {QStringLiteral("a"), QString(), QStringLiteral("1")});
        row("websocket.keepalive.answer", {QStringLiteral("2")});
        row("websocket.keepalive.answer", {QStringLiteral("\\q"), QString(), QStringLiteral("3")});
        for (const char *url : {"b.example", "ftp://b.example", "https://me@b.example", "https://b:0",
                                "https://", "tcp://b.example:1", "wss://b.example"})
            row("fallback.urls", {QString::fromLatin1(url)});
    }

    void badRowsAreMarkedWithTheirNumber()
    {
        QFETCH(QString, key);
        QFETCH(QStringList, cells);
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), urlFor(key));
        more();
        unfoldAll();
        const QString hint = part<QLabel>(key + QStringLiteral(".hint")).text();
        addRow(key, cells);
        QVERIFY(part<QWidget>(key).property("invalid").toBool());
        const QString sentence = part<QLabel>(key + QStringLiteral(".hint")).text();
        QVERIFY2(sentence.startsWith(QStringLiteral("Row 1: ")) && sentence != hint, qPrintable(sentence));
        QVERIFY(!ok().isEnabled());
        QTest::keyClick(&tableOf(key), Qt::Key_Delete);
        QVERIFY2(ok().isEnabled(), qPrintable(reason()));
    }

    void aHeaderIsNotGivenTwice()
    {
        settings::EndpointConfig config;
        config.asked = QUrl(QStringLiteral("https://a.example"));
        testing::httpOf(config).headers = {{"Accept", "a"}};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        more();
        addRow(QStringLiteral("http.headers"), {QStringLiteral("Accept"), QStringLiteral("b")});
        QVERIFY(reason().contains(QStringLiteral("Row 2: Accept is here twice.")));
    }

    /// Under its old name only, its value would be written out into the file.
    void aRenamedHeaderGoesOnComingFromTheEnvironment_data() { schemesWithHeaders(); }

    void aRenamedHeaderGoesOnComingFromTheEnvironment()
    {
        QFETCH(QString, key);
        QFETCH(QString, pointer);
        settings::EndpointConfig config;
        config.asked = QUrl(urlFor(key));
        headersOf(config) = {{"X-Key", "hidden"}};
        config.secretSources = {{pointer + QStringLiteral("/X-Key"), QStringLiteral("KEY")}};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        more();
        auto &table = tableOf(key);
        table.setCurrentCell(0, 0);
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_Return);
        typeInto(table, QStringLiteral("X-Token"), Qt::Key_Return);
        settings::EndpointConfig edited = accepted();
        QCOMPARE(headersOf(edited).front().name, QByteArray("X-Token"));
        QCOMPARE(edited.secretSources[pointer + QStringLiteral("/X-Token")], QStringLiteral("KEY"));
    }

    void valuesOfHeadersAreHidden_data() { schemesWithHeaders(); }

    void valuesOfHeadersAreHidden()
    {
        QFETCH(QString, key);
        settings::EndpointConfig config;
        config.asked = QUrl(urlFor(key));
        headersOf(config) = {{"X-Key", "hidden"}};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        const auto &table = tableOf(key);
        const auto *delegate = qobject_cast<QStyledItemDelegate *>(table.itemDelegateForColumn(1));
        QVERIFY(!delegate->displayText(QStringLiteral("hidden"), {}).contains(QStringLiteral("hidden")));
        QCOMPARE(table.item(0, 1)->data(Qt::AccessibleTextRole).toString(), QStringLiteral("not shown"));
    }

    /// What is not typed anew is as it was, and so is where it came from.
    void whatAWebSocketHasFromTheEnvironmentSurvivesAnEdit()
    {
        settings::EndpointConfig config;
        config.id = QStringLiteral("ticker");
        config.name = QStringLiteral("Ticker");
        config.asked = QUrl(QStringLiteral("wss://a.example"));
        testing::webSocketOf(config).options.headers = {{"X-Key", "hidden"}};
        testing::webSocketOf(config).options.authentication =
            probe::BearerAuthentication{QStringLiteral("token")};
        testing::webSocketOf(config).options.greeting = QStringLiteral(" {\"key\":\u00a0\"k\"} ");
        config.secretSources = {
            {QStringLiteral("/websocket/headers/X-Key"), QStringLiteral("KEY")},
            {QStringLiteral("/websocket/bearer"), QStringLiteral("TOKEN")},
            {QStringLiteral("/websocket/send"), QStringLiteral("HELLO")},
            {QStringLiteral("/websocket/keepalive/send"), QStringLiteral("PING")},
            {QStringLiteral("/websocket/keepalive/answer/0/send"), QStringLiteral("PONG")}};
        testing::webSocketOf(config).options.keepalive = {
            .answer = {{probe::KeepaliveAnswer::Kind::Equals, " 2", QStringLiteral(" pong\u00a0")}},
            .send = QStringLiteral(" ping\u00a0")};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        more();
        type(QStringLiteral("websocket.queue"), QStringLiteral("7"));
        testing::webSocketOf(config).queueLimit = 7;
        QVERIFY2(ok().isEnabled(), qPrintable(reason()));
        QCOMPARE(accepted(), config);
    }

    void keepaliveThatCouldNotWorkIsRefused_data()
    {
        QTest::addColumn<QString>("rows");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("pattern") << QStringLiteral("^0\\{\ta pattern\t40") << true;
        QTest::newRow("no pattern") << QStringLiteral("a(b\ta pattern\t3") << false;
        QTest::newRow("pattern of another engine") << QStringLiteral("\\C\ta pattern\t3") << false;
        QTest::newRow("no pattern as a message") << QStringLiteral("a(b\tthe whole\t3") << true;
        QTest::newRow("empty pattern") << QStringLiteral("\ta pattern\t3") << false;
        QTest::newRow("no message") << QStringLiteral("\tthe whole\t3") << false;
        QTest::newRow("blank") << QStringLiteral(" \tthe whole\t3") << true;
        QTest::newRow("as long as a message may be")
            << QString(100, u'x') + QStringLiteral("\tthe whole\t3") << true;
        QTest::newRow("longer") << QString(101, u'x') + QStringLiteral("\tthe whole\t3") << false;
        QTest::newRow("longest answer") << QStringLiteral("2\tthe whole\t") + QString(8192, u'x') << true;
        QTest::newRow("longer answer") << QStringLiteral("2\tthe whole\t") + QString(8193, u'x') << false;
    }

    void keepaliveThatCouldNotWorkIsRefused()
    {
        QFETCH(QString, rows);
        QFETCH(bool, isGood);
        const auto fields = ui::endpointFields();
        const auto spec =
            std::ranges::find(fields, QStringLiteral("websocket.keepalive.answer"), &ui::FieldSpec::key);
        settings::EndpointConfig config;
        config.asked = QUrl(QStringLiteral("ws://a.example"));
        testing::webSocketOf(config).options.maxMessage = 100;
        const auto parsed = spec->parse(rows, config);
        QCOMPARE(parsed.has_value(), isGood);
        QCOMPARE(testing::webSocketOf(config).options.keepalive.answer.size(), std::size_t(isGood ? 1 : 0));
        if (parsed)
            QCOMPARE(spec->print(config), rows);
    }

    /// In its old row only, it would be written out into the file.
    void anAnswerInAnotherRowGoesOnComingFromTheEnvironment()
    {
        settings::EndpointConfig config;
        config.asked = QUrl(QStringLiteral("wss://a.example"));
        testing::webSocketOf(config).options.keepalive.answer = {
            {probe::KeepaliveAnswer::Kind::Equals, "1", QStringLiteral("plain")},
            {probe::KeepaliveAnswer::Kind::Equals, "2", QStringLiteral("hidden")}};
        config.secretSources = {
            {QStringLiteral("/websocket/keepalive/answer/1/send"), QStringLiteral("ANSWER")}};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        more();
        auto &table = tableOf(QStringLiteral("websocket.keepalive.answer"));
        table.setCurrentCell(0, 0);
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_Delete);
        settings::EndpointConfig edited = accepted();
        QCOMPARE(testing::webSocketOf(edited).options.keepalive.answer.front().send,
                 QStringLiteral("hidden"));
        QCOMPARE(edited.secretSources[QStringLiteral("/websocket/keepalive/answer/0/send")],
                 QStringLiteral("ANSWER"));
    }

    void fallbacksOfTheSameKindAreStoredInTheirOrder()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("https://a.example"));
        more();
        unfoldAll();
        addRow(QStringLiteral("fallback.urls"), {QStringLiteral("HTTP://c.example/x")});
        addRow(QStringLiteral("fallback.urls"), {QStringLiteral("https://b.example")});
        type(QStringLiteral("fallback.last_good"), QStringLiteral("10m"));
        part<QCheckBox>(QStringLiteral("fallback.send_credentials")).setChecked(true);
        const settings::FallbackSettings expected{
            {QUrl(QStringLiteral("http://c.example/x")), QUrl(QStringLiteral("https://b.example"))},
            10min,
            true};
        QCOMPARE(accepted().part<settings::FallbackSettings>(), expected);
    }

    void aFallbackFollowsTheKindOfTheUrl()
    {
        settings::EndpointConfig config;
        config.asked = QUrl(QStringLiteral("https://a.example"));
        testing::fallbackOf(config).urls = {QUrl(QStringLiteral("https://b.example"))};
        open(EndpointDialog::forEdit(config, theme, nullptr));
        more();
        QVERIFY(ok().isEnabled());
        field(QStringLiteral("url")).setText(QStringLiteral("tls://a.example:1"));
        QVERIFY(part<QWidget>(QStringLiteral("fallback.urls")).property("invalid").toBool());
        QVERIFY2(reason().contains(QStringLiteral("Row 1: It answers the same question")),
                 qPrintable(reason()));
        field(QStringLiteral("url")).setText(QStringLiteral("http://a.example"));
        QVERIFY(ok().isEnabled());
    }
};

FUSEBOX_WIDGET_TEST(TestFormLists)
#include "tst_form_lists.moc"
