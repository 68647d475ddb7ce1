// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

#include "core/health/values/snapshot.h"
#include "ui/theme/theme.h"

namespace fusebox::ui {

class FactGrid;

/// The certificates that an endpoint showed last, the leaf first; scrolls, for chains are long.
class CertificatePane final : public QScrollArea
{
    Q_OBJECT

public:
    explicit CertificatePane(const Theme &theme, QWidget *parent = nullptr);

    /// `wall` is now.
    void show(const probe::TlsFacts &tls, const probe::TrustProfile &trust, health::WallTime wall);

private:
    FactGrid *m_facts = nullptr;
};

} // namespace fusebox::ui
