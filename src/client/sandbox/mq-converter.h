/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A program that makes one file of another, in a sandbox of its own: it has no network, no home, no
 * other file of the user, no capability, Blender's filter of system calls, and limits. Used for
 * files of strangers by client/picture and client/intake. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MQ_CONVERTER_OWN: where a converter of ours is in its sandbox */
#define MQ_CONVERTER_OWN "/app/converter"

/**
 * MqConverterLimits:
 * @memory_bytes: address space
 * @file_bytes: largest file, also what it may make
 * @folder_bytes: its folder, which is in memory
 * @cpu_seconds: CPU time
 * @clock_seconds: after which it hangs: much longer than @cpu_seconds, for a busy machine
 */
typedef struct
{
  guint64 memory_bytes;
  guint64 file_bytes;
  guint64 folder_bytes;
  guint cpu_seconds;
  guint clock_seconds;
} MqConverterLimits;

gboolean mq_converter_run (int from, int to, const char *own, const char *command,
                           const MqConverterLimits *limits, int *status);

G_END_DECLS
