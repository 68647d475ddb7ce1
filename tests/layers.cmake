# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DROOT=... -P tests/layers.cmake
# Fails if a file includes from a folder above its own, if the resilience core knows of anything but time it is handed,
# if a source says nothing of its licence, or holds what one of the compilers cannot read.

cmake_policy(VERSION 3.25)

# May include from: folders whose files may be included by those of the first.
set(core/resilience core/resilience)
set(core/probe core/probe core/resilience)
set(core/settings core/settings core/probe core/resilience)
set(core/health core/health core/settings core/probe core/resilience)
set(core/history core/history core/health core/settings core/probe core/resilience)
set(core/storage core/storage core/history core/health core/settings core/probe core/resilience)
set(ui ui core/history core/health core/settings core/probe core/resilience)
set(app app ui core/storage core/history core/health core/settings core/probe core/resilience)
set(tests tests app ui core/storage core/history core/health core/settings core/probe core/resilience)
set(layers core/resilience core/probe core/settings core/health core/history core/storage ui app tests)

# Of other folders' and libraries' headers: not these.
set(forbidden_in_core/resilience "<Q|<boost|<openssl|::now\\(\\)|random_device|QTimer|QElapsedTimer|QDateTime")
set(forbidden_in_ui "<QtNetwork|<QTcp|<QUdp|<QSsl|<QNetwork|<QWebSocket|<QHostInfo|<QFile>|<QSaveFile>|<QSql")

# Nowhere: clang 14, which fuzzes the parsers, cannot read libstdc++'s views.
set(forbidden_everywhere "std::views::|std::ranges::views::")

set(problems)

function(check_includes file layer)
    file(STRINGS "${ROOT}/${file}" lines REGEX "^#include \"" ENCODING UTF-8)
    foreach(line IN LISTS lines)
        string(REGEX REPLACE "^#include \"([^\"]*)\".*" "\\1" included "${line}")
        list(JOIN ${layer} "|" folders)
        if(NOT included MATCHES "^(${folders})/|[.]moc$")
            list(APPEND problems "${file}: may not include \"${included}\", only from ${folders}")
        endif()
    endforeach()
    set(problems "${problems}" PARENT_SCOPE)
endfunction()

# Comments may speak of what code must not use: only what stands before a "//" counts.
function(check_words file layer)
    set(forbidden "${forbidden_in_${layer}}")
    if(file MATCHES "^core/resilience/async/") # where the machines meet an event loop: timers and a clock, no sockets
        set(forbidden "QtNetwork|QNetwork|Socket|random_device")
    endif()
    if(forbidden)
        set(forbidden "${forbidden}|${forbidden_everywhere}")
    else()
        set(forbidden "${forbidden_everywhere}")
    endif()
    file(STRINGS "${ROOT}/${file}" lines REGEX "^([^/]|/[^/])*(${forbidden})" ENCODING UTF-8)
    foreach(line IN LISTS lines)
        list(APPEND problems "${file}: has no business in ${layer}: ${line}")
    endforeach()
    set(problems "${problems}" PARENT_SCOPE)
endfunction()

function(check_licence file)
    file(READ "${ROOT}/${file}" head LIMIT 200)
    if(NOT head MATCHES "SPDX-License-Identifier: GPL-3.0-or-later")
        list(APPEND problems "${file}: no SPDX line")
    endif()
    set(problems "${problems}" PARENT_SCOPE)
endfunction()

foreach(layer IN LISTS layers)
    file(GLOB_RECURSE files RELATIVE "${ROOT}" "${ROOT}/${layer}/*.h" "${ROOT}/${layer}/*.cpp")
    if(NOT files)
        list(APPEND problems "${ROOT}/${layer}: no sources; is ROOT right?")
    endif()
    foreach(file IN LISTS files)
        check_includes("${file}" ${layer})
        check_words("${file}" ${layer})
        check_licence("${file}")
    endforeach()
endforeach()

file(GLOB_RECURSE others RELATIVE "${ROOT}" "${ROOT}/app/CMakeLists.txt" "${ROOT}/core/CMakeLists.txt"
    "${ROOT}/ui/CMakeLists.txt" "${ROOT}/tests/CMakeLists.txt" "${ROOT}/resources/*.cmake" "${ROOT}/resources/*.sh"
    "${ROOT}/tests/*.cmake")
foreach(file IN LISTS others)
    check_licence("${file}")
endforeach()

if(problems)
    list(JOIN problems "\n  " text)
    message(FATAL_ERROR "the layers are broken:\n  ${text}")
endif()
message(STATUS "layers: all includes point downward")
