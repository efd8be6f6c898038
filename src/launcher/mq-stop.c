/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of the launcher, see mq-stop.h. */
#include "launcher/mq-stop.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* @error: an errno; @what: what could not be done */
_Noreturn void
mq_stop_for (int error, const char *what)
{
  dprintf (STDERR_FILENO, "maquette-launcher: %s: %s\n", what, strerror (error));
  _exit (MQ_STOP_STATUS);
}

/* @what: what could not be done, for the reason in errno */
_Noreturn void
mq_stop (const char *what)
{
  mq_stop_for (errno, what);
}
