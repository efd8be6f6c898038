/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of a run, saved in the library when the run is over: its events, with shortened
 * results of instructions. */
#include "client/run/mq-run-private.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/events/mq-instruction-table.h"

#include <string.h>

#define MAX_LIST 50
#define MAX_LINE 500
#define MAX_MESSAGE 4000
#define MAX_OUTPUT 8000

static MqRunEvent *
make_stripped (MqRunEvent *event)
{
  g_autoptr (JsonObject) data = mq_run_event_encode (event);
  g_autoptr (JsonObject) copy = mq_json_copy_object (data);
  JsonObject *version = mq_json_get_object (copy, "version");
  MqRunEvent *stripped;

  json_object_remove_member (version != NULL ? version : copy, "script");
  if (version != NULL)
    json_object_remove_member (version, "plan");

  stripped = mq_run_event_read (mq_run_event_get_name (event), copy, event->id);
  stripped->time = event->time;
  return stripped;
}

/* Adds the event to the record, if the table of events says so. A script is recorded only where
 * it first occurs, because the version's files have it, too. @event: each event of the run, in
 * order, with paths in this library. */
void
mq_run_record_event (MqRun *self, MqRunEvent *event)
{
  const char *script = event->kind == MQ_EVENT_SCRIPT        ? event->script.script
                       : event->kind == MQ_EVENT_INSTRUCTION ? event->instruction.script
                                                             : NULL;
  gboolean is_known;

  if (event->id == 0 || (mq_event_table_get (event->kind)->flags & MQ_EVENT_RECORDED) == 0)
    return;

  is_known = event->kind == MQ_EVENT_VERSION
             || (script != NULL && !g_set_str (&self->recorded_script, script));
  g_ptr_array_add (self->record, is_known ? make_stripped (event) : mq_run_event_ref (event));
}

/* The record also has our own events that the service did not get. */
static GPtrArray *
list_record (MqRun *self)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  gboolean has_end = FALSE;

  for (guint i = 0; i < self->record->len; i++)
    g_ptr_array_add (events, mq_run_event_ref (self->record->pdata[i]));
  for (guint i = 0; self->stage < MQ_RUN_STAGE_DONE && i < self->unpublished->len; i++)
    {
      MqRunEvent *event = self->unpublished->pdata[i];

      if ((mq_event_table_get (event->kind)->flags & MQ_EVENT_RECORDED) != 0)
        g_ptr_array_add (events, mq_run_localise (self, event));
    }

  for (guint i = 0; i < events->len; i++)
    has_end |= ((MqRunEvent *)events->pdata[i])->kind == MQ_EVENT_ENDED;
  if (!has_end)
    g_ptr_array_add (events, mq_run_event_ref (self->ended));
  return events;
}

/* Whether the team wrote a script. In a session without a version it is a draft, which the user can
 * mend. */
static gboolean
has_script (MqRun *self)
{
  for (guint i = 0; i < self->record->len; i++)
    if (((MqRunEvent *)self->record->pdata[i])->kind == MQ_EVENT_SCRIPT)
      return TRUE;

  return FALSE;
}

/* Saves the record in the library. Awaits. Returns: whether the service may forget the run */
gboolean
mq_run_save_record (MqRun *self)
{
  gboolean failed = self->ended->ended.how == MQ_RUN_OUTCOME_FAILED;
  g_autoptr (GError) error = NULL;

  /* A version has pictures of its own. */
  dex_await (mq_library_remove_drafts (self->library, self->session, self->id, 0), NULL);
  if (!self->options->keep_session && mq_session_get_last_version (self->session) == NULL
      && !(failed && has_script (self)))
    return TRUE;

  if (!dex_await (mq_library_save_record (self->library, self->session, self->id,
                                          list_record (self), failed),
                  &error))
    g_info ("The record of a run was not saved: %s", error->message);

  return error == NULL || g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
}

/* Shortened results. */

static char *
cut (const char *text, gsize limit, gboolean from_end)
{
  gsize length = strlen (text);
  g_autofree char *part = NULL;

  if (length <= limit)
    return g_strdup (text);

  part = from_end ? g_strconcat ("…", text + length - limit, NULL)
                  : g_strdup_printf ("%.*s…", (int)limit, text);
  return g_utf8_make_valid (part, -1);
}

static char *
cut_member (JsonObject *object, const char *member, gsize limit)
{
  const char *text = mq_json_get_string (object, member, NULL);

  return text != NULL ? cut (text, limit, FALSE) : NULL;
}

static void
copy_text (JsonObject *to, JsonObject *from, const char *member, gsize limit)
{
  g_autofree char *part = cut_member (from, member, limit);

  if (part != NULL)
    json_object_set_string_member (to, member, part);
}

static void
copy_output (JsonObject *to, JsonObject *from, const char *member)
{
  const char *text = mq_json_get_string (from, member, "");
  g_autofree char *part = cut (text, MAX_OUTPUT, TRUE);

  if (*part != '\0')
    json_object_set_string_member (to, member, part);
}

static void
copy_int (JsonObject *to, JsonObject *from, const char *member)
{
  if (json_object_has_member (from, member))
    json_object_set_int_member (to, member, mq_json_get_int (from, member, 0));
}

/* Copies the named members of a list of objects, at most the last ones. */
static void
copy_list (JsonObject *to, JsonObject *from, const char *member, const char *const *texts,
           gboolean last)
{
  JsonArray *list = mq_json_get_array (from, member);
  JsonArray *copy;
  guint n, first;

  if (list == NULL)
    return;

  n = json_array_get_length (list);
  first = last && n > MAX_LIST ? n - MAX_LIST : 0;
  copy = json_array_new ();
  for (guint i = first; i < MIN (n, first + MAX_LIST); i++)
    {
      JsonObject *item = mq_json_element_object (list, i);
      JsonObject *small = json_object_new ();

      for (gsize j = 0; item != NULL && texts[j] != NULL; j++)
        copy_text (small, item, texts[j], MAX_LINE);
      if (item != NULL)
        copy_int (small, item, "line");
      json_array_add_object_element (copy, small);
    }

  json_object_set_array_member (to, member, copy);
}

static void
copy_member (JsonObject *to, JsonObject *from, const char *member, const MqResultMember *kept)
{
  JsonArray *vector = mq_json_get_array (from, member);

  switch (kept->form)
    {
    case MQ_RESULT_INT:
      copy_int (to, from, member);
      break;
    case MQ_RESULT_SECONDS:
      if (json_object_has_member (from, member))
        json_object_set_double_member (to, member, mq_json_get_double (from, member, 0));
      break;
    case MQ_RESULT_LINE:
      copy_text (to, from, member, MAX_LINE);
      break;
    case MQ_RESULT_MESSAGE:
      copy_text (to, from, member, MAX_MESSAGE);
      break;
    case MQ_RESULT_OUTPUT:
      copy_output (to, from, member);
      break;
    case MQ_RESULT_VECTOR:
      if (mq_json_length (vector) == 3)
        json_object_set_array_member (to, member, json_array_ref (vector));
      break;
    case MQ_RESULT_FIRST:
    case MQ_RESULT_LAST:
      copy_list (to, from, member, kept->texts, kept->form == MQ_RESULT_LAST);
      break;
    }
}

/* Copies the member at a path whose objects are all there. */
static void
copy_path (JsonObject *to, JsonObject *from, const MqResultMember *kept)
{
  g_auto (GStrv) names = g_strsplit (kept->path, ".", -1);
  guint last = g_strv_length (names) - 1;

  for (guint i = 0; i < last; i++)
    if ((from = mq_json_get_object (from, names[i])) == NULL)
      return;

  for (guint i = 0; i < last; i++)
    {
      if (!json_object_has_member (to, names[i]))
        json_object_set_object_member (to, names[i], json_object_new ());
      to = json_object_get_object_member (to, names[i]);
    }
  copy_member (to, from, names[last], kept);
}

/* @body: the result that was sent to the service. Returns: (transfer full): an event `result` */
MqRunEvent *
mq_run_make_result (const MqInstructionEvent *instruction, JsonObject *body)
{
  const MqInstructionRow *row = mq_instruction_table_get (instruction->kind);
  JsonObject *result = mq_json_get_object (body, "result");
  JsonObject *error = mq_json_get_object (body, "error");
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_RESULT);

  event->result.instruction = instruction->instruction;
  event->result.kind = instruction->kind;
  if (result == NULL)
    {
      event->result.error.code = cut_member (error, "code", MAX_LINE);
      event->result.error.message = cut_member (error, "message", MAX_MESSAGE);
      return event;
    }

  event->result.result = json_object_new ();
  for (guint i = 0; i < row->n_kept; i++)
    copy_path (event->result.result, result, &row->kept[i]);
  return event;
}
