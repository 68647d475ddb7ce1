// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/settings/field_tables.h"

namespace fusebox::settings {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using probe::DnsOptions;
using probe::NameOptions;
using probe::ProxyOptions;
using probe::TcpOptions;
using probe::TrustProfile;
using Family = Choice<probe::AddressFamily>;
using Resolver = Choice<probe::NameSource>;

namespace {

constexpr int MaxCredential = 256;
constexpr int MaxRecord = 4096;

constexpr std::array FamilyWords{"any"_L1, "ipv4"_L1, "ipv6"_L1};
constexpr std::array ResolverWords{"own"_L1, "system"_L1};

constexpr std::array TlsFields{
    Field{
        "ca_file"_L1, At{place<&TlsSettings::trust, &TrustProfile::caFile>, FilePath{}},
        "PEM file whose certificates are trusted instead of the system's, each by itself: roots, issuing authorities, servers' own."_L1,
        Needs::MaybeTls},
    Field{"client_certificate"_L1,
          At{place<&TlsSettings::trust, &TrustProfile::clientCertificate>, FilePath{}},
          "PEM file with the certificate (and chain) to show."_L1, Needs::Tls},
    Field{"client_key"_L1, At{place<&TlsSettings::trust, &TrustProfile::clientKey>, FilePath{}},
          "PEM file with its key, if it is not in the same file."_L1, Needs::Tls},
    Field{"pin"_L1, At{place<&TlsSettings::trust, &TrustProfile::pin>, Pin{}},
          "SHA-256 of the peer's certificate: 64 hexadecimal digits, with colons or without."_L1, Needs::Tls},
    Field{"allow_self_signed"_L1, At{place<&TlsSettings::trust, &TrustProfile::allowSelfSigned>, Flag{}},
          "Neither chain nor host name is verified: any certificate will do, and the checks say so."_L1,
          Needs::Tls},
};

constexpr std::array NameFields{
    Field{"family"_L1, At{place<&NameOptions::family>, Family{FamilyWords}}, "any: both are tried."_L1},
    Field{"resolver"_L1, At{place<&NameOptions::source>, Resolver{ResolverWords}},
          "own: asked by Fusebox, with exact time-outs; system: the system's resolver."_L1},
    Field{"dns_cache"_L1, At{place<&NameOptions::keepFor>, Duration{0s}},
          "An answer is kept this long at most, and never beyond its TTL; 0s: asked anew each time."_L1},
};

constexpr std::array ProxyFields{
    Field{
        "url"_L1, At{whole<ProxyOptions>, ProxyUrl{}},
        "http://host:port or socks5://host:port. It looks names up itself. An HTTP proxy is asked for http itself, and for a tunnel to all else."_L1},
    Field{"user"_L1, At{place<&ProxyOptions::user>, Text{MaxCredential, true}},
          "Without it: no authentication."_L1},
    Field{"password"_L1, At{place<&ProxyOptions::password>, Secret{}}, "Goes with user."_L1},
};

constexpr std::array TcpFields{
    Field{"send"_L1, At{place<&TcpOptions::send>, Bytes{TcpOptions::mostBytes, true}}, "At most 64 KiB."_L1},
    Field{"expect"_L1, At{place<&TcpOptions::expect>, Bytes{TcpOptions::mostBytes}},
          "Found in what the peer sends; left out: connecting is enough."_L1},
};

constexpr std::array DnsFields{
    Field{"expect"_L1, At{place<&DnsOptions::expect>, TextList{MaxRecord}},
          "Records that have to be among the answers, as text; empty: any answer."_L1},
    Field{"no_such_name"_L1, At{place<&DnsOptions::expectNoSuchName>, Flag{}},
          "The success is that the name does not exist."_L1},
};

} // namespace

std::span<const Field> tlsFields()
{
    return TlsFields;
}

std::span<const Field> nameFields()
{
    return NameFields;
}

std::span<const Field> proxyFields()
{
    return ProxyFields;
}

std::span<const Field> tcpFields()
{
    return TcpFields;
}

std::span<const Field> dnsFields()
{
    return DnsFields;
}

} // namespace fusebox::settings
