/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Measured defects of contact: what floats, runs into something, or does not reach what it joins.
 * Equal ones are one defect. The numbers and moves come from the report; a move that would open a
 * gap elsewhere is never advised. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Facts from which a client describes a defect in its user's language: docs/protocol.md, notice
 * `defects-left`. */
typedef struct
{
  JsonArray *objects; /* names; nullable */
  double metres;
  const char *other; /* the name of another object; nullable */
  guint count;       /* how many equal faults this is; 0 or 1: one */
} MqDefectFacts;

void mq_measured_defects_add (JsonArray *defects, const char *code, const char *part,
                              const char *severity, MqDefectFacts facts, char *what, char *fix);
const char *mq_measured_defects_get_name (JsonArray *names, guint index);
char *mq_measured_defects_join_names (JsonArray *names) G_GNUC_WARN_UNUSED_RESULT;

void mq_contact_defects_find_floating (JsonArray *defects, JsonObject *report);
void mq_contact_defects_find_pairs (JsonArray *defects, JsonObject *report);

G_END_DECLS
