/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Core dumps, see mq-core-dump.h. */
#include "common/base/mq-core-dump.h"

#include <sys/resource.h>

/**
 * mq_core_dump_disable:
 *
 * Sets the limit to one byte. Less than a page is no file, and by exactly one the kernel starts no
 * program for dumps either, such as systemd-coredump, which it does at zero. A process that is not
 * “dumpable” (prctl) would be no client of the desktop's portals, which read its `/proc`.
 */
void
mq_core_dump_disable (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_CORE, &limit) != 0)
    return;
  limit.rlim_cur = MIN (1, limit.rlim_max);
  setrlimit (RLIMIT_CORE, &limit);
}
