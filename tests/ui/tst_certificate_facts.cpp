// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/test_program.h"
#include "ui/text/certificate_facts.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::WallTime;
using ui::FactTexts;

namespace {

const WallTime now{std::chrono::sys_days(2026y / 11 / 21)};

probe::CertificateFacts certificate(std::chrono::days left)
{
    probe::CertificateFacts facts;
    facts.subject = QStringLiteral("CN=orders.example");
    facts.issuer = QStringLiteral("CN=Test <b>CA</b>");
    facts.names = {QStringLiteral("orders.example"), QStringLiteral("10.0.0.1")};
    facts.serial = "0a1b";
    facts.fingerprint = QByteArray(64, 'a');
    facts.notAfter = std::chrono::floor<std::chrono::seconds>(now) + left;
    return facts;
}

QString valueOf(const FactTexts &facts, const QString &caption)
{
    const auto found = std::ranges::find_if(facts, [&](const auto &fact) { return fact.first == caption; });
    return found == facts.end() ? QString() : found->second;
}

} // namespace

class TestCertificateFacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void validityIsInDaysAndWithItsDate()
    {
        QCOMPARE(ui::validityText(certificate(std::chrono::days(12)), now),
                 QStringLiteral("12 days left, valid until 3 Dec 2026"));
        QCOMPARE(ui::validityText(certificate(std::chrono::days(1)), now),
                 QStringLiteral("1 day left, valid until 22 Nov 2026"));
        QCOMPARE(ui::validityText(certificate(-std::chrono::days(3)), now),
                 QStringLiteral("expired on 18 Nov 2026, 3 days ago"));
        auto future = certificate(std::chrono::days(90));
        future.notBefore = std::chrono::floor<std::chrono::seconds>(now) + std::chrono::days(5);
        QCOMPARE(ui::validityText(future, now), QStringLiteral("not valid before 26 Nov 2026, in 5 days"));
    }

    void theWholeChainIsTold()
    {
        probe::TlsFacts tls;
        tls.version = QStringLiteral("TLSv1.3");
        tls.verified = true;
        tls.chain = std::make_shared<probe::CertificateChain>(
            probe::CertificateChain{certificate(std::chrono::days(12)), certificate(std::chrono::days(100)),
                                    certificate(std::chrono::days(1000))});
        const FactTexts facts = ui::certificateFacts(tls, {}, now);
        QCOMPARE(valueOf(facts, QStringLiteral("Verified")), QStringLiteral("yes, chain and host name"));
        QCOMPARE(valueOf(facts, QStringLiteral("Names")), QStringLiteral("orders.example, 10.0.0.1"));
        QCOMPARE(valueOf(facts, QStringLiteral("Root")), QStringLiteral("CN=orders.example"));
        QCOMPARE(facts.size(), std::size_t(3 + 3 * 6));
    }

    void aPinIsHeldAgainstTheLeaf()
    {
        probe::TlsFacts tls;
        tls.chain = std::make_shared<probe::CertificateChain>(
            probe::CertificateChain{certificate(std::chrono::days(12))});
        probe::TrustProfile trust;
        QCOMPARE(valueOf(ui::certificateFacts(tls, trust, now), QStringLiteral("Pin")),
                 QStringLiteral("none"));
        trust.pin = QString(64, u'a');
        QVERIFY(!valueOf(ui::certificateFacts(tls, trust, now), QStringLiteral("Pin"))
                     .contains(QStringLiteral("NOT")));
        trust.pin = QString(64, u'b');
        QVERIFY(valueOf(ui::certificateFacts(tls, trust, now), QStringLiteral("Pin"))
                    .contains(QStringLiteral("NOT")));
        QCOMPARE(valueOf(ui::certificateFacts(tls, trust, now), QStringLiteral("Verified")),
                 QStringLiteral("NO"));
    }

    void withoutACertificateThereIsNone()
    {
        QCOMPARE(ui::certificateFacts({}, {}, now).size(), std::size_t(2));
    }
};

FUSEBOX_PLAIN_TEST(TestCertificateFacts)
#include "tst_certificate_facts.moc"
