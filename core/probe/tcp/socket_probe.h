// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/contract/secret_mask.h"
#include "core/probe/timed/timed_probe.h"
#include "core/probe/transport/transport.h"

namespace fusebox::probe {

/// Where a request goes, and whether in TLS.
[[nodiscard]] Transport::Target transportTarget(const ProbeRequest &request);

/// One attempt over one transport. What is asked over the open transport is the subclass's: it enters the
/// phases from Send on.
class SocketProbe : public TimedProbe, protected Transport::Listener
{
    Q_OBJECT

public:
    SocketProbe(ProbeRequest request, const Network &network);

protected:
    [[nodiscard]] Transport &transport() { return m_transport; }

    void begin() override { m_transport.open(transportTarget(request())); }
    void close() override;
    void noteFirstBytes(const QByteArray &received);

    void transportEntered(Phase phase) final { enter(phase); }
    void transportFailed(const resilience::Failure &failure) override { fail(failure); }

private:
    SecretMask m_mask; ///< of what its proxy is told
    Transport m_transport;
};

} // namespace fusebox::probe
