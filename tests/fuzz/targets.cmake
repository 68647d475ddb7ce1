# SPDX-License-Identifier: GPL-3.0-or-later
# NAME for fuzz_NAME.cpp, which fuzzes core/resilience/NAME.cpp beginning with corpus/NAME/ and NAME.dict.
set(FUSEBOX_FUZZ_TARGETS duration retry_after)
