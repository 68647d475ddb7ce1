# SPDX-License-Identifier: GPL-3.0-or-later
# NAME for fuzz_NAME.cpp, which begins with corpus/NAME/ and, where there is one, NAME.dict.
set(FUSEBOX_FUZZ_TARGETS body config config_edit cookies dns_answer duration frames history hosts http2 http_answer json_value pattern plugin_output proxy resolv_conf
    retry_after upgrade url)
