# SPDX-License-Identifier: GPL-3.0-or-later
# -DFUSEBOX_SANITIZE=address,undefined or =thread, for the whole build (see CMakePresets.json).
set(FUSEBOX_SANITIZE "" CACHE STRING "Sanitizers to build with, comma-separated")

if(FUSEBOX_SANITIZE)
    add_compile_options(-fsanitize=${FUSEBOX_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -g1)
    add_link_options(-fsanitize=${FUSEBOX_SANITIZE})
endif()
