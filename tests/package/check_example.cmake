# SPDX-License-Identifier: GPL-3.0-or-later
# Installs BUILD's package below SCRATCH, builds what uses it as its users would, and holds what the example prints to
# expected.txt.
set(prefix "${SCRATCH}/prefix")
file(REMOVE_RECURSE "${SCRATCH}")

function(run)
    execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# A library with sanitizers in it needs them in the program, too.
set(flags "")
if(SANITIZE)
    set(flags "-DCMAKE_CXX_FLAGS=-fsanitize=${SANITIZE}")
endif()

function(build_against_package name)
    run("${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/${name}" -B "${SCRATCH}/${name}" -G "${GENERATOR}"
        "-DCMAKE_PREFIX_PATH=${prefix}" "-DCMAKE_CXX_COMPILER=${COMPILER}"
        "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}" "-DCMAKE_BUILD_TYPE=${CONFIG}" ${flags} ${ARGN})
    run("${CMAKE_COMMAND}" --build "${SCRATCH}/${name}" --config "${CONFIG}")
endfunction()

run("${CMAKE_COMMAND}" --install "${BUILD}" --config "${CONFIG}" --prefix "${prefix}" --component development)
build_against_package(example)
build_against_package(headers "-DINCLUDE_DIR=${prefix}/include/fusebox")

execute_process(COMMAND "${SCRATCH}/example/example" OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
file(READ "${CMAKE_CURRENT_LIST_DIR}/expected.txt" expected)
if(NOT printed STREQUAL expected)
    message(FATAL_ERROR "The example printed\n${printed}instead of\n${expected}")
endif()

# Nothing of how Fusebox itself is built may reach its users, nor may this machine's paths.
file(GLOB_RECURSE exported "${prefix}/*.cmake")
foreach(file IN LISTS exported)
    file(READ "${file}" text)
    foreach(leak IN ITEMS fusebox_warnings -Werror QT_NO_KEYWORDS "${BUILD}" "${CMAKE_CURRENT_LIST_DIR}")
        string(FIND "${text}" "${leak}" at)
        if(NOT at EQUAL -1)
            message(FATAL_ERROR "${file} leaks ${leak}")
        endif()
    endforeach()
endforeach()
