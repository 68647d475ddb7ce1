// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <string>

#include <QApplication>

#include "tests/bench/ui/chart_frames.h"

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    const bool asJson = argc == 2 && std::string(argv[1]) == "--json";
    if (argc > 1 && !asJson) {
        std::fputs("usage: chart [--json]\n", stderr);
        return 2;
    }
    const auto rows = fusebox::bench::chartFrames();
    std::fputs((asJson ? toJson(rows) : toTable("chart", "a day of raw points on Qt Charts", rows)).c_str(),
               stdout);
    return 0;
}
