// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/resilience/cases.h"

int main(int argc, char **argv)
{
    fusebox::bench::Suite suite("resilience");
    fusebox::bench::addCircuitTimes(suite);
    fusebox::bench::addPipelineTimes(suite);
    fusebox::bench::addRegistryTimes(suite);
    fusebox::bench::addCircuitMemory(suite);
    return suite.run(argc, argv);
}
