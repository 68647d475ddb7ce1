// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/dns_answer.h"
#include "core/probe/names/name_search.h"
#include "core/probe/names/resolv_conf.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;
using namespace fusebox::fuzz;
using namespace fusebox::probe;

namespace {

constexpr int mostCandidates = 10'000; // a search list is as long as its file

/// Each candidate is asked for once, and then the search ends.
void search(const QByteArray &name, const ResolvConf &conf)
{
    NameSearch search(name, conf);
    int asked = 0;
    do {
        require(!search.candidate().isEmpty());
        require(++asked < mostCandidates);
    } while (!search.failed(DnsFault::NoSuchName));
}

} // namespace

/// Any file names whom to ask and what for, and every search through it ends.
FUZZ(const std::string_view text)
{
    const ResolvConf conf = resolvConfFrom({text.data(), static_cast<qsizetype>(text.size())}, 53);
    for (const DnsServer &server : conf.servers)
        require(!server.address.isNull() && server.port == 53);
    for (const char *name : {"a", "a.b", "a.b.c.d"})
        search(name, conf);
}
