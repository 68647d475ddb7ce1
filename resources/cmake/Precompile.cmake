# SPDX-License-Identifier: GPL-3.0-or-later
# Qt's headers cost most of a compilation: parsed once for a target, they halve a build from nothing. The sources
# still include what they use; with the option off the build must work as well.
option(FUSEBOX_PRECOMPILE "Precompile the headers most sources share" ON)

function(fusebox_precompile target)
    if(FUSEBOX_PRECOMPILE)
        target_precompile_headers(${target} PRIVATE ${ARGN})
    endif()
endfunction()
