/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRunLog: queries of its contents, see mq-run-log.h. */
#include "service/run/mq-run-log-private.h"

#include "common/json/mq-json.h"

/**
 * mq_run_log_get_last_event:
 *
 * Returns: id of the last event on disk; 0: none
 */
gint64
mq_run_log_get_last_event (MqRunLog *self)
{
  return self->events->len;
}

/**
 * mq_run_log_get_last_type:
 *
 * Returns: type of the run's own last event on disk; "": none
 */
const char *
mq_run_log_get_last_type (MqRunLog *self)
{
  for (guint i = self->events->len; i > 0; i--)
    if (!g_array_index (self->events, MqLogEvent, i - 1).is_foreign)
      return g_array_index (self->events, MqLogEvent, i - 1).type;

  return "";
}

/**
 * mq_run_log_is_over:
 *
 * Returns: whether the last event is on disk
 */
gboolean
mq_run_log_is_over (MqRunLog *self)
{
  const char *type = mq_run_log_get_last_type (self);

  return g_str_equal (type, "done") || g_str_equal (type, "failed");
}

/**
 * mq_run_log_describe:
 * @json: receives the number of the last event, the instruction without a result (the last one, or
 *   0), and the numbers of versions emitted and saved
 *
 * Adds the progress of the run, for a leading client.
 */
void
mq_run_log_describe (MqRunLog *self, JsonObject *json)
{
  gint64 last = self->instructions->len;

  mq_json_add (json, "events:l instruction:l versions:l kept:l", mq_run_log_get_last_event (self),
               last > 0 && !mq_run_log_has_result (self, last) ? last : (gint64)0, self->versions,
               (gint64)self->kept->len);
}

/* @client: an id, perhaps from outside. Returns: the number of this client's events in the log,
 * including those being written */
gint64
mq_run_log_count_client_events (MqRunLog *self, const char *client)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->posted, client));
}

/* @instruction: a number, perhaps from outside. Returns: (transfer none) (nullable): its kind */
const char *
mq_run_log_get_instruction (MqRunLog *self, gint64 instruction)
{
  if (instruction < 1 || instruction > self->instructions->len)
    return NULL;

  return g_array_index (self->instructions, MqLogInstruction, instruction - 1).kind;
}

/* @instruction: a number, perhaps from outside. Returns: whether the instruction exists and
 * asked for its pictures */
gboolean
mq_run_log_wants_pictures (MqRunLog *self, gint64 instruction)
{
  return mq_run_log_get_instruction (self, instruction) != NULL
         && g_array_index (self->instructions, MqLogInstruction, instruction - 1).wants_pictures;
}

/* @instruction: the instruction that asked for it; 0: a picture of the user; @number: the number
 * of the view or of the user's picture. Returns: whether it is on disk */
gboolean
mq_run_log_has_picture (MqRunLog *self, gint64 instruction, gint64 number)
{
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, instruction,
                                          number);

  return g_hash_table_contains (self->pictures, key);
}

/* Returns: whether its result is on disk */
gboolean
mq_run_log_has_result (MqRunLog *self, gint64 instruction)
{
  return g_hash_table_contains (self->results, &instruction);
}

/* Returns: the number of queued refinements, including those being written */
guint
mq_run_log_count_refinements (MqRunLog *self)
{
  guint count = 0;

  for (GList *iter = self->turns.head; iter != NULL; iter = iter->next)
    count += ((MqRow *)iter->data)->kind == MQ_ROW_REFINEMENT;
  for (GList *iter = self->appends.head; iter != NULL; iter = iter->next)
    count += ((MqLogAppend *)iter->data)->row.kind == MQ_ROW_REFINEMENT;

  return count;
}

/* @id: the sender's id of a request; "": none. Returns: whether the log has a request with this
 * id */
gboolean
mq_run_log_has_id (MqRunLog *self, const char *id)
{
  return *id != '\0' && g_hash_table_contains (self->ids, id);
}
