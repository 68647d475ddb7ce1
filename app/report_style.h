// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1StringView>

namespace fusebox::app {

/// How the report's page looks. It is handed through a writer of XML: no <, >, & and no double quotes.
inline constexpr QLatin1StringView reportStyle(R"(
:root { color-scheme: light dark; --ink: #17202b; --soft: #5c6876; --line: #e2e6eb; --paper: #ffffff;
  --tint: #f5f7f9; --up: #009e73; --down: #d55e00; --held: #7b8694; --gap: #cdd3da; --accent: #0b62a4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ebf0; --soft: #9aa6b4; --line: #2c343e;
  --paper: #14181d; --tint: #1b2128; --up: #22ab84; --down: #f0803c; --held: #8d99a8; --gap: #3b454f;
  --accent: #6db7ee; } }
@page { size: auto; margin: 13mm 12mm 14mm; }
* { box-sizing: border-box; }
html { background: var(--paper); font-size: 15px; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 76rem; padding: 2.5rem 2rem 3rem; color: var(--ink);
  font: 1rem/1.45 system-ui, -apple-system, Segoe UI, Roboto, Cantarell, Noto Sans, sans-serif;
  font-variant-numeric: tabular-nums; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
h1 { margin: 0.15rem 0 0.3rem; font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.015em; }
h2 { margin: 2.6rem 0 0.7rem; font-size: 1.2rem; letter-spacing: -0.005em; }
p { margin: 0.3rem 0; }
.maker { color: var(--accent); font-weight: 600; font-size: 0.85rem; letter-spacing: 0.06em;
  text-transform: uppercase; }
.soft { color: var(--soft); }
.small { font-size: 0.85rem; }
.figures { display: grid; grid-template-columns: repeat(5, 1fr); gap: 1px;
  margin: 1.6rem 0 0; background: var(--line); border: 1px solid var(--line); border-radius: 10px;
  overflow: hidden; }
.figure { padding: 0.8rem 1rem 0.75rem; background: var(--paper); }
.figure .name { color: var(--soft); font-size: 0.8rem; }
.figure .value { font-size: 1.55rem; font-weight: 600; letter-spacing: -0.02em; white-space: nowrap; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.2rem; margin: 0 0 0.6rem; color: var(--soft);
  font-size: 0.85rem; }
.legend svg { width: 0.8em; height: 0.8em; margin-right: 0.4em; vertical-align: -0.05em; }
table { width: 100%; border-collapse: collapse; }
thead { display: table-header-group; }
th { padding: 0.45rem 0.5rem; color: var(--soft); font-weight: 500; font-size: 0.8rem; text-align: left;
  white-space: nowrap; border-bottom: 1px solid var(--line); vertical-align: bottom; }
td { padding: 0.6rem 0.5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
tr, .incident { break-inside: avoid; page-break-inside: avoid; }
.number { text-align: right; white-space: nowrap; }
.endpoint { font-weight: 600; overflow-wrap: anywhere; min-width: 6.5rem; max-width: 15rem; }
.endpoint .small, .number .small { font-weight: 400; }
.group th { padding: 1.3rem 0 0.35rem; color: var(--ink); font-size: 0.95rem; font-weight: 600; }
.time { width: 38%; min-width: 12rem; }
.ends { display: flex; justify-content: space-between; gap: 1rem; }
svg.strip, svg.events { shape-rendering: crispEdges; }
svg.strip { display: block; width: 100%; height: 1.45rem; margin-bottom: 0.3rem; border-radius: 4px;
  background: var(--tint); }
svg.events { display: block; width: 100%; height: 3.4rem; margin: 0 0 0.3rem; border-radius: 6px;
  background: var(--tint); }
.up { fill: var(--up); }
.down { fill: var(--down); }
.held { fill: var(--held); }
.gap { fill: var(--gap); }
.tick { fill: var(--line); }
.bad { color: var(--down); }
.incident { padding: 0.8rem 0; border-bottom: 1px solid var(--line); }
.incident h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
.course { margin: 0.4rem 0 0; padding: 0 0 0 0.9rem; border-left: 2px solid var(--line); list-style: none;
  font-size: 0.85rem; overflow-wrap: anywhere; }
.course li { margin: 0.1rem 0; }
.course time { display: inline-block; min-width: 6.6rem; color: var(--soft); }
.notes { margin-top: 2.6rem; padding-top: 0.9rem; border-top: 1px solid var(--line); color: var(--soft);
  font-size: 0.85rem; }
@media screen and (max-width: 50rem) { body { padding: 1.2rem 1rem 2rem; } .figures {
  grid-template-columns: repeat(2, 1fr); } .figure:last-child { grid-column: 1 / -1; } .wide { overflow-x: auto; } }
@media print { :root { color-scheme: light; --ink: #000000; --soft: #4a5360; --line: #d5dae0; --paper: #ffffff;
  --tint: #f3f5f7; --up: #009e73; --down: #d55e00; --held: #6d7784; --gap: #c6ccd4; --accent: #0b62a4; }
  html { font-size: 8pt; } body { max-width: none; padding: 0; } h2 { margin-top: 1.6rem;
  break-after: avoid; page-break-after: avoid; } .time { width: 30%; min-width: 9rem; } .wide { overflow: visible; } td, th {
  padding-left: 0.3rem; padding-right: 0.3rem; } .incident h3 { break-after: avoid; } }
)");

} // namespace fusebox::app
