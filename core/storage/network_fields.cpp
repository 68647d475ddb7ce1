// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/storage/field_tables.h"

namespace fusebox::storage {

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
constexpr int MaxExchange = 64 * 1024; // bytes
constexpr int MaxRecord = 4096;

constexpr std::array FamilyWords{"any"_L1, "ipv4"_L1, "ipv6"_L1};
constexpr std::array ResolverWords{"own"_L1, "system"_L1};

constexpr std::array TlsFields{
    Field{"ca_file"_L1, At{place<&Endpoint::tls, &TrustProfile::caFile>, FilePath{}}},
    Field{"client_certificate"_L1, At{place<&Endpoint::tls, &TrustProfile::clientCertificate>, FilePath{}}},
    Field{"client_key"_L1, At{place<&Endpoint::tls, &TrustProfile::clientKey>, FilePath{}}},
    Field{"pin"_L1, At{place<&Endpoint::tls, &TrustProfile::pin>, Pin{}}},
    Field{"allow_self_signed"_L1, At{place<&Endpoint::tls, &TrustProfile::allowSelfSigned>, Flag{}}},
};

constexpr std::array NameFields{
    Field{"family"_L1, At{place<&Endpoint::names, &NameOptions::family>, Family{FamilyWords}}},
    Field{"resolver"_L1, At{place<&Endpoint::names, &NameOptions::source>, Resolver{ResolverWords}}},
    Field{"dns_cache"_L1, At{place<&Endpoint::names, &NameOptions::keepFor>, Duration{0s}}},
};

constexpr std::array ProxyFields{
    Field{"url"_L1, At{place<&Endpoint::proxy>, ProxyUrl{}}},
    Field{"user"_L1, At{place<&Endpoint::proxy, &ProxyOptions::user>, Text{MaxCredential}}},
    Field{"password"_L1, At{place<&Endpoint::proxy, &ProxyOptions::password>, Secret{}}},
};

constexpr std::array TcpFields{
    Field{"send"_L1, At{place<&Endpoint::tcp, &TcpOptions::send>, Bytes{MaxExchange}}},
    Field{"expect"_L1, At{place<&Endpoint::tcp, &TcpOptions::expect>, Bytes{MaxExchange}}},
};

constexpr std::array DnsFields{
    Field{"expect"_L1, At{place<&Endpoint::dns, &DnsOptions::expect>, TextList{MaxRecord}}},
    Field{"no_such_name"_L1, At{place<&Endpoint::dns, &DnsOptions::expectNoSuchName>, Flag{}}},
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

} // namespace fusebox::storage
