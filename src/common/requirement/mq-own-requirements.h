/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements that the user wrote down: read by the names of the measures, and checked before
 * anything is made of them. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean mq_requirement_doubts_lacks_unit (JsonObject *row);
gboolean mq_requirement_doubts_is_misread (JsonObject *row);
guint mq_requirement_doubts_find (JsonArray *rows, JsonArray *own);
JsonArray *mq_requirement_doubts_take_certain (JsonArray *rows) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_requirement_doubts_change (JsonObject *row, const char *text, GError **error);
void mq_requirement_doubts_set_unit (JsonArray *rows, const char *unit);
char *mq_requirement_doubts_find_fault (JsonObject *row) G_GNUC_WARN_UNUSED_RESULT;
char *mq_requirement_doubts_describe (JsonObject *row) G_GNUC_WARN_UNUSED_RESULT;

/* Files and tables: rows as they are written, of which mq_requirement_rows_take() makes
 * requirements. */
JsonArray *mq_requirement_file_read (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_requirement_file_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_requirement_rows_read (const char *name, const char *text,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_requirement_rows_take (JsonArray *written, GPtrArray *faults,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_requirement_rows_write (JsonArray *rows) G_GNUC_WARN_UNUSED_RESULT;

JsonArray *mq_own_requirements_from_drawing (JsonArray *targets) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_own_requirements_check (JsonArray *rows, GError **error);
gboolean mq_own_requirements_check_words (JsonArray *rows, GError **error);

G_END_DECLS
