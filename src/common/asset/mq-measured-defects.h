/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Measured defects: derives defects from an asset's report (data/schemas/report.schema.json) and
 * checks a critic's visual defects against it. Pure functions, used by the critic, verifier
 * and debugger, and for programs that write scripts of their own. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Facts from which a client describes a defect in its user's language: docs/inside/protocol.md,
 * notice `defects-left`. */
typedef struct
{
  JsonArray *objects; /* names; nullable */
  double metres;
  const char *other; /* the name of another object; nullable */
  guint count;       /* how many equal faults this is; 0 or 1: one */
  double wanted;     /* the metres that are wanted, of a fit and of what is let in; or 0 */
} MqDefectFacts;

void mq_measured_defects_add (JsonArray *defects, const char *code, const char *part,
                              const char *severity, MqDefectFacts facts, char *what, char *fix);

JsonArray *
mq_measured_defects_find (JsonObject *plan, JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
void mq_measured_defects_leave (JsonArray *defects, JsonObject *plan);
gboolean mq_measured_defects_contradict (JsonObject *defect, JsonObject *plan, JsonObject *report);
gboolean mq_measured_defects_include (JsonObject *defect);
gboolean mq_measured_defects_need_critic (JsonArray *defects);

G_END_DECLS
