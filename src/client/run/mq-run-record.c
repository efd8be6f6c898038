/* The record of a run, saved in the library when the run is over: its events, with shortened
 * results of instructions. */
#include "client/run/mq-run-private.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/events/mq-run-event-table.h"

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

/**
 * mq_run_record_event:
 * @self: a run
 * @event: each event of the run, in order, with paths in this library
 *
 * Adds the event to the record, if the table of events says so. A script is recorded only where it
 * first occurs, because the version's files have it, too.
 */
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
  for (guint i = 0; self->stage < MQ_RUN_STAGE_DONE && i < self->unshared->len; i++)
    {
      MqRunEvent *event = self->unshared->pdata[i];

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

/**
 * mq_run_save_record:
 * @self: a run that is over
 *
 * Saves the record in the library. Awaits.
 *
 * Returns: whether the service may forget the run
 */
gboolean
mq_run_save_record (MqRun *self)
{
  gboolean failed = self->ended->ended.how == MQ_RUN_OUTCOME_FAILED;
  g_autoptr (GError) error = NULL;

  if (!self->options->keep_session && mq_session_get_last_version (self->session) == NULL
      && !(failed && has_script (self)))
    return TRUE;

  if (!dex_await (mq_library_save_record (self->library, self->session, self->id,
                                          list_record (self), failed),
                  &error))
    g_info ("The record of a run was not saved: %s", error->message);

  return error == NULL || g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
}

/* Shortened results. A hostile script can forge them and make them long. */

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

static void
copy_seconds (JsonObject *to, JsonObject *from)
{
  if (json_object_has_member (from, "seconds"))
    json_object_set_double_member (to, "seconds", mq_json_get_double (from, "seconds", 0));
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
shorten_check (JsonObject *to, JsonObject *from)
{
  static const char *const texts[] = { "severity", "code", "what", "name", NULL };

  copy_list (to, from, "findings", texts, FALSE);
}

static void
shorten_execute (JsonObject *to, JsonObject *from)
{
  static const char *const texts[] = { "function", "text", NULL };
  JsonObject *error = mq_json_get_object (from, "error");
  JsonObject *small;

  copy_seconds (to, from);
  copy_output (to, from, "stdout");
  copy_output (to, from, "stderr");
  if (error == NULL)
    return;

  small = json_object_new ();
  copy_text (small, error, "type", MAX_LINE);
  copy_text (small, error, "message", MAX_MESSAGE);
  copy_int (small, error, "line");
  copy_list (small, error, "traceback", texts, TRUE);
  json_object_set_object_member (to, "error", small);
}

/* The version has the whole report. */
static void
shorten_measure (JsonObject *to, JsonObject *from)
{
  JsonObject *whole = mq_json_get_object (mq_json_get_object (from, "report"), "whole");
  JsonArray *dimensions = mq_json_get_array (whole, "dimensions_m");
  JsonObject *small;

  if (whole == NULL)
    return;

  small = json_object_new ();
  copy_int (small, whole, "objects");
  copy_int (small, whole, "triangles");
  if (dimensions != NULL && json_array_get_length (dimensions) == 3)
    json_object_set_array_member (small, "dimensions_m", json_array_ref (dimensions));

  json_object_set_object_member (to, "report", mq_json_new ("whole:o", small));
}

static void
shorten_render (JsonObject *to, JsonObject *from)
{
  static const char *const texts[] = { "view", NULL };

  copy_seconds (to, from);
  copy_text (to, from, "engine", MAX_LINE);
  copy_list (to, from, "images", texts, FALSE);
}

static void
shorten_introspect (JsonObject *to, JsonObject *from)
{
  copy_seconds (to, from);
  copy_text (to, from, "blender", MAX_LINE);
}

static void (*const shorten[MQ_N_INSTRUCTIONS]) (JsonObject *to, JsonObject *from) = {
  [MQ_INSTRUCTION_INTROSPECT] = shorten_introspect, [MQ_INSTRUCTION_CHECK] = shorten_check,
  [MQ_INSTRUCTION_EXECUTE] = shorten_execute,       [MQ_INSTRUCTION_MEASURE] = shorten_measure,
  [MQ_INSTRUCTION_RENDER] = shorten_render,
};

/**
 * mq_run_make_result:
 * @instruction: the instruction
 * @body: the result that was sent to the service
 *
 * Returns: (transfer full): an event `result`
 */
MqRunEvent *
mq_run_make_result (const MqInstructionEvent *instruction, JsonObject *body)
{
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
  if (shorten[instruction->kind] != NULL)
    shorten[instruction->kind](event->result.result, result);
  return event;
}
