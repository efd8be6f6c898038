/* What happens in a run is kept in its session, so that the conversation can be shown again. In
 * batches, because each is a transaction that reaches the disk; and one after the other, a batch that
 * failed again before what came later, so that what is there is the beginning of what happened. */
#include "client/run/mq-run-private.h"

#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-json.h"
#include "common/mq-run-event-table.h"

#include <string.h>

#define BATCH_MS 100
#define MAX_BATCH 500
/* While they cannot be written. What comes after that is not kept: there would be a gap. */
#define MAX_UNWRITTEN 20000

#define MAX_LIST 50
#define MAX_LINE 500
#define MAX_MESSAGE 4000
#define MAX_OUTPUT 8000

/* Those of a session that was deleted are of no use any more. */
static void
put_back (MqRun *self, GPtrArray *events, const GError *why)
{
  g_autoptr (GPtrArray) later = g_steal_pointer (&self->record);

  if (g_error_matches (why, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    {
      self->record = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
      return;
    }

  /* The versions are what matters; without this the conversation shows less of how they came. */
  g_info ("What happened in a run could not be kept: %s", why->message);
  self->record = g_ptr_array_ref (events);
  g_ptr_array_extend_and_steal (self->record, g_steal_pointer (&later));
}

static DexFuture *
keep_fiber (gpointer user_data)
{
  MqRun *self = user_data;

  while (self->record->len > 0)
    {
      g_autoptr (GPtrArray) events = g_steal_pointer (&self->record);
      g_autoptr (GError) error = NULL;

      self->record = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
      if (dex_await (mq_library_add_events (self->library, self->session, self->id,
                                            g_ptr_array_ref (events)),
                     &error))
        continue;

      put_back (self, events, error);
      break;
    }

  return dex_future_new_true ();
}

/**
 * mq_run_keep_record:
 * @self: a run
 *
 * Writes down what there is now.
 *
 * Returns: (transfer full): resolves to %TRUE when it is written, or could not be
 */
DexFuture *
mq_run_keep_record (MqRun *self)
{
  g_clear_handle_id (&self->record_source, g_source_remove);
  if (self->keeping != NULL && dex_future_is_pending (self->keeping))
    return dex_ref (self->keeping);
  if (self->session == NULL || self->record->len == 0)
    return dex_future_new_true ();

  dex_clear (&self->keeping);
  self->keeping = mq_fiber_spawn (NULL, MQ_RUN_STACK, keep_fiber, g_object_ref (self),
                                  g_object_unref);
  return dex_ref (self->keeping);
}

/**
 * mq_run_close_record:
 * @self: a run that is over here
 *
 * Writes down what there is, in a fiber, and no more: another process may have the run next.
 */
void
mq_run_close_record (MqRun *self)
{
  dex_await (mq_run_keep_record (self), NULL);
  g_clear_handle_id (&self->record_source, g_source_remove);
  g_ptr_array_set_size (self->record, 0);
  self->record_closed = TRUE;
}

static gboolean
on_batch (gpointer user_data)
{
  MqRun *self = user_data;

  self->record_source = 0;
  dex_future_disown (mq_run_keep_record (self));
  return G_SOURCE_REMOVE;
}

/* Whether this is the script that was written down last; it is the next time. */
static gboolean
has_script (MqRun *self, const char *script)
{
  return script != NULL && !g_set_str (&self->recorded_script, script);
}

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

/* A script is kept where it first comes; a version's files say the rest of it. */
static MqRunEvent *
strip (MqRun *self, MqRunEvent *event)
{
  gboolean is_kept = event->kind == MQ_EVENT_VERSION
                     || (event->kind == MQ_EVENT_SCRIPT && has_script (self, event->script.script))
                     || (event->kind == MQ_EVENT_INSTRUCTION
                         && has_script (self, event->instruction.script));

  return is_kept ? make_stripped (event) : mq_run_event_ref (event);
}

/**
 * mq_run_record:
 * @self: a run
 * @event: what happened
 *
 * Keeps it soon, if the table of events says that it is kept.
 */
void
mq_run_record (MqRun *self, MqRunEvent *event)
{
  if ((mq_event_table_get (event->kind)->flags & MQ_EVENT_RECORDED) == 0 || self->record_closed)
    return;
  if (self->record->len >= MAX_UNWRITTEN)
    {
      g_info ("What happens in a run is not kept any more: too much waits to be written");
      self->record_closed = TRUE;
      return;
    }

  g_ptr_array_add (self->record, strip (self, event));
  /* Until the service has the run nobody knows whose they are. */
  if (self->id == NULL)
    return;

  if (self->record->len >= MAX_BATCH)
    dex_future_disown (mq_run_keep_record (self));
  else if (self->record_source == 0)
    self->record_source = g_timeout_add (BATCH_MS, on_batch, self);
}

/* Results, made short. What they hold is a hostile script's word, and may be long. */

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

/* A list of small objects, of whose members the named ones are kept; the last ones of many. */
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

/* The report itself is with the version. */
static void
shorten_measure (JsonObject *to, JsonObject *from)
{
  JsonObject *whole = mq_json_get_object (mq_json_get_object (from, "report"), "whole");
  JsonArray *dimensions = mq_json_get_array (whole, "dimensions_m");
  JsonObject *small;
  JsonObject *report;

  if (whole == NULL)
    return;

  small = json_object_new ();
  copy_int (small, whole, "objects");
  copy_int (small, whole, "triangles");
  if (dimensions != NULL && json_array_get_length (dimensions) == 3)
    json_object_set_array_member (small, "dimensions_m", json_array_ref (dimensions));

  report = json_object_new ();
  json_object_set_object_member (report, "whole", small);
  json_object_set_object_member (to, "report", report);
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
 * @instruction: what was to be done
 * @body: what went back to the service for it
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
