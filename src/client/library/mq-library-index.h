/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The search index: one document per session, made of its title, its messages and the words of its
 * scripts. Runs on the database's writer thread. Private to client/library. */
#pragma once

#include "common/database/mq-sqlite.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_INDEX_TITLE,
  MQ_INDEX_SAID,
  MQ_INDEX_CODE,
} MqIndexField;

gboolean mq_library_index_add (MqDatabase *db, const char *session, MqIndexField field,
                               const char *text, GError **error);
gboolean mq_library_index_begin (MqDatabase *db, const char *session, const char *title,
                                 const char *prompt, GError **error);
gboolean mq_library_index_forget (MqDatabase *db, const char *session, GError **error);
gboolean
mq_library_index_fill (MqDatabase *db, const char *library_dir, gboolean *more, GError **error);
gboolean mq_library_index_repair (MqDatabase *db, const char *library_dir, GError **error);
GStrv mq_library_index_search (MqDatabase *db, const char *words,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
