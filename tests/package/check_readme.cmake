# SPDX-License-Identifier: GPL-3.0-or-later
# The example that core/resilience/README.md shows is the one that is built and run.
file(READ "${SOURCE}/core/resilience/README.md" readme)
file(READ "${SOURCE}/tests/package/example/main.cpp" example)
string(REPLACE "// SPDX-License-Identifier: GPL-3.0-or-later\n" "" example "${example}")
string(FIND "${readme}" "```cpp\n${example}```\n" at)
if(at EQUAL -1)
    message(FATAL_ERROR "core/resilience/README.md does not show tests/package/example/main.cpp as it is")
endif()
