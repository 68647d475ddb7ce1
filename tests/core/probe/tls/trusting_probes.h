// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QTemporaryFile>

#include "app/demo/tls_authority.h"
#include "core/probe/factory/network_probe_factory.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/tls_server.h"

namespace fusebox::testing {

/// A file that lives as long as the test object.
class PemFile
{
public:
    explicit PemFile(const QByteArray &content)
    {
        if (!m_file.open())
            qFatal("no temporary file");
        rewrite(content);
    }
    void rewrite(const QByteArray &content)
    {
        m_file.resize(0);
        m_file.seek(0);
        m_file.write(content);
        m_file.flush();
    }
    /// As if it had been written `ago`, so that writing it again is seen whatever the file system's grain.
    void backdate(std::chrono::seconds ago)
    {
        m_file.setFileTime(QDateTime::currentDateTime().addSecs(-ago.count()),
                           QFileDevice::FileModificationTime);
    }
    [[nodiscard]] QString path() const { return m_file.fileName(); }

private:
    QTemporaryFile m_file;
};

/// Probes of servers whose certificates are of an authority of its own.
class TrustingProbes
{
protected:
    std::unique_ptr<probe::Probe> probeFor(const QUrl &url, const probe::TrustProfile &trust)
    {
        return m_factory.create({.url = url, .trust = trust});
    }
    [[nodiscard]] probe::TrustProfile trusting() const { return {.caFile = m_authority.caFile()}; }
    [[nodiscard]] static QString fingerprintOf(const probe::TlsFacts &facts)
    {
        return QString::fromLatin1(facts.chain->front().fingerprint);
    }

    SteadyClock m_clock;
    demo::TlsAuthority m_authority;
    demo::TlsAuthority m_issuing{m_authority, {.name = "Fusebox lab issuing CA"}};
    demo::ServerIdentity m_client = m_authority.issue({.name = "a client"});
    demo::ServerIdentity m_issued = m_issuing.issue();
    probe::NetworkProbeFactory m_factory{m_clock};
};

} // namespace fusebox::testing
