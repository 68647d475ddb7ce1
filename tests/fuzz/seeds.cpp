// SPDX-License-Identifier: GPL-3.0-or-later
// fuzz_seeds FOLDER: writes what the fault servers answer, and what a history is stored as, into the corpora
// below it: for those who add a fault, or change what is stored. Not a test.
#include <QDir>
#include <QSaveFile>

#include "app/demo/dns_fault_script.h"
#include "app/demo/http_faults.h"
#include "app/demo/web_socket_faults.h"
#include "core/storage/history/codec/chunk_codec.h"
#include "core/storage/history/codec/circuit_codec.h"
#include "core/storage/history/codec/event_codec.h"
#include "core/storage/history/codec/outage_codec.h"
#include "tests/core/storage/history/stored_examples.h"

using namespace fusebox;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longest = 4'096; ///< of a seed: the fuzzer makes short ones, and repeats what it likes

/// "two_locations" of "two locations".
QString fileName(const QByteArray &fault)
{
    QString name = QString::fromLatin1(fault);
    for (QChar &c : name)
        c = c.isLetterOrNumber() || c == u'.' ? c : u'_';
    return name;
}

bool writeSeed(const QDir &folder, const QByteArray &fault, const QByteArray &bytes)
{
    QSaveFile file(folder.filePath(fileName(fault)));
    return folder.mkpath(u"."_s) && file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() &&
           file.commit();
}

QByteArray saidBy(const demo::Script &script)
{
    QByteArray bytes;
    for (const demo::Step &step : script) {
        if (const auto *send = std::get_if<demo::step::Send>(&step))
            bytes += send->bytes;
        else if (const auto *respond = std::get_if<demo::step::Respond>(&step))
            bytes += respond->answer("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        else if (const auto *forever = std::get_if<demo::step::SendForever>(&step))
            bytes += forever->bytes.left(longest);
    }
    return bytes.left(longest);
}

/// What the target chooses by comes first: expects a body; cut in pieces of many sizes.
bool writeHttp(const QDir &corpus)
{
    bool isWritten = true;
    for (const demo::HttpFaultScript &fault : demo::httpFaults()) {
        const QByteArray bytes = saidBy(fault.script);
        isWritten &= bytes.isEmpty() || writeSeed(corpus.filePath(u"http_answer"_s), fault.name,
                                                  QByteArray("\0\xff", 2) + bytes);
    }
    return isWritten;
}

/// What a talk sends once it has accepted the upgrade.
QByteArray framesOf(const demo::Talk &talk)
{
    QByteArray bytes;
    for (const demo::TalkStep &step : talk) {
        if (const auto *send = std::get_if<demo::step::Send>(&step))
            bytes += send->bytes;
    }
    return bytes.left(longest);
}

const QByteArray key = "GET / HTTP/1.1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// How it accepts the upgrade, where it does so in a way of its own.
QByteArray oddUpgradeOf(const demo::Talk &talk)
{
    const auto *upgrade = std::get_if<demo::step::Upgrade>(&talk.front());
    if (!upgrade || (!upgrade->written && upgrade->fields.isEmpty()))
        return {};
    const QByteArray answer = demo::upgradeAnswer(key, upgrade->fields);
    return upgrade->written ? upgrade->written(answer) : answer;
}

/// Cut in pieces of many sizes.
bool writeWebSockets(const QDir &corpus)
{
    const auto write = [&corpus](const QString &folder, const QByteArray &fault, const QByteArray &bytes) {
        return bytes.isEmpty() || writeSeed(corpus.filePath(folder), fault, '\xff' + bytes);
    };
    bool isWritten = true;
    for (const demo::WebSocketFault &fault : demo::webSocketFaults()) {
        if (const auto *talk = std::get_if<demo::Talk>(&fault.does)) {
            isWritten &= write(u"frames"_s, fault.name, framesOf(*talk));
            isWritten &= write(u"upgrade"_s, fault.name, oddUpgradeOf(*talk));
        } else if (const auto *script = std::get_if<demo::Script>(&fault.does)) {
            isWritten &= write(u"upgrade"_s, fault.name, saidBy(*script));
        }
    }
    return isWritten && write(u"upgrade"_s, "accepts", demo::upgradeAnswer(key) + demo::encode({})) &&
           write(u"upgrade"_s, "accepts mqtt", demo::upgradeAnswer(key, "Sec-WebSocket-Protocol: mqtt\r\n"));
}

bool writeDns(const QDir &corpus)
{
    bool isWritten = true;
    for (const demo::DnsFaultRow &fault : demo::dnsFaultRows()) {
        const QByteArray question = QByteArray("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00", 12) +
                                    demo::wireName(fault.label + ".test") + QByteArray("\x00\x01\x00\x01", 4);
        QByteArray packet;
        if (const auto *bytes = std::get_if<demo::dns::Bytes>(&fault.script))
            packet = bytes->bytes;
        else if (const auto *answer = std::get_if<demo::dns::Answer>(&fault.script))
            packet = demo::dnsAnswerTo(question, {.name = fault.label + ".test"}, *answer);
        isWritten &= packet.isEmpty() || writeSeed(corpus.filePath(u"dns_answer"_s), fault.label, packet);
    }
    return isWritten;
}

/// What the target chooses by comes first.
bool writeHistory(const QDir &corpus)
{
    using namespace storage;
    testing::SomeChecks some(1);
    const auto write = [&corpus](char kind, const QByteArray &name, const QByteArray &bytes) {
        return writeSeed(corpus.filePath(u"history"_s), name, kind + bytes);
    };
    const auto body = [&](Layer layer, int checks) { return some.body(checks, shapeOf(layer).length, 3); };
    const auto event = [&](char kind, const QByteArray &name, const auto &what) {
        return write(kind, name, encodeEvent({{}, u"a"_s, what}));
    };
    health::StatusEvent status;
    status.reasons.push_back({.failure = probe::ProbeFailure()});
    health::IncidentEvent incident;
    incident.incident.failing = {u"a"_s, u"b"_s};
    resilience::SavedCircuit circuit{.calls = {{}, {}}, .failures = {{}, {}}, .lastTrip = {{}}};
    return write(0, "ten seconds", encodeBody(body(Layer::TenSeconds, 10), shapeOf(Layer::TenSeconds))) &&
           write(1, "minute", encodeBody(body(Layer::Minutes, 60), shapeOf(Layer::Minutes))) &&
           write(2, "hour", encodeBody(body(Layer::Hours, 300), shapeOf(Layer::Hours))) &&
           write(3, "minutes", encodeChunk({{0, body(Layer::Minutes, 6)}, {59, {}}}, Layer::Minutes)) &&
           write(4, "hours", encodeChunk({{2, body(Layer::Hours, 60)}, {3, {}}}, Layer::Hours)) &&
           write(5, "circuit", encodeCircuit(circuit)) &&
           write(6, "outage", encodeOutage({.endpoints = {{u"a"_s, {}, {}}}, .acts = {{}}})) &&
           event(7, "transition", health::TransitionEvent{}) && event(8, "status", status) &&
           event(9, "session", health::WebSocketEvent{}) && event(10, "manual", health::ManualEvent{}) &&
           event(11, "gap", health::GapEvent{}) && event(12, "incident", incident) &&
           event(13, "certificate", history::CertificateChange{});
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    const QDir corpus(QString::fromLocal8Bit(argv[1]));
    return writeHttp(corpus) && writeWebSockets(corpus) && writeDns(corpus) && writeHistory(corpus) ? 0 : 1;
}
