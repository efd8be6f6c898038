/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Updates a plan from its script and measurements. Repairs, refinements and the user change the
 * script; later instructions and measurements use the plan. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *mq_plan_follow_script (JsonObject *plan, const char *script,
                                   JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *
mq_plan_without_vanished (JsonObject *plan, JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_plan_without_removed (JsonObject *plan, const char *before,
                                     const char *after) G_GNUC_WARN_UNUSED_RESULT;

/* A user's changes to the script of a version, in words. */
char *mq_script_changes_describe (const char *before, const char *after) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
