/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Log domains, see mq-log-domain.h. */
#include "common/base/mq-log-domain.h"

#include <string.h>

/* @file: path of a source file, as the compiler got it: "../../src/client/run/mq-run.c".
 * Returns: the log domain of the file's room, "maquette-client-run"; "maquette" for a file
 * outside of src */
const char *
mq_log_domain (const char *file)
{
  const char *room = g_strrstr (file, "src/");
  const char *end = strrchr (file, '/');
  g_autofree char *domain = NULL;

  if (room == NULL || end <= room + strlen ("src"))
    return "maquette";

  room += strlen ("src/");
  domain = g_strdup_printf ("maquette-%.*s", (int)(end - room), room);
  return g_intern_string (g_strdelimit (domain, "/", '-'));
}
