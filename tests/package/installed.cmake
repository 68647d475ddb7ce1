# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of the package share: it is installed below SCRATCH, and used as its users would.
set(prefix "${SCRATCH}/prefix")
file(REMOVE_RECURSE "${SCRATCH}")

function(run)
    execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(install_component component)
    run("${CMAKE_COMMAND}" --install "${BUILD}" --config "${CONFIG}" --prefix "${prefix}" --component ${component})
endfunction()

# A library with sanitizers in it needs them in the program, too.
set(flags "")
if(SANITIZE)
    set(flags "-DCMAKE_CXX_FLAGS=-fsanitize=${SANITIZE}")
endif()
set(configure_as_here -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${prefix}" "-DCMAKE_CXX_COMPILER=${COMPILER}"
    "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}" "-DCMAKE_BUILD_TYPE=${CONFIG}" ${flags})

function(build_against_package name)
    run("${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/${name}" -B "${SCRATCH}/${name}" ${configure_as_here} ${ARGN})
    run("${CMAKE_COMMAND}" --build "${SCRATCH}/${name}" --config "${CONFIG}")
endfunction()

# The component is not there, and whoever asks for it is told so in this sentence.
function(check_refused name sentence)
    execute_process(COMMAND "${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/${name}" -B "${SCRATCH}/refused_${name}"
        ${configure_as_here} ${ARGN} RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE said)
    string(REGEX REPLACE "[ \n]+" " " said "${said}")
    string(FIND "${said}" "${sentence}" at)
    if(result EQUAL 0 OR at EQUAL -1)
        message(FATAL_ERROR "${name} is not told \"${sentence}\" but\n${said}")
    endif()
endfunction()

# Runs the rest, and holds what it prints to the file `expected`.
function(check_prints expected)
    execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
    file(READ "${CMAKE_CURRENT_LIST_DIR}/${expected}" wanted)
    if(NOT printed STREQUAL wanted)
        message(FATAL_ERROR "It printed\n${printed}instead of\n${wanted}")
    endif()
endfunction()

# Nothing of how Fusebox itself is built may reach its users, nor may this machine's paths.
function(check_exports_no_leaks)
    file(GLOB_RECURSE exported "${prefix}/*.cmake")
    foreach(file IN LISTS exported)
        file(READ "${file}" text)
        foreach(leak IN ITEMS fusebox_warnings -Werror QT_NO_KEYWORDS "${BUILD}" "${CMAKE_CURRENT_LIST_DIR}" ".so")
            string(FIND "${text}" "${leak}" at)
            if(NOT at EQUAL -1)
                message(FATAL_ERROR "${file} leaks ${leak}")
            endif()
        endforeach()
    endforeach()
endfunction()
