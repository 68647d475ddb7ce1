# SPDX-License-Identifier: GPL-3.0-or-later
# Installs BUILD's component fetch below SCRATCH, builds what uses it as its users would, has that fetch from SERVER, and
# holds what it prints to expected_fetch.txt. The core is with it.
cmake_policy(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/installed.cmake")

install_component(fetch)
build_against_package(fetch)
build_against_package(headers "-DINCLUDE_DIR=${prefix}/include/fusebox" -DCOMPONENT=fetch)
build_against_package(example)
check_prints(expected_fetch.txt "${SERVER}" "${SCRATCH}/fetch/fetch")
check_prints(expected.txt "${SCRATCH}/example/example")
check_exports_no_leaks()

# No header of the probes but what fetch.h is made of.
set(left core/probe/factory/fetch.h)
set(needed)
while(left)
    list(POP_FRONT left header)
    list(APPEND needed "${header}")
    file(STRINGS "${prefix}/include/fusebox/${header}" lines REGEX "^#include \"core/probe/")
    foreach(line IN LISTS lines)
        string(REGEX REPLACE "^#include \"([^\"]*)\".*" "\\1" included "${line}")
        if(NOT included IN_LIST needed)
            list(APPEND left "${included}")
        endif()
    endforeach()
endwhile()
list(REMOVE_DUPLICATES needed)
list(SORT needed)
file(GLOB_RECURSE installed RELATIVE "${prefix}/include/fusebox" "${prefix}/include/fusebox/core/probe/*")
list(SORT installed)
if(NOT installed STREQUAL needed)
    message(FATAL_ERROR "Of the probes are installed ${installed}, and needed are ${needed}")
endif()

# Without what the linker needs it is not found, and says why.
check_refused(fetch "Its component fetch needs what was not found: libcares, libnghttp2>=1.43, libpcre2-8>=10.34, libpsl."
    -DPKG_CONFIG_EXECUTABLE=/bin/false)
