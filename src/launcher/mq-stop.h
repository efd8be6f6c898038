/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of the launcher when something cannot be done: a line on standard error, where MqProcess
 * reads it, and no Blender. Used by every file of the launcher. */
#pragma once

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MQ_STOP_STATUS 125
/* As a shell reports a signal, which mq_process_get_signal() reads. */
#define MQ_STOP_OF_SIGNAL 128

/**
 * mq_stop_for:
 * @error: an errno
 * @what: what could not be done
 */
static inline _Noreturn void
mq_stop_for (int error, const char *what)
{
  dprintf (STDERR_FILENO, "maquette-launcher: %s: %s\n", what, strerror (error));
  _exit (MQ_STOP_STATUS);
}

/**
 * mq_stop:
 * @what: what could not be done, for the reason in errno
 */
static inline _Noreturn void
mq_stop (const char *what)
{
  mq_stop_for (errno, what);
}
