// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program_run.h"
#include "app/window/window_run.h"

/// The program that the other becomes where a window is asked for; started by hand it does the same.
int main(int argc, char **argv)
{
    return fusebox::app::runProgram(argc, argv, fusebox::app::runWindow);
}
