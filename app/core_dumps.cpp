// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core_dumps.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <QFile>

namespace fusebox::app {

namespace {

/// Of core(5), "Controlling which mappings are written": the headers of what is mapped from files, by which a
/// debugger knows the builds. Not private memory, shared memory, nor any of those files.
constexpr char headersAlone[] = "0x10";

bool restrictCores()
{
    QFile filter(QStringLiteral("/proc/self/coredump_filter"));
    return filter.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && filter.write(headersAlone) > 0;
}

void writeNoCores()
{
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

} // namespace

void keepMemoryOutOfCores()
{
    if (!restrictCores())
        writeNoCores();
}

void forbidDumps()
{
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

} // namespace fusebox::app
