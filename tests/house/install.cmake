# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DBUILD=... -DVERSION=... -P install.cmake
# Installs into a folder of its own: everything is where freedesktop.org expects it, and the program runs from there.
set(prefix "${BUILD}/install-test")
file(REMOVE_RECURSE "${prefix}")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${prefix}"
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)

foreach(file IN ITEMS
        bin/fusebox
        bin/fusebox-minder
        bin/fusebox-window
        share/applications/io.github.fusebox.Fusebox.desktop
        share/icons/hicolor/scalable/apps/io.github.fusebox.Fusebox.svg
        share/metainfo/io.github.fusebox.Fusebox.metainfo.xml
        share/fusebox/config.schema.json)
    if(NOT EXISTS "${prefix}/${file}")
        message(FATAL_ERROR "not installed: ${file}")
    endif()
endforeach()

execute_process(COMMAND "${prefix}/bin/fusebox" --version OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
if(NOT said STREQUAL "Fusebox ${VERSION}\n")
    message(FATAL_ERROR "the installed program says: ${said}")
endif()
execute_process(
    COMMAND "${CMAKE_COMMAND}" -E env QT_QPA_PLATFORM=offscreen "XDG_STATE_HOME=${prefix}" "XDG_RUNTIME_DIR=${prefix}"
        "${prefix}/bin/fusebox" --demo --duration 100ms
    COMMAND_ERROR_IS_FATAL ANY) # with its window, which it finds
file(REMOVE_RECURSE "${prefix}")
