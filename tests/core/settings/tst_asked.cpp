// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/settings/field_use.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace Qt::StringLiterals;
using settings::Asked;

namespace {

probe::ProxyOptions proxy()
{
    return {.kind = probe::ProxyKind::Socks5, .host = u"proxy.example"_s, .port = 1080};
}

} // namespace

class TestAsked final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasWhatItsKindHasAndNothingElse();
    void whatDoesNotExistReadsAsIfNothingWereSet();
    void keepsWhatWasSetWhileTheKindIsTheSame();
    void anotherKindBeginsAnew();
    void theSchemeOfTheTableSaysTheKind();
    void everyFieldExistsForSomeScheme();
};

void TestAsked::hasWhatItsKindHasAndNothingElse()
{
    Asked web(QUrl(u"https://a.example/"_s));
    QVERIFY(web.find<probe::HttpOptions>());
    QVERIFY(web.find<settings::TlsSettings>());
    QVERIFY(!web.find<settings::WebSocketSettings>());
    QVERIFY(!web.find<probe::DnsOptions>());
    Asked lookup(QUrl(u"dns:///a.example"_s));
    QVERIFY(lookup.find<probe::DnsOptions>());
    QVERIFY(!lookup.find<probe::ProxyOptions>());
    QVERIFY(!lookup.find<settings::TlsSettings>());
    Asked own(probe::OwnCheckOptions{u"a"_s});
    QCOMPARE(own.find<probe::OwnCheckOptions>()->name, u"a"_s);
    QVERIFY(!own.find<probe::NameOptions>());
}

void TestAsked::whatDoesNotExistReadsAsIfNothingWereSet()
{
    const Asked lookup(QUrl(u"dns:///a.example"_s));
    QCOMPARE(lookup.part<probe::ProxyOptions>(), probe::ProxyOptions());
    QCOMPARE(lookup.part<probe::HttpOptions>().method, QByteArray("GET"));
}

void TestAsked::keepsWhatWasSetWhileTheKindIsTheSame()
{
    Asked asked(QUrl(u"http://a.example/"_s));
    *asked.find<probe::ProxyOptions>() = proxy();
    asked.setUrl(QUrl(u"https://b.example/"_s));
    QCOMPARE(asked.url(), QUrl(u"https://b.example/"_s));
    QCOMPARE(asked.part<probe::ProxyOptions>(), proxy());
}

void TestAsked::anotherKindBeginsAnew()
{
    Asked asked(QUrl(u"http://a.example/"_s));
    *asked.find<probe::ProxyOptions>() = proxy();
    asked.setUrl(QUrl(u"ws://a.example/"_s));
    QCOMPARE(asked, Asked(QUrl(u"ws://a.example/"_s)));
}

void TestAsked::theSchemeOfTheTableSaysTheKind()
{
    for (const probe::Scheme &scheme : probe::Schemes)
        QCOMPARE(kindOf(settings::defaultsFor(scheme)), scheme.kind);
}

namespace {

void checkUsed(std::span<const settings::Field> fields)
{
    for (const settings::Field &field : fields) {
        const bool isUsed = std::ranges::any_of(
            probe::Schemes, [&](const probe::Scheme &scheme) { return settings::isUsedBy(&scheme, field); });
        QVERIFY2(isUsed, field.key.data());
        if (const auto *section = std::get_if<settings::Section>(&field.kind))
            checkUsed(section->fields());
    }
}

} // namespace

void TestAsked::everyFieldExistsForSomeScheme()
{
    checkUsed(settings::endpointFields());
}

FUSEBOX_PLAIN_TEST(TestAsked)
#include "tst_asked.moc"
