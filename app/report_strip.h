// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QXmlStreamWriter>

#include "core/history/report/report.h"

/// Pictures of a report's page (SVG), drawn in the classes of its style.
namespace fusebox::app {

/// How one endpoint was, from left to right: of each cell as much is painted up, down, held back, not
/// measured as it was, from the top; what was down is never too thin to be seen. `words` are for those who
/// cannot see it.
void writeStrip(QXmlStreamWriter &out, const history::Report &report,
                const history::ReportedEndpoint &endpoint, const QString &words);

/// When there were incidents, each as a bar, with a line at each midnight here.
void writeIncidents(QXmlStreamWriter &out, const history::Report &report, const QString &words);

/// A square of a legend.
void writeSquare(QXmlStreamWriter &out, QLatin1StringView style);

} // namespace fusebox::app
