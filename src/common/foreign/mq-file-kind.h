/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of any program, named by its first bytes: "a 3D model (GLB)". Every door that refuses a
 * file says so with it: --image, --script, import, a file alone on the command line, the window. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_FILE_UNKNOWN,
  MQ_FILE_PICTURE,
  MQ_FILE_MODEL,
  MQ_FILE_BLENDER,
  MQ_FILE_DRAWING,
  MQ_FILE_DOCUMENT,
  MQ_FILE_VIDEO,
  MQ_FILE_ARCHIVE,
  MQ_FILE_SESSION, /* of Maquette, or so named */
  MQ_FILE_SCRIPT,
  MQ_FILE_TEXT,
} MqFileKind;

/** MQ_FILE_KIND_HEAD: bytes of a file that are enough to know its kind. */
#define MQ_FILE_KIND_HEAD 4096

MqFileKind mq_file_kind_find (const char *name, const guint8 *head, gsize length, guint64 size,
                              const char **format);
MqFileKind mq_file_kind_read (const char *path, const char **format);
gboolean
mq_file_kind_refuse (MqFileKind kind, const char *format, const char *name, GError **error);

G_END_DECLS
