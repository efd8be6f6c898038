/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading of a picture for mq-attachments.c, on a worker thread. */
#pragma once

#include "app/model/mq-attachments.h"

G_BEGIN_DECLS

MqAttachment *mq_attachment_new (const char *path, const char *name, guint width, guint height,
                                 gboolean temporary);

/* Blocking. @temp_dir: the folder for a picture without a path, saved as @temp_name and a
 * suffix. */
MqAttachment *mq_attachment_load (GFile *file, GBytes *bytes, const char *name,
                                  const char *temp_dir, const char *temp_name, GError **error);

G_END_DECLS
