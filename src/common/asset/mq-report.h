/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Queries of reports: how large it is, what changed. Pure functions for the pipeline
 * and the teams; data/schemas/report.schema.json defines a report. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *mq_report_describe_size (JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
const char *mq_report_skip_own_name (const char *material, const char *object);
const char *mq_report_get_part (JsonObject *report, const char *object);
const char *mq_report_find_part (JsonObject *report, const char *name);
char **mq_report_list_unintended_changes (JsonObject *base, JsonObject *report,
                                          JsonArray *touches) G_GNUC_WARN_UNUSED_RESULT;
char **mq_report_list_differences (JsonObject *then, JsonObject *report,
                                   const char *part) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_report_is_unchanged (JsonObject *base, JsonObject *report);

G_END_DECLS
