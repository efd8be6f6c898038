/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements of a plan as the team makes them: read from a model's answer, compared with each
 * other, with the plan's boxes and with the user's words; and what a report says of them as
 * defects. Faults are English sentences for the model. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonArray *mq_requirements_read (JsonObject *said, JsonArray *parts,
                                 GString *faults) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_requirements_read_own (JsonArray *rows) G_GNUC_WARN_UNUSED_RESULT;
void mq_requirements_add_own (JsonArray *requirements, JsonArray *own, gboolean may_change);
void mq_requirements_find_contradictions (JsonArray *requirements, GString *faults);
void mq_requirements_compare_values (JsonArray *requirements, GString *faults);
void mq_requirements_settle_values (JsonArray *requirements, const char *text);
void mq_requirements_compare_words (JsonArray *requirements, JsonObject *plan, const char *words,
                                    GString *faults);
gboolean mq_requirements_are_same (JsonObject *a, JsonObject *b);
gboolean mq_requirements_are_several (JsonObject *requirement);
JsonArray *mq_requirements_complete (JsonArray *said, JsonArray *old) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_requirements_change (JsonArray *old, JsonArray *added,
                                   JsonArray *dropped) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *
mq_requirements_list_changes (JsonObject *old_plan, JsonObject *old_report, JsonObject *plan,
                              JsonObject *report, gboolean translated) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_requirements_forget_seen (JsonObject *plan) G_GNUC_WARN_UNUSED_RESULT;
void mq_requirements_append (GString *text, JsonArray *requirements);
void mq_requirements_append_results (GString *text, JsonObject *report);

G_END_DECLS
