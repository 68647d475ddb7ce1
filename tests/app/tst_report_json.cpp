// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "app/report_json.h"
#include "tests/app/example_report.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using fusebox::testing::exampleReport;

namespace {

QJsonObject parsed()
{
    return QJsonDocument::fromJson(fusebox::app::reportJson(exampleReport())).object();
}

QJsonObject endpoint(int place)
{
    return parsed()[u"endpoints"_s].toArray()[place].toObject();
}

QJsonObject incident(int place)
{
    return parsed()[u"incidents"_s].toArray()[place].toObject();
}

} // namespace

/// The keys are an interface.
class TestReportJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itIsOneLine()
    {
        const QByteArray json = fusebox::app::reportJson(exampleReport());
        QCOMPARE(json.indexOf('\n'), json.size() - 1);
    }

    void keysOfTheWhole()
    {
        QCOMPARE(parsed().keys(), (QStringList{u"endpoints"_s, u"from"_s, u"incidents"_s, u"to"_s}));
        QCOMPARE(parsed()[u"from"_s], QJsonValue(u"2024-10-04T00:00:00.000Z"_s));
        QCOMPARE(parsed()[u"to"_s], QJsonValue(u"2024-10-05T00:00:00.000Z"_s));
    }

    void keysOfAnEndpoint()
    {
        QStringList keys{u"id"_s,         u"name"_s,   u"group"_s,  u"up_share"_s,
                         u"measured_s"_s, u"gaps_s"_s, u"checks"_s, u"failures"_s,
                         u"p50_ms"_s,     u"p95_ms"_s, u"p99_ms"_s, u"incidents"_s};
        keys.sort();
        QCOMPARE(endpoint(0).keys(), keys);
        keys << u"removed"_s;
        keys.sort();
        QCOMPARE(endpoint(1).keys(), keys);
    }

    void valuesOfAnEndpoint()
    {
        const QJsonObject orders = endpoint(0);
        QCOMPARE(orders[u"name"_s].toString(), u"<script>alert(\"1\")</script> & \u202Eco"_s);
        QCOMPARE(orders[u"up_share"_s].toDouble(), 20.0 / 21);
        QCOMPARE(orders[u"measured_s"_s].toDouble(), 21 * 3'600.0);
        QCOMPARE(orders[u"gaps_s"_s].toObject(),
                 (QJsonObject{{u"circuit_open"_s, 4'320.0}, {u"not_running"_s, 6'480.0}}));
        QCOMPARE(orders[u"checks"_s].toInt(), 7'200);
        QCOMPARE(orders[u"p50_ms"_s].toDouble(), 12.346);
        QCOMPARE(orders[u"incidents"_s].toInt(), 2);
    }

    void whatIsNotKnownIsNull()
    {
        const QJsonObject idle = endpoint(2);
        for (const QString &key : {u"up_share"_s, u"p50_ms"_s, u"p95_ms"_s, u"p99_ms"_s})
            QVERIFY2(idle[key].isNull(), qPrintable(key));
        QCOMPARE(idle[u"measured_s"_s].toDouble(-1), 0.0);
    }

    void aRemovedEndpointIsMarked()
    {
        QCOMPARE(endpoint(1)[u"removed"_s], QJsonValue(u"2024-10-04T06:00:00.000Z"_s));
    }

    void anIncidentThatIsNotOverHasNoEnd()
    {
        const QJsonObject common = incident(0);
        QStringList keys{u"started"_s, u"ended"_s, u"cause"_s, u"detail"_s, u"endpoints"_s, u"length_ms"_s};
        keys.sort();
        QCOMPARE(common.keys(), keys);
        QCOMPARE(common[u"started"_s].toString(), u"2024-10-04T02:00:00.000Z"_s);
        QVERIFY(common[u"ended"_s].isNull() && common[u"length_ms"_s].isNull());
        QCOMPARE(common[u"cause"_s].toString(), u"host"_s);
        QCOMPARE(common[u"detail"_s].toString(), u"host a.example: connection refused"_s);
        QCOMPARE(common[u"endpoints"_s].toArray(), (QJsonArray{u"orders"_s, u"stock"_s}));
    }

    void anIncidentOfAnEndpointsOwn()
    {
        QCOMPARE(incident(1)[u"cause"_s].toString(), u"endpoint"_s);
        QCOMPARE(incident(1)[u"length_ms"_s].toDouble(), 90'000.0);
    }

    void nothingIsAReportToo()
    {
        QCOMPARE(fusebox::app::reportJson({}),
                 "{\"from\":\"1970-01-01T00:00:00.000Z\",\"to\":\"1970-01-01T00:00:00.000Z\","
                 "\"endpoints\":[],\"incidents\":[]}\n");
    }
};

FUSEBOX_PLAIN_TEST(TestReportJson)
#include "tst_report_json.moc"
