// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QLineEdit>
#include <QPalette>
#include <QPointer>
#include <QPushButton>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "ui/dialogs/endpoint_dialog.h"
#include "ui/dialogs/endpoint_fields.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::EndpointConfig;
using ui::EndpointDialog;

class TestEndpointDialog : public QObject
{
    Q_OBJECT

private:
    ui::Theme theme{ui::lightPalette()};
    QPointer<EndpointDialog> dialog;

    template <typename T>
    T &part(const QString &name) const
    {
        return *dialog->findChild<T *>(name);
    }
    QLineEdit &field(const QString &name) const { return part<QLineEdit>(name); }
    QString reason() const { return part<QLabel>(QStringLiteral("okReason")).text(); }
    QPushButton &ok() const { return part<QPushButton>(QStringLiteral("ok")); }

    void open(EndpointDialog *shown)
    {
        dialog = shown;
        dialog->open();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
    }
    void openNew(const QStringList &taken = {}) { open(EndpointDialog::forNew({}, taken, theme, nullptr)); }
    void more() const { QTest::mouseClick(&part<QToolButton>(QStringLiteral("more")), Qt::LeftButton); }
    void type(const QString &name, const QString &text) const
    {
        QLineEdit &edit = field(name);
        edit.setFocus();
        edit.selectAll();
        QTest::keyClick(&edit, Qt::Key_Backspace);
        QTest::keyClicks(&edit, text);
    }
    EndpointConfig accepted() const
    {
        EndpointConfig config;
        connect(dialog, &QDialog::accepted, dialog, [&] { config = dialog->config(); });
        QTest::mouseClick(&ok(), Qt::LeftButton);
        return config;
    }

private Q_SLOTS:
    void cleanup() { delete dialog; }

    void aUrlAloneIsEnough()
    {
        openNew();
        QVERIFY(!ok().isEnabled());
        QVERIFY(!reason().isEmpty());
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("https://orders.example/health"));
        QVERIFY(ok().isEnabled());
        QVERIFY(reason().isEmpty());
        const EndpointConfig config = accepted();
        QCOMPARE(config.url, QUrl(QStringLiteral("https://orders.example/health")));
        QVERIFY(!config.id.isEmpty());
        QVERIFY(!config.name.isEmpty());
        QCOMPARE(config.interval, EndpointConfig().interval);
        QCOMPARE(config.circuit, EndpointConfig().circuit);
    }

    void returnAcceptsWhatIsGood()
    {
        openNew();
        QSignalSpy accepted(dialog, &QDialog::accepted);
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("http://a.example"));
        QTest::keyClick(&field(QStringLiteral("url")), Qt::Key_Return);
        QCOMPARE(accepted.size(), 1);
    }

    void returnDoesNothingWhileSomethingIsBad()
    {
        openNew();
        QSignalSpy accepted(dialog, &QDialog::accepted);
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("ftp://a.example"));
        QTest::keyClick(&field(QStringLiteral("url")), Qt::Key_Return);
        QCOMPARE(accepted.size(), 0);
        QVERIFY(dialog->isVisible());
    }

    void badUrlsAreMarkedWithASentence_data()
    {
        QTest::addColumn<QString>("url");
        for (const char *url : {"ftp://x.example", "orders.example", "https://", "https://a b",
                                "https://u:p@x.example", "https://x.example:99999"})
            QTest::newRow(url) << QString::fromLatin1(url);
    }
    void badUrlsAreMarkedWithASentence()
    {
        QFETCH(QString, url);
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), url + QStringLiteral(" "));
        QVERIFY(!ok().isEnabled());
        QVERIFY(!reason().isEmpty());
        const bool isBegun = url == QStringLiteral("https://");
        QCOMPARE(field(QStringLiteral("url")).property("invalid").toBool(), !isBegun);
        QCOMPARE(part<QLabel>(QStringLiteral("url.hint")).isVisible(), !isBegun);
    }

    void theIdIsNoneOfThoseTaken()
    {
        openNew({health::makeEndpointId(QUrl(QStringLiteral("http://a.example")), {})});
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("http://a.example"));
        const EndpointConfig config = accepted();
        QVERIFY(config.id != health::makeEndpointId(QUrl(QStringLiteral("http://a.example")), {}));
    }

    void badValuesAreMarkedAtTheirField_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *key, const char *text) {
            QTest::addRow("%s=%s", key, text) << QString::fromLatin1(key) << QString::fromLatin1(text);
        };
        row("interval", "5");
        row("interval", "");
        row("interval", "-5s");
        row("interval", "0s");
        row("interval", "99ms");
        row("interval", "5 fortnights");
        row("interval", "9000d");
        row("timeouts.total", "0ms");
        row("retry.max_attempts", "0");
        row("retry.max_attempts", "two");
        row("retry.max_attempts", "2.5");
        row("retry.backoff_multiplier", "0.5");
        row("retry.backoff_multiplier", "nan");
        row("circuit.failure_threshold", "-1");
        row("circuit.failure_rate", "1.5");
        row("circuit.success_threshold", "0");
        row("circuit.recovery_timeout", "soon");
        row("slow_after", "1e400s");
    }
    void badValuesAreMarkedAtTheirField()
    {
        QFETCH(QString, key);
        QFETCH(QString, text);
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("http://a.example"));
        more();
        const QString hint = part<QLabel>(key + QStringLiteral(".hint")).text();
        type(key, text);
        QVERIFY(field(key).property("invalid").toBool());
        const QString sentence = part<QLabel>(key + QStringLiteral(".hint")).text();
        QVERIFY(sentence != hint && sentence.endsWith(u'.'));
        QVERIFY(!ok().isEnabled());
        QVERIFY(reason().endsWith(sentence));
    }

    void mendingAValueClearsItsMark()
    {
        openNew();
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("http://a.example"));
        more();
        type(QStringLiteral("interval"), QStringLiteral("5"));
        QVERIFY(!ok().isEnabled());
        QTest::keyClicks(&field(QStringLiteral("interval")), QStringLiteral("00ms"));
        QVERIFY(!field(QStringLiteral("interval")).property("invalid").toBool());
        QCOMPARE(accepted().interval, health::Nanoseconds(500ms));
    }

    void everyFieldReadsBackWhatItWrites()
    {
        EndpointConfig config;
        config.interval = 250ms;
        config.circuit.failureRate = 0.35;
        config.retry.backoff.multiplier = 1.5;
        config.webSocket.maxRetries = 7;
        config.tls.caFile = QStringLiteral("/etc/ca.pem");
        EndpointConfig read;
        for (const ui::FieldSpec &spec : ui::endpointFields())
            QVERIFY2(spec.parse(spec.print(config), read), qPrintable(spec.key));
        QCOMPARE(read, config);
    }

    void editKeepsIdAndWhatWasNotTouched()
    {
        EndpointConfig config;
        config.id = QStringLiteral("orders");
        config.name = QStringLiteral("Orders");
        config.url = QUrl(QStringLiteral("https://orders.example/"));
        config.paused = true;
        config.circuit.trialCalls = 3;
        open(EndpointDialog::forEdit(config, theme, nullptr));
        type(QStringLiteral("name"), QStringLiteral("Bestellungen"));
        config.name = QStringLiteral("Bestellungen");
        QCOMPARE(accepted(), config);
    }

    void settingsOfWebSocketsShowForThemAlone()
    {
        openNew();
        more();
        QVERIFY(!field(QStringLiteral("websocket.pong_timeout")).isVisible());
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("wss://x.example"));
        QVERIFY(field(QStringLiteral("websocket.pong_timeout")).isVisible());
        type(QStringLiteral("websocket.max_retries"), QString());
        QVERIFY(ok().isEnabled());
        QVERIFY(!accepted().webSocket.maxRetries);
    }

    void escapeLeavesEverythingAsItWas()
    {
        openNew();
        QSignalSpy accepted(dialog, &QDialog::accepted);
        QSignalSpy rejected(dialog, &QDialog::rejected);
        QTest::keyClicks(&field(QStringLiteral("url")), QStringLiteral("http://a.example"));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QCOMPARE(accepted.size(), 0);
        QCOMPARE(rejected.size(), 1);
    }
};

QTEST_MAIN(TestEndpointDialog)
#include "tst_endpoint_dialog.moc"
