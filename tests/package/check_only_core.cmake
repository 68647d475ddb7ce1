# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the resilience core alone below SCRATCH, as on a machine that has nothing else of what Fusebox needs, and holds
# its package to what that of the whole build is held to.
file(REMOVE_RECURSE "${SCRATCH}")

function(run)
    execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(configure_alone name)
    run("${CMAKE_COMMAND}" -S "${SOURCE}" -B "${SCRATCH}/${name}" -G "${GENERATOR}" -DFUSEBOX_ONLY_CORE=ON
        "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}"
        "-DCMAKE_BUILD_TYPE=${CONFIG}" "-DFUSEBOX_SANITIZE=${SANITIZE}" ${ARGN})
endfunction()

# What a configuration has looked for it has put into its cache, found or not: nothing but `allowed`.
function(check_looked_for name allowed)
    file(STRINGS "${SCRATCH}/${name}/CMakeCache.txt" places
        REGEX "^[A-Za-z0-9_+-]+_(DIR|EXECUTABLE|FOUND|LIBRARY|LIBRARIES|INCLUDE_DIR|INCLUDE_DIRS):")
    foreach(place IN LISTS places)
        string(REGEX REPLACE ":.*" "" place "${place}")
        if(NOT place MATCHES "^(Fusebox_(BINARY|SOURCE)_DIR|CMAKE_.*|${allowed})$")
            message(FATAL_ERROR "The core alone looks for more than it needs: ${place}")
        endif()
    endforeach()
endfunction()

set(needed "Qt6_DIR|Qt6Core_DIR|Qt6CoreTools_DIR|tl-expected_DIR")

configure_alone(library -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=24)
check_looked_for(library "${needed}")
run("${CMAKE_COMMAND}" --build "${SCRATCH}/library" --config "${CONFIG}")
configure_alone(tests -DFUSEBOX_TESTS=ON)
check_looked_for(tests "${needed}|Qt6Test_DIR")
if(EXISTS "${SCRATCH}/library/core/probe")
    message(FATAL_ERROR "The core alone is built with more than the core")
endif()
set(BUILD "${SCRATCH}/library")
set(SCRATCH "${SCRATCH}/installed")
include("${CMAKE_CURRENT_LIST_DIR}/check_example.cmake")
