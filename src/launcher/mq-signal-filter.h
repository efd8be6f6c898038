/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A system call filter that libseccomp cannot build for the client, because it holds the process's
 * own number: signals go to the process itself only. Used by the launcher's main(). */
#pragma once

#include <sys/types.h>

void mq_signal_filter_load (pid_t self);
