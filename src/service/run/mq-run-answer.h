/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An answer of the team in the journal: the answer or the failure, and the usage. A failure is
 * stored with a stable code, so that a replayed run takes the same path. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *mq_run_answer_to_text (JsonObject *answer, JsonObject *usage, gint64 absent,
                             const GError *fault) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_run_answer_from_text (const char *text, JsonObject **usage, gint64 *absent,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
