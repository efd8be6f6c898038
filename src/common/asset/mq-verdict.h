/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVerdict: the badge of a version, everywhere: parts that are not attached, other faults, small
 * ones, and how many of the user's wishes are met. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MqVerdictState:
 * @MQ_VERDICT_UNKNOWN: nothing was measured, or an earlier Maquette recorded it
 * @MQ_VERDICT_GOOD: no faults, and all wishes are met
 * @MQ_VERDICT_OPEN: small faults at most; some of the wishes were not looked at or measured
 * @MQ_VERDICT_BAD: faults, or wishes that are not met
 */
typedef enum
{
  MQ_VERDICT_UNKNOWN,
  MQ_VERDICT_GOOD,
  MQ_VERDICT_OPEN,
  MQ_VERDICT_BAD,
} MqVerdictState;

/**
 * MqVerdict:
 * @detached: parts that are not attached
 * @faults: other faults; -1: nothing is known
 * @minor: small faults, which nobody repairs unasked
 * @left: faults that a team left as they are, for a reason
 * @wishes: requirements
 * @missed: those that are not met
 * @unseen: those that nobody has looked at or measured
 * @unmeasured: it could not be measured
 */
typedef struct
{
  guint detached;
  int faults;
  guint minor;
  guint left;
  guint wishes;
  guint missed;
  guint unseen;
  gboolean unmeasured;
} MqVerdict;

#define MQ_VERDICT_NONE ((MqVerdict){ .faults = -1 })

void mq_verdict_add_facts (JsonArray *list, JsonObject *defect);
void mq_verdict_judge (JsonObject *plan, JsonObject *report, JsonArray *rows, JsonArray *seen,
                       JsonArray **faults, JsonArray **minor, GStrv *detached);
MqVerdict
mq_verdict_make (JsonArray *rows, JsonArray *faults, JsonArray *minor, const char *const *detached);
MqVerdict mq_verdict_read (JsonObject *measured);
JsonObject *mq_verdict_write (const MqVerdict *self) G_GNUC_WARN_UNUSED_RESULT;
MqVerdictState mq_verdict_get_state (const MqVerdict *self);
char *mq_verdict_describe (const MqVerdict *self) G_GNUC_WARN_UNUSED_RESULT;
GStrv
mq_verdict_list_missed (JsonArray *rows, const char *const *detached) G_GNUC_WARN_UNUSED_RESULT;
char *mq_verdict_doubt_unit (JsonObject *sized, const char *script) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
