// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "tests/app/program.h"
#include "tests/support/keyring_session.h"
#include "tests/support/servers.h"

using namespace Qt::StringLiterals;
using namespace fusebox::testing;

namespace {

const QByteArray ofVariable = "v4riable s3cret";
const QByteArray ofFile = "f1le/s3cret+";
const QByteArray ofKeyring = "k3yring s3cret";

QByteArray configuration(const QByteArrayList &endpoints)
{
    return R"({"endpoints": [)" + endpoints.join(",\n") + "]}";
}

QJsonObject firstCheckOf(const QByteArray &output, const QString &endpoint)
{
    for (const QByteArray &line : output.split('\n')) {
        const QJsonObject event = QJsonDocument::fromJson(line).object();
        if (event[u"type"_s] == u"check"_s && event[u"endpoint"_s] == endpoint)
            return event;
    }
    return {};
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// An endpoint whose command keeps what it is told in "told", says it, and fails with it.
QByteArray tellsAll(const QString &home, const QByteArray &third)
{
    write(home + u"/tell.sh"_s, "echo \"$A|$B|$C\" > \"$HOME/told\"\n"
                                "echo \"WRONG $A, $B and $C\"\n"
                                "exit 2\n");
    return R"({"id": "tells", "url": "exec:", "interval": "250ms", "circuit": {"recovery_timeout": "1s"}, "exec": {"command": ["/bin/sh", ")" +
           home.toUtf8() +
           R"(/tell.sh"], "env": {"A": "${env:FUSEBOX_TEST_SECRET}", "B": "${file:key}", "C": ")" + third +
           R"("}}})";
}

/// In a session that has no bus, and so no keyring.
void leaveSession(Program &program)
{
    QProcessEnvironment environment = program.process().processEnvironment();
    environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
    program.process().setProcessEnvironment(environment);
    program.setVariable(u"HOME"_s, program.home());
}

void verifyNoSecretIn(const QByteArray &text)
{
    for (const QByteArray &secret : {ofVariable, ofFile, ofKeyring})
        QVERIFY2(!text.contains(secret), text.constData());
}

} // namespace

/// The real program, with secrets that its configuration only refers to.
class TestSecrets final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void secretsAreUsedAndNeverPrinted_data();
    void secretsAreUsedAndNeverPrinted();
    void secretsOfTheKeyringAreUsedAndNeverPrinted();
    void whatCannotBeHadStopsThatEndpointAlone();
    void aSecretThatComesLaterIsUsed();
    void aCheckOfTheFileNamesWhatIsMissing();
};

void TestSecrets::secretsAreUsedAndNeverPrinted_data()
{
    QTest::addColumn<QStringList>("mode");
    QTest::newRow("events") << QStringList{u"--json"_s};
    QTest::newRow("lines") << QStringList{u"--headless"_s};
    QTest::newRow("summary") << QStringList{u"--json"_s, u"--summary"_s};
}

void TestSecrets::secretsAreUsedAndNeverPrinted()
{
    QFETCH(const QStringList, mode);
    Program program;
    leaveSession(program);
    program.setVariable(u"FUSEBOX_TEST_SECRET"_s, QString::fromLatin1(ofVariable));
    write(program.home() + u"/key"_s, ofFile + '\n');
    const QString file =
        program.writeFile(u"fusebox.json"_s, configuration({tellsAll(program.home(), "none")}));
    QVERIFY(program.run(mode + QStringList{u"--duration"_s, u"2s"_s, u"--config"_s, file}));
    QCOMPARE(contentOf(program.home() + u"/told"_s), ofVariable + '|' + ofFile + "|none\n");
    const QByteArray output = program.output();
    QVERIFY2(output.contains("WRONG ***, *** and none"), output.constData());
    verifyNoSecretIn(output);
    verifyNoSecretIn(program.errors());
}

void TestSecrets::secretsOfTheKeyringAreUsedAndNeverPrinted()
{
    NEEDS_SERVER(Server::GnomeKeyring);
    NEEDS_SERVER(Server::SecretTool);
    NEEDS_SERVER(Server::DbusRunSession);
    KeyringSession session;
    write(session.home() + u"/key"_s, ofFile);
    write(session.home() + u"/fusebox.json"_s,
          configuration({tellsAll(session.home(), "${secret:api/token}")}));
    const QString script = u"printf '%s' \"$3\" | secret-tool store --label=x server fusebox user api/token "
                           "type plaintext; export FUSEBOX_TEST_SECRET=\"$4\"; "
                           "\"$1\" --json --duration 3s --config \"$2\"; cat ~/told >&2"_s;
    const QByteArray output = session
                                  .run(KeyringSession::Has::OpenKeyring, script,
                                       {QStringLiteral(FUSEBOX_PROGRAM), session.home() + u"/fusebox.json"_s,
                                        QString::fromLatin1(ofKeyring), QString::fromLatin1(ofVariable)})
                                  .toUtf8();
    QVERIFY2(session.errors().contains(QString::fromLatin1(ofVariable + '|' + ofFile + '|' + ofKeyring)),
             qPrintable(session.errors()));
    QVERIFY2(output.contains("WRONG ***, *** and ***"), output.constData());
    verifyNoSecretIn(output);
    QTRY_COMPARE(session.left(), 0);
}

void TestSecrets::whatCannotBeHadStopsThatEndpointAlone()
{
    Program program;
    leaveSession(program);
    const QString file = program.writeFile(
        u"fusebox.json"_s,
        configuration(
            {R"({"id": "keyring", "url": "http://127.0.0.1:9/", "http": {"bearer": "${secret:TOKEN}"}})",
             R"({"id": "unset", "url": "http://127.0.0.1:9/?t=${env:FUSEBOX_UNSET}"})",
             R"({"id": "as before", "url": "http://127.0.0.1:9/", "http": {"bearer": {"env": "FUSEBOX_UNSET"}}})",
             R"({"id": "no file", "url": "tcp://127.0.0.1:9", "tcp": {"send": "${file:nothing}"}})",
             R"({"id": "well", "url": "exec:", "exec": {"command": ["/bin/true"]}})"}));
    QVERIFY(program.run({u"--json"_s, u"--duration"_s, u"2s"_s, u"--config"_s, file}));
    const QByteArray output = program.output();
    QCOMPARE(firstCheckOf(output, u"well"_s)[u"outcome"_s], u"success"_s);
    for (const auto &[id, detail] :
         {std::pair(u"keyring"_s, u"${secret:TOKEN}: there is no keyring here"_s),
          std::pair(u"unset"_s, u"${env:FUSEBOX_UNSET}: this variable is not set"_s),
          std::pair(u"as before"_s, u"${env:FUSEBOX_UNSET}: this variable is not set"_s),
          std::pair(u"no file"_s, u"${file:nothing}: there is no such file"_s)}) {
        const QJsonObject check = firstCheckOf(output, id);
        QCOMPARE(check[u"outcome"_s], u"skipped"_s);
        QCOMPARE(check[u"gap"_s], u"no_secret"_s);
        QVERIFY2(check[u"detail"_s].toString().contains(detail), qPrintable(check[u"detail"_s].toString()));
    }
}

void TestSecrets::aSecretThatComesLaterIsUsed()
{
    Program program;
    leaveSession(program);
    program.setVariable(u"FUSEBOX_TEST_SECRET"_s, u"known"_s);
    const QString file =
        program.writeFile(u"fusebox.json"_s, configuration({tellsAll(program.home(), "none")}));
    QVERIFY(program.start({u"--json"_s, u"--config"_s, file}));
    QTRY_VERIFY_WITH_TIMEOUT(program.output().contains("no_secret"), 20'000);
    QVERIFY(contentOf(program.home() + u"/told"_s).isEmpty());
    write(program.home() + u"/key"_s, ofFile);
    QTRY_COMPARE_WITH_TIMEOUT(contentOf(program.home() + u"/told"_s), "known|" + ofFile + "|none\n", 20'000);
    write(program.home() + u"/key"_s, "n3w s3cret");
    QTRY_COMPARE_WITH_TIMEOUT(contentOf(program.home() + u"/told"_s), "known|n3w s3cret|none\n", 20'000);
    verifyNoSecretIn(program.output());
}

void TestSecrets::aCheckOfTheFileNamesWhatIsMissing()
{
    Program program;
    leaveSession(program);
    const QString file = program.writeFile(
        u"fusebox.json"_s,
        configuration({R"({"id": "unset", "url": "http://a/?t=${env:FUSEBOX_UNSET}&u=${secret:TOKEN}"})"}));
    QVERIFY(program.run({u"--check"_s, u"--config"_s, file}));
    QCOMPARE(program.exitCode(), 0);
    const QByteArray errors = program.errors();
    QVERIFY2(errors.contains("unset is not checked: ${env:FUSEBOX_UNSET}: this variable is not set"),
             errors.constData());
}

FUSEBOX_LOOP_TEST(TestSecrets)
#include "tst_secrets.moc"
