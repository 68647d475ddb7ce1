# SPDX-License-Identifier: GPL-3.0-or-later
# What find_package(Fusebox) finds: the resilience core, its headers under the same paths as in this repository, below
# include/fusebox. Component "development", so that it can be installed without the program. What stands on it is found
# by find_package(Fusebox COMPONENTS ...), and a component of its own here, too.
include(CMakePackageConfigHelpers)

function(fusebox_name_exported target)
    string(REPLACE "fusebox_" "" name ${target})
    add_library(Fusebox::${name} ALIAS ${target})
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
endfunction()

# fusebox_package(fusebox_resilience ...): these libraries, as Fusebox::resilience and so on. Call it once, with all.
function(fusebox_package)
    set(folder "${CMAKE_INSTALL_LIBDIR}/cmake/Fusebox")
    set(needs_qt OFF)
    foreach(target IN LISTS ARGN)
        fusebox_name_exported(${target})
        get_target_property(libraries ${target} LINK_LIBRARIES)
        if("Qt6::Core" IN_LIST libraries)
            set(needs_qt ON)
        endif()
    endforeach()

    install(TARGETS ${ARGN} EXPORT FuseboxTargets
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development)
    install(DIRECTORY "${PROJECT_SOURCE_DIR}/core/resilience"
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/fusebox/core" COMPONENT development FILES_MATCHING PATTERN "*.h")
    install(EXPORT FuseboxTargets NAMESPACE Fusebox:: DESTINATION "${folder}" COMPONENT development)

    configure_package_config_file("${PROJECT_SOURCE_DIR}/resources/cmake/FuseboxConfig.cmake.in"
        "${PROJECT_BINARY_DIR}/FuseboxConfig.cmake" INSTALL_DESTINATION "${folder}")
    write_basic_package_version_file("${PROJECT_BINARY_DIR}/FuseboxConfigVersion.cmake"
        COMPATIBILITY SameMinorVersion)
    install(FILES "${PROJECT_BINARY_DIR}/FuseboxConfig.cmake" "${PROJECT_BINARY_DIR}/FuseboxConfigVersion.cmake"
        DESTINATION "${folder}" COMPONENT development)
endfunction()

# fusebox_package_component(fetch fusebox_fetch ...): these libraries as Fusebox::fetch and so on, with the headers of the
# first. What else they need is looked for by Fusebox_fetch.cmake. Whoever installs it gets the core, without which it is
# nothing.
function(fusebox_package_component component)
    set(folder "${CMAKE_INSTALL_LIBDIR}/cmake/Fusebox")
    foreach(target IN LISTS ARGN)
        fusebox_name_exported(${target})
    endforeach()
    set(inner ${ARGN})
    list(POP_FRONT inner target)
    install(TARGETS ${target} EXPORT Fusebox_${component}
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT ${component}
        FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/fusebox" COMPONENT ${component})
    install(TARGETS ${inner} EXPORT Fusebox_${component}
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT ${component})
    install(EXPORT Fusebox_${component} FILE Fusebox_${component}_targets.cmake NAMESPACE Fusebox::
        DESTINATION "${folder}" COMPONENT ${component})
    install(FILES "${PROJECT_SOURCE_DIR}/resources/cmake/Fusebox_${component}.cmake"
        DESTINATION "${folder}" COMPONENT ${component})
    install(CODE "block()
        set(CMAKE_INSTALL_COMPONENT development)
        include(\"${PROJECT_BINARY_DIR}/core/resilience/cmake_install.cmake\")
    endblock()" COMPONENT ${component})
endfunction()
