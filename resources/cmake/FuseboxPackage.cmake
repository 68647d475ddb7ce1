# SPDX-License-Identifier: GPL-3.0-or-later
# What find_package(Fusebox) finds: the resilience core, its headers under the same paths as in this repository, below
# include/fusebox. Component "development", so that it can be installed without the program.
include(CMakePackageConfigHelpers)

# fusebox_package(fusebox_resilience ...): these libraries, as Fusebox::resilience and so on. Call it once, with all.
function(fusebox_package)
    set(folder "${CMAKE_INSTALL_LIBDIR}/cmake/Fusebox")
    set(needs_qt OFF)
    foreach(target IN LISTS ARGN)
        string(REPLACE "fusebox_" "" name ${target})
        add_library(Fusebox::${name} ALIAS ${target})
        set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
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
