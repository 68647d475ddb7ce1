# SPDX-License-Identifier: GPL-3.0-or-later
# One target carries the warnings; every target of ours links it privately.
option(FUSEBOX_WERROR "Treat warnings as errors (on in CI)" OFF)

add_library(fusebox_warnings INTERFACE)
target_compile_options(fusebox_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    -Wcast-align -Wformat=2 -Wextra-semi -Wimplicit-fallthrough
    $<$<BOOL:${FUSEBOX_WERROR}>:-Werror>)
# GCC 12 sees uninitialised std::strings in optimised aggregates that are default arguments: none is there.
target_compile_options(fusebox_warnings INTERFACE
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-maybe-uninitialized>)
target_compile_definitions(fusebox_warnings INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_NO_KEYWORDS
    QT_DISABLE_DEPRECATED_BEFORE=0x060400)
# Compiled together with others, a source has their names in sight and counts as a header: a local that is called like a
# constant of another file, or a class with a member of a local type, is nothing to warn of.
target_compile_options(fusebox_warnings INTERFACE
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wno-shadow -Wshadow=local -Wno-subobject-linkage>
    # which has no word for locals alone
    $<$<AND:$<CXX_COMPILER_ID:Clang>,$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wno-shadow>)
