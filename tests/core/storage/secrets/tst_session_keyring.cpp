// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/settings/secret_values.h"
#include "tests/support/keyring_session.h"
#include "tests/support/servers.h"

using namespace fusebox;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;
using settings::SecretLack;
using Has = KeyringSession::Has;

namespace {

QString lack(SecretLack why)
{
    return u"lack %1"_s.arg(static_cast<int>(why));
}

const QString User = QStringLiteral(FUSEBOX_KEYRING_USER);

} // namespace

/// GNOME's keyring itself, in sessions of its own.
class TestSessionKeyring final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        NEEDS_SERVER(Server::GnomeKeyring);
        NEEDS_SERVER(Server::SecretTool);
        NEEDS_SERVER(Server::DbusRunSession);
    }
    void cleanup();

    void whatIsNotThereIsToldApart_data();
    void whatIsNotThereIsToldApart();
    void whatIsWrittenIsRead();
    void aLockedKeyringIsNoMissingEntry();
    void entriesOfATerminalAreRead();
    void nothingIsWrittenWhereThereIsNoKeyring();

private:
    std::unique_ptr<KeyringSession> m_session = std::make_unique<KeyringSession>();
};

/// Each test leaves nothing that runs.
void TestSessionKeyring::cleanup()
{
    QTRY_COMPARE(m_session->left(), 0);
    m_session = std::make_unique<KeyringSession>();
}

void TestSessionKeyring::whatIsNotThereIsToldApart_data()
{
    QTest::addColumn<int>("has");
    QTest::addColumn<QString>("answer");
    const auto row = [](const char *name, Has has, SecretLack why) {
        QTest::newRow(name) << static_cast<int>(has) << lack(why);
    };
    row("no bus", Has::NoBus, SecretLack::NoKeyring);
    row("a bus without a keyring", Has::NoKeyring, SecretLack::NoKeyring);
    row("a keyring that was never unlocked", Has::NewKeyring, SecretLack::KeyringNew);
    row("no such entry", Has::OpenKeyring, SecretLack::NotInKeyring);
}

void TestSessionKeyring::whatIsNotThereIsToldApart()
{
    QFETCH(const int, has);
    const QString script = u"\"$1\" read nothing; \"$1\" ask nothing"_s;
    const QString answers = m_session->run(static_cast<Has>(has), script, {User});
    QFETCH(const QString, answer);
    QVERIFY2(answers == answer + u'\n' + answer, qPrintable(answers + u'\n' + m_session->errors()));
}

void TestSessionKeyring::whatIsWrittenIsRead()
{
    const QString script = u"\"$1\" write api/token 's3cret ü'; \"$1\" read api/token; \"$1\" read other"_s;
    QCOMPARE(m_session->run(Has::OpenKeyring, script, {User}),
             u"written\nvalue s3cret ü\n"_s + lack(SecretLack::NotInKeyring));
    QCOMPARE(m_session->run(Has::OpenKeyring, u"\"$1\" read api/token"_s, {User}), u"value s3cret ü"_s);
}

/// And where nobody can be asked to unlock it, that is its end.
void TestSessionKeyring::aLockedKeyringIsNoMissingEntry()
{
    const QString script = u"\"$1\" write token s3cret; secret-tool lock --collection=login; "
                           "\"$1\" read token; \"$1\" ask token; \"$1\" write token other"_s;
    const QString locked = lack(SecretLack::KeyringLocked);
    QCOMPARE(m_session->run(Has::OpenKeyring, script, {User}),
             u"written\n"_s + QStringList(3, locked).join(u'\n'));
    QCOMPARE(m_session->run(Has::OpenKeyring, u"\"$1\" read token"_s, {User}), u"value s3cret"_s);
}

void TestSessionKeyring::entriesOfATerminalAreRead()
{
    const QString script =
        u"printf s3cret | secret-tool store --label=x server fusebox user token type plaintext; \"$1\" read token"_s;
    QCOMPARE(m_session->run(Has::OpenKeyring, script, {User}), u"value s3cret"_s);
}

void TestSessionKeyring::nothingIsWrittenWhereThereIsNoKeyring()
{
    for (const Has has : {Has::NoBus, Has::NoKeyring})
        QCOMPARE(m_session->run(has, u"\"$1\" write token s3cret; grep -rl s3cret ~"_s, {User}),
                 lack(SecretLack::NoKeyring));
}

FUSEBOX_LOOP_TEST(TestSessionKeyring)
#include "tst_session_keyring.moc"
