# SPDX-License-Identifier: GPL-3.0-or-later
# -DFUSEBOX_ONLY_CORE=ON: the resilience core with its package, and with -DFUSEBOX_TESTS=ON its tests. Nothing else is
# looked for.
find_package(Qt6 6.4 REQUIRED COMPONENTS Core)
find_package(tl-expected REQUIRED)

include(Warnings)
include(Sanitizers)

add_subdirectory(core/resilience)
if(FUSEBOX_TESTS)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Test)
    add_subdirectory(tests)
endif()
