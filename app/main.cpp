// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program_run.h"
#include "app/window_program.h"

/// The program that people start: light, as it has no window in it.
int main(int argc, char **argv)
{
    return fusebox::app::runProgram(argc, argv, fusebox::app::becomeWindowProgram);
}
