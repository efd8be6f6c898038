/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* maquette-dxf: reads a DXF from its input and writes an SVG, or with --words its words, one text a
 * line. Started by client/picture/mq-picture-page.c in a sandbox, as a DXF is a stranger's file. */
#include "drawing/mq-dxf.h"

#include <stdio.h>
#include <stdlib.h>

/* Bytes; a picture's file is smaller (MQ_REFERENCE_MAX_BYTES). */
#define MAX_FILE (32 * 1024 * 1024)

int
main (int argc, char **argv)
{
  gboolean only_words = argc > 1 && g_str_equal (argv[1], "--words");
  g_autofree char *data = g_malloc (MAX_FILE);
  gsize length = fread (data, 1, MAX_FILE, stdin);
  g_autofree char *made = length < MAX_FILE ? mq_dxf_convert (data, length, only_words) : NULL;

  return made != NULL && fputs (made, stdout) >= 0 && fflush (stdout) == 0 ? EXIT_SUCCESS
                                                                           : EXIT_FAILURE;
}
