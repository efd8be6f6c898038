/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* STEP files, see mq-step-file.h. */
#include "client/intake/mq-step-file.h"

#include "client/sandbox/mq-converter.h"
#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

/* The last line of a file, before blanks and comments. */
#define END "END-ISO-10303-21"
#define MAX_AFTER_END 4096

/* A model of 512 MiB has its copy in the folder, beside what is made of it. */
static const MqConverterLimits limits = { .memory_bytes = G_GUINT64_CONSTANT (4) << 30,
                                          .file_bytes = 512 << 20,
                                          .folder_bytes = G_GUINT64_CONSTANT (1) << 30,
                                          .cpu_seconds = 300,
                                          .clock_seconds = 1800 };

/**
 * mq_step_file_convert:
 * @from: a STEP file, which may lie
 * @to: a file for the GLB, which is as untrusted
 * @error: %MQ_ERROR_BAD_INPUT: a sentence for the user
 *
 * Returns: whether it is converted
 */
gboolean
mq_step_file_convert (int from, int to, GError **error)
{
  g_autofree char *reader = mq_paths_find_reader ("src/step", "maquette-step");
  g_autofree char *bubblewrap = g_find_program_in_path ("bwrap");
  char last[MAX_AFTER_END];
  struct stat info;
  gssize length = fstat (from, &info) == 0
                      ? pread (from, last, sizeof last, MAX (info.st_size - MAX_AFTER_END, 0))
                      : -1;
  int status = EX_UNAVAILABLE;

  if (length < 0 || memmem (last, (gsize)length, END, strlen (END)) == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The file is cut: its end is missing."));

  if (reader != NULL && bubblewrap != NULL
      && mq_converter_run (from, to, reader, MQ_CONVERTER_OWN, &limits, &status))
    return TRUE;

  if (status == EX_UNAVAILABLE)
    return mq_fail (
        error, MQ_ERROR_BAD_INPUT,
        /* Translators: keep the command as it is */
        _ ("STEP files are read by Open CASCADE 7.8 or 7.9, which is not here: sudo apt "
           "install bubblewrap libocct-draw-7.8 installs it on Debian 13. Or save the "
           "model as a 3MF, a GLB or an STL."));
  if (status == EX_NOINPUT)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("It has no surfaces of its own, and other files that it names are not read. "
                       "Save the model as one file."));
  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  _ ("The file is damaged, or too much for the sandbox."));
}
