# SPDX-License-Identifier: GPL-3.0-or-later
# Installs BUILD's package below SCRATCH, builds what uses it as its users would, and holds what the example prints to
# expected.txt. What was not installed is not found, whatever else BUILD has.
include("${CMAKE_CURRENT_LIST_DIR}/installed.cmake")

install_component(development)
build_against_package(example)
build_against_package(headers "-DINCLUDE_DIR=${prefix}/include/fusebox")
check_prints(expected.txt "${SCRATCH}/example/example")
check_refused(fetch "Its component fetch is not installed in ${prefix} ")
check_exports_no_leaks()
