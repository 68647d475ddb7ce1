// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>

#include "tests/support/test_program.h"

/// Tests of widgets, see test_program.h.
#define FUSEBOX_WIDGET_TEST(Test)                                                                            \
    static FUSEBOX_TEST_ENTRY(Test, &fusebox::testing::runWithApplication<Test, QApplication>)
