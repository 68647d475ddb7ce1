# SPDX-License-Identifier: GPL-3.0-or-later
# The examples that the READMEs show are those that are built and run.
function(check_shown readme_file example_file)
    file(READ "${SOURCE}/${readme_file}" readme)
    file(READ "${SOURCE}/${example_file}" example)
    string(REPLACE "// SPDX-License-Identifier: GPL-3.0-or-later\n" "" example "${example}")
    string(FIND "${readme}" "```cpp\n${example}```\n" at)
    if(at EQUAL -1)
        message(FATAL_ERROR "${readme_file} does not show ${example_file} as it is")
    endif()
endfunction()

check_shown(core/resilience/README.md tests/package/example/main.cpp)
check_shown(core/resilience/README.md tests/package/fetch/main.cpp)
check_shown(core/health/README.md tests/package/own_check/main.cpp)
