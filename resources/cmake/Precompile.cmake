# SPDX-License-Identifier: GPL-3.0-or-later
# Qt's headers cost most of a compilation. A build from nothing (the presets release, asan, tsan) parses them once for
# some twenty sources, which are compiled together: a third of the processor time of one by one. While somebody works on
# the sources (preset dev) they are compiled one by one, with the headers precompiled. Precompiled headers of Qt are a
# hundred megabytes that every compiler maps, so the two are not combined. The sources include what they use; with
# both off the build must work as well.
option(FUSEBOX_PRECOMPILE "Precompile the headers most sources share" ON)

function(fusebox_precompile target)
    if(FUSEBOX_PRECOMPILE AND NOT CMAKE_UNITY_BUILD)
        target_precompile_headers(${target} PRIVATE ${ARGN})
    endif()
endfunction()
