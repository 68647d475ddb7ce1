// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/resolv_conf.h"

#include <algorithm>
#include <array>
#include <unistd.h>

#include <QFile>

namespace fusebox::probe {

namespace {

constexpr qint64 mostOfTheFile = 256 * 1024;
constexpr qsizetype mostServers = 16;
constexpr qsizetype mostDomains = 64;
constexpr int mostDots = 15; ///< as glibc

/// Those of a line, up to a comment.
QList<QByteArray> wordsOf(const QByteArray &line)
{
    QList<QByteArray> words;
    for (const QByteArray &word : line.simplified().split(' ')) {
        const auto comment = std::ranges::find_if(word, [](char c) { return c == '#' || c == ';'; });
        if (comment != word.begin())
            words.push_back(word.first(comment - word.begin()));
        if (comment != word.end())
            break;
    }
    return words;
}

void readServer(const QByteArray &word, quint16 port, ResolvConf &conf)
{
    QHostAddress address(QString::fromLatin1(word));
    if (address.isNull() || conf.servers.size() >= mostServers)
        return;
    if (address == QHostAddress(QHostAddress::AnyIPv4)) // answers come from where the system sends them to
        address = QHostAddress(QHostAddress::LocalHost);
    if (address == QHostAddress(QHostAddress::AnyIPv6))
        address = QHostAddress(QHostAddress::LocalHostIPv6);
    conf.servers.push_back({address, port});
}

QByteArray withoutOuterDots(QByteArray domain)
{
    while (domain.startsWith('.'))
        domain.remove(0, 1);
    while (domain.endsWith('.'))
        domain.chop(1);
    return domain;
}

void readDomains(const QList<QByteArray> &words, ResolvConf &conf)
{
    conf.search.clear();
    for (const QByteArray &word : words.first(std::min(words.size(), mostDomains)))
        conf.search.push_back(withoutOuterDots(word));
}

void readOption(const QByteArray &word, ResolvConf &conf)
{
    if (word.startsWith("ndots:"))
        conf.ndots = std::clamp(word.mid(6).toInt(), 0, mostDots);
    conf.triesShortAsIs &= word != "no-tld-query";
    conf.overTcp |= word == "use-vc";
    conf.asksForIPv6 &= word != "no-aaaa";
}

void readLine(const QByteArray &line, quint16 port, ResolvConf &conf)
{
    const QList<QByteArray> words = wordsOf(line);
    if (words.isEmpty())
        return;
    const QByteArray &keyword = words.front();
    const QList<QByteArray> values = words.sliced(1);
    if (keyword == "nameserver" && !values.isEmpty())
        readServer(values.front(), port, conf);
    else if (keyword == "search")
        readDomains(values, conf);
    else if (keyword == "domain")
        readDomains(values.first(std::min<qsizetype>(values.size(), 1)), conf);
    else if (keyword == "options")
        std::ranges::for_each(values, [&conf](const auto &word) { readOption(word, conf); });
}

QByteArray fileText(const QString &path)
{
    QFile file(path);
    return !path.isEmpty() && file.open(QIODevice::ReadOnly) ? file.read(mostOfTheFile) : QByteArray();
}

/// "corp.test" of "desk.corp.test"; nothing of a name without a dot.
QByteArray domainOfThisMachine()
{
    std::array<char, 256> name = {};
    if (::gethostname(name.data(), name.size() - 1) != 0)
        return {};
    const QByteArray whole(name.data());
    const qsizetype dot = whole.indexOf('.');
    return dot < 0 ? QByteArray() : withoutOuterDots(whole.mid(dot));
}

} // namespace

ResolvConf resolvConfFrom(QByteArrayView text, quint16 port)
{
    ResolvConf conf;
    for (const QByteArray &line : text.toByteArray().split('\n'))
        readLine(line, port, conf);
    return conf;
}

ResolvConf readResolvConf(const DnsSettings &settings)
{
    QByteArray text = fileText(settings.resolvConf);
    text += "\noptions " + qgetenv("RES_OPTIONS").simplified();
    if (const QByteArray domains = qgetenv("LOCALDOMAIN").simplified(); !domains.isEmpty())
        text += "\nsearch " + domains;
    ResolvConf conf = resolvConfFrom(text, settings.port);
    if (!settings.servers.isEmpty())
        conf.servers = settings.servers;
    if (conf.servers.isEmpty())
        conf.servers = {{QHostAddress(QHostAddress::LocalHost), settings.port}};
    if (const QByteArray domain = domainOfThisMachine(); conf.search.isEmpty() && !domain.isEmpty())
        conf.search = {domain};
    return conf;
}

} // namespace fusebox::probe
