// SPDX-License-Identifier: GPL-3.0-or-later
// The support classes live in their headers; this file gives moc's output a home.
#include "tests/support/endpoint_harness.h"
