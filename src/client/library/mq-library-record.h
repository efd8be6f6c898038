/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of a session on disk: `sessions/ID/runs/N-RUN.jsonl` has the events of one run that is
 * over, a line of JSON each. It uses no database. Used by MqLibrary; an archive of client/share has
 * the same lines. */
#pragma once

#include "common/events/mq-run-event.h"

G_BEGIN_DECLS

#define MQ_LIBRARY_RUNS_DIR "runs"

void mq_library_record_add_line (GString *lines, MqRunEvent *event);
MqRunEvent *mq_library_record_read_line (const char *line) G_GNUC_WARN_UNUSED_RESULT;
char *mq_library_record_find (const char *library_dir, const char *session,
                              const char *run) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_library_record_write (const char *library_dir, const char *session, const char *run,
                                  GBytes *lines, GError **error);
GPtrArray *mq_library_record_load (const char *library_dir, const char *session,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
