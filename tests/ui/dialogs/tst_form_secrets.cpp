// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <QToolButton>

#include "tests/support/config_parts.h"
#include "tests/support/widget_test.h"
#include "tests/ui/dialogs/shown_form.h"

using namespace fusebox;
using namespace Qt::StringLiterals;
using ui::EndpointDialog;

/// Secrets in the form: where they are from, and how they get into the keyring.
class TestFormSecrets : public QObject, private testing::ShownForm
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        openNew();
        QTest::keyClicks(&field(u"url"_s), u"https://orders.example/health"_s);
        more();
        unfoldAll();
        connect(dialog.data(), &EndpointDialog::keepRequested, this,
                [this](const ui::KeepSecret &request) { m_requests.push_back(request); });
    }
    void cleanup()
    {
        delete dialog;
        m_requests.clear();
    }

    void itIsSaidWhereASecretIsFrom_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("hint");
        QTest::newRow("keyring") << u"http.bearer"_s << u"${secret:a/b}"_s << u"from the keyring: a/b"_s;
        QTest::newRow("variable") << u"http.bearer"_s << u"${env:TOKEN}"_s
                                  << u"from the environment variable TOKEN"_s;
        QTest::newRow("file") << u"proxy.url"_s << u"${file:/run/proxy}"_s << u"from the file /run/proxy"_s;
        QTest::newRow("typed") << u"http.bearer"_s << u"s3cret"_s << u"instead of a user"_s;
    }
    void itIsSaidWhereASecretIsFrom()
    {
        QFETCH(const QString, key);
        QFETCH(const QString, text);
        type(key, text);
        QTEST(hintOf(key), "hint");
        QVERIFY2(ok().isEnabled(), qPrintable(reason()));
    }

    void aReferenceThatIsWrongIsRefused()
    {
        type(u"http.bearer"_s, u"${sceret:a}"_s);
        QVERIFY(!ok().isEnabled());
        QVERIFY2(hintOf(u"http.bearer"_s).contains(u"${secret:"_s), qPrintable(hintOf(u"http.bearer"_s)));
    }

    void aUrlKeepsItsReferences()
    {
        type(u"url"_s, u"https://orders.example/${secret:hook}"_s);
        const settings::EndpointConfig config = accepted();
        delete dialog;
        open(EndpointDialog::forEdit(config, theme, nullptr));
        QCOMPARE(field(u"url"_s).text(), u"https://orders.example/${secret:hook}"_s);
        QCOMPARE(accepted(), config);
    }

    void aTypedSecretIsMovedToTheKeyring()
    {
        type(u"http.bearer"_s, u"s3cret"_s);
        QTest::mouseClick(&part<QToolButton>(u"http.bearer.keep"_s), Qt::LeftButton);
        QCOMPARE(m_requests.size(), 1u);
        QCOMPARE(m_requests[0].name, u"orders.example-health/bearer"_s);
        QCOMPARE(m_requests[0].value, "s3cret");
        QVERIFY(!ok().isEnabled()); // or it would be saved as it is
        m_requests[0].done({});
        QCOMPARE(field(u"http.bearer"_s).text(), u"${secret:orders.example-health/bearer}"_s);
        QCOMPARE(hintOf(u"http.bearer"_s), u"from the keyring: orders.example-health/bearer"_s);
        QVERIFY(part<QToolButton>(u"http.bearer.keep"_s).isHidden());
        QCOMPARE(accepted().part<probe::HttpOptions>().authentication,
                 probe::HttpAuthentication(
                     probe::BearerAuthentication{u"${secret:orders.example-health/bearer}"_s}));
    }

    void whyItIsNotKeptIsSaid()
    {
        type(u"http.bearer"_s, u"s3cret"_s);
        QTest::mouseClick(&part<QToolButton>(u"http.bearer.keep"_s), Qt::LeftButton);
        m_requests.at(0).done(tl::unexpected(settings::NoSecret{settings::SecretLack::KeyringLocked}));
        QCOMPARE(hintOf(u"http.bearer"_s), u"the keyring is locked"_s);
        QCOMPARE(field(u"http.bearer"_s).text(), u"s3cret"_s);
        QVERIFY(ok().isEnabled());
        type(u"http.bearer"_s, u"other"_s);
        QCOMPARE(hintOf(u"http.bearer"_s), u"instead of a user"_s);
    }

    void anAnswerToADialogThatIsGoneChangesNothing()
    {
        type(u"http.bearer"_s, u"s3cret"_s);
        QTest::mouseClick(&part<QToolButton>(u"http.bearer.keep"_s), Qt::LeftButton);
        delete dialog;
        m_requests.at(0).done({});
    }

private:
    [[nodiscard]] QString hintOf(const QString &key) const { return part<QLabel>(key + u".hint"_s).text(); }

    std::vector<ui::KeepSecret> m_requests;
};

FUSEBOX_WIDGET_TEST(TestFormSecrets)
#include "tst_form_secrets.moc"
