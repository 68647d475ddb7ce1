// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/tls/tls_certificates.h"

#include <algorithm>
#include <array>
#include <ctime>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <QHostAddress>

namespace fusebox::probe {

namespace {

constexpr int maxChain = 5;
constexpr int maxNames = 20;
constexpr qsizetype maxText = 256;  // characters; a DNS name has 253 at most
constexpr qsizetype maxSerial = 64; // digits; RFC 5280 allows 20 octets

/// Owner of an OpenSSL object that `free` ends.
template <auto free>
struct Freed
{
    void operator()(auto *object) const { free(object); }
};

QByteArray fingerprintOf(const X509 *certificate)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
    unsigned int size = 0;
    X509_digest(certificate, EVP_sha256(), digest.data(), &size);
    return {reinterpret_cast<const char *>(digest.data()), static_cast<qsizetype>(size)};
}

QString textOf(const X509_NAME *name)
{
    const std::unique_ptr<BIO, Freed<BIO_free>> memory(BIO_new(BIO_s_mem()));
    // UTF-8 as it is, rather than escaped byte by byte.
    X509_NAME_print_ex(memory.get(), name, 0,
                       XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
    const char *text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return QString::fromUtf8(text, size).left(maxText);
}

QString addressOf(const ASN1_OCTET_STRING *octets)
{
    const unsigned char *bytes = ASN1_STRING_get0_data(octets);
    switch (ASN1_STRING_length(octets)) {
    case 4:
        return QHostAddress(quint32(bytes[0]) << 24 | quint32(bytes[1]) << 16 | quint32(bytes[2]) << 8 |
                            bytes[3])
            .toString();
    case 16: return QHostAddress(bytes).toString();
    default: return {};
    }
}

/// Empty for the kinds that name no host.
QString textOf(const GENERAL_NAME &name)
{
    const auto text = [](const ASN1_IA5STRING *string) {
        return QString::fromLatin1(reinterpret_cast<const char *>(ASN1_STRING_get0_data(string)),
                                   std::min<qsizetype>(ASN1_STRING_length(string), maxText));
    };
    switch (name.type) {
    case GEN_DNS: return text(name.d.dNSName);
    case GEN_EMAIL: return text(name.d.rfc822Name);
    case GEN_URI: return text(name.d.uniformResourceIdentifier);
    case GEN_IPADD: return addressOf(name.d.iPAddress);
    default: return {};
    }
}

QStringList namesOf(const X509 *certificate)
{
    const std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>> names(
        static_cast<GENERAL_NAMES *>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    QStringList texts;
    const int count = std::min(sk_GENERAL_NAME_num(names.get()), maxNames); // -1 when there are none
    for (int i = 0; i < count; ++i) {
        if (const QString text = textOf(*sk_GENERAL_NAME_value(names.get(), i)); !text.isEmpty())
            texts << text;
    }
    return texts;
}

QByteArray serialOf(const X509 *certificate)
{
    const auto *serial = X509_get0_serialNumber(certificate);
    return QByteArray(reinterpret_cast<const char *>(ASN1_STRING_get0_data(serial)),
                      std::min<qsizetype>(ASN1_STRING_length(serial), maxSerial / 2))
        .toHex();
}

/// A time that cannot be read counts as long ago.
std::chrono::sys_seconds timeOf(const ASN1_TIME *time)
{
    std::tm parts = {};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&parts)));
}

CertificateFacts factsOf(const X509 *certificate)
{
    return {.subject = textOf(X509_get_subject_name(certificate)),
            .issuer = textOf(X509_get_issuer_name(certificate)),
            .names = namesOf(certificate),
            .serial = serialOf(certificate),
            .fingerprint = fingerprintOf(certificate).toHex(),
            .notBefore = timeOf(X509_get0_notBefore(certificate)),
            .notAfter = timeOf(X509_get0_notAfter(certificate))};
}

/// Bytes of text, roughly.
qsizetype sizeOf(const CertificateFacts &facts)
{
    constexpr qsizetype fixed = 512;
    return fixed + 2 * (facts.subject.size() + facts.issuer.size() + facts.names.join(u' ').size());
}

} // namespace

std::shared_ptr<const CertificateChain> TlsCertificates::read(const stack_st_X509 *certificates)
{
    const int count = std::min(sk_X509_num(certificates), maxChain); // -1 of null
    QByteArray key;
    for (int i = 0; i < count; ++i)
        key += fingerprintOf(sk_X509_value(certificates, i));
    if (const auto *known = m_known.object(key))
        return *known;

    CertificateChain facts;
    qsizetype size = 0;
    for (int i = 0; i < count; ++i) {
        facts.push_back(factsOf(sk_X509_value(certificates, i)));
        size += sizeOf(facts.back());
    }
    const auto chain = std::make_shared<const CertificateChain>(std::move(facts));
    m_known.insert(key, new std::shared_ptr(chain), size);
    return chain;
}

std::optional<std::chrono::sys_seconds> TlsCertificates::expiryOfRest(const stack_st_X509 *certificates)
{
    std::optional<std::chrono::sys_seconds> expiry;
    for (int i = maxChain; i < sk_X509_num(certificates); ++i) {
        const auto end = timeOf(X509_get0_notAfter(sk_X509_value(certificates, i)));
        expiry = std::min(expiry.value_or(end), end);
    }
    return expiry;
}

} // namespace fusebox::probe
