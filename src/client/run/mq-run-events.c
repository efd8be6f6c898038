/* The events of a run and what is done about each, see mq-run-private.h. */
#include "client/run/mq-run-private.h"

#include "client/run/mq-output.h"
#include "client/run/mq-problem-error.h"
#include "common/mq-error.h"
#include "common/mq-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Events: a method table. Each deals with one and says whether the run can go on. */

gboolean
mq_run_add_message (MqRun *self, const char *role, const char *text, GError **error)
{
  return text == NULL || *text == '\0' || mq_run_is_known (self)
         || dex_await (mq_library_add_message (self->library, self->session, role, text), error);
}

/* What happened comes first: a run is never said to be farther than what is kept of it. */
gboolean
mq_run_note (MqRun *self, MqRunStage stage, GError **error)
{
  dex_await (mq_run_keep_record (self), NULL);
  return dex_await (mq_library_note_run (self->library, self->session, self->id, self->last_event,
                                         stage, self->work_dir),
                    error);
}

/* How far the run is that we let go of. */
static MqRunStage
get_stage (MqRun *self, const GError *why)
{
  if (self->detached && !self->done)
    return self->waiting ? MQ_RUN_STAGE_WAITING : MQ_RUN_STAGE_WORKING;

  return why == NULL || g_error_matches (why, MQ_ERROR, MQ_ERROR_CANCELLED)
                 || g_error_matches (why, MQ_ERROR, MQ_ERROR_NOT_FOUND)
             ? MQ_RUN_STAGE_ENDED
             : MQ_RUN_STAGE_FAILED;
}

/* One that failed before the service had it is noted all the same, so that its session shows it. */
static void
name_unasked (MqRun *self, const GError *why)
{
  g_autofree char *name = NULL;

  if (self->id != NULL || self->session == NULL || get_stage (self, why) != MQ_RUN_STAGE_FAILED)
    return;

  name = g_uuid_string_random ();
  self->id = g_strconcat ("unasked-", name, NULL);
  self->ours = TRUE;
}

/**
 * mq_run_note_end:
 * @self: a run that is over here
 * @why: (nullable): what it failed of
 * @error: return location
 *
 * Notes how far it came, if it is ours.
 *
 * Returns: whether it could
 */
gboolean
mq_run_note_end (MqRun *self, const GError *why, GError **error)
{
  name_unasked (self, why);
  return !self->ours || mq_run_note (self, get_stage (self, why), error);
}

static void
show_preview (MqRun *self, JsonObject *instruction, JsonObject *body)
{
  JsonObject *result = mq_json_get_object (body, "result");
  JsonArray *images = mq_json_get_array (result, "images");
  JsonObject *image = images != NULL && json_array_get_length (images) > 0
                          ? mq_json_element_object (images, 0)
                          : NULL;
  const char *file = mq_json_get_string (image, "file", NULL);

  if (g_str_equal (mq_json_get_string (instruction, "mode", ""), "preview") && file != NULL
      && strstr (file, "..") == NULL && *file != '/')
    {
      g_autofree char *path = g_build_filename (self->work_dir, file, NULL);

      mq_run_emit_text (self, "preview", "picture", path);
    }
}

static gboolean
on_instruction (MqRun *self, JsonObject *data, GError **error)
{
  g_autofree char *path = mq_run_make_path (self, "results");
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) body = NULL;

  /* The service waits for one result at a time: only the last one can be outstanding. */
  if (mq_run_is_past (self))
    {
      mq_hands_remember (self->hands, data);
      return TRUE;
    }

  if (self->resumed
      && !dex_await (mq_run_unless_cancelled (self, mq_hands_catch_up (self->hands, data)), error))
    return FALSE;

  self->looking = g_str_equal (mq_json_get_string (data, "mode", ""), "look");
  body = dex_await_boxed (mq_run_unless_cancelled (self, mq_hands_carry_out (self->hands, data)),
                          error);
  self->looking = FALSE;
  if (body == NULL || !mq_run_upload (self, data, body, error))
    return FALSE;

  show_preview (self, data, body);
  mq_run_emit_own (self, "result", mq_run_make_result (data, body));
  answer = mq_run_post (self, path, body, error);
  return answer != NULL;
}

static gboolean
on_plan (MqRun *self, JsonObject *data, GError **error)
{
  const char *title = mq_json_get_string (mq_json_get_object (data, "plan"), "title", NULL);
  g_autofree char *short_title = title != NULL ? mq_session_make_title (title) : NULL;

  return short_title == NULL || self->order->title != NULL || mq_run_is_known (self)
         || dex_await (mq_library_rename_session (self->library, self->session, short_title),
                       error);
}

static gboolean
write_output (MqRun *self, MqVersion *version, GError **error)
{
  g_autoptr (JsonObject) facts = json_object_new ();
  g_autoptr (GError) trouble = NULL;

  json_object_set_string_member (facts, "team", self->team != NULL ? self->team : "");
  json_object_set_string_member (facts, "blender", mq_blender_get_version (self->blender));
  json_object_set_string_member (facts, "maquette", MQ_VERSION);
  json_object_set_string_member (facts, "folder", mq_version_get_dir (version));

  g_clear_error (&self->output_error);
  if (dex_await (mq_output_write (self->order->output, self->session, version, facts), &trouble))
    {
      mq_run_emit_text (self, "output", "folder", self->order->output);
      return TRUE;
    }

  /* The version is safe; the run goes on, and ends with this unless a later version can be
   * written. */
  mq_run_emit_text (self, "output-failed", "text", trouble->message);
  self->output_error = g_error_new (MQ_ERROR, trouble->code,
                                    _ ("The result could not be written to “%s”: %s\nIt is kept "
                                       "in the library (%s); make room, then copy it from there"),
                                    self->order->output, trouble->message,
                                    mq_version_get_dir (version));
  return TRUE;
}

static void
emit_kept (MqRun *self, MqVersion *version)
{
  JsonObject *data = json_object_new ();
  JsonArray *pictures = json_array_new ();

  for (guint i = 0; i < mq_version_get_n_pictures (version); i++)
    {
      g_autofree char *picture = mq_version_get_picture (version, i);

      json_array_add_string_element (pictures, picture);
    }

  json_object_set_string_member (data, "session", mq_session_get_id (self->session));
  json_object_set_int_member (data, "version", mq_version_get_number (version));
  json_object_set_string_member (data, "folder", mq_version_get_dir (version));
  json_object_set_array_member (data, "pictures", pictures);
  mq_run_emit_own (self, "kept", data);
}

/* What is kept already when a run is taken up again is not kept twice. */
static gboolean
pass_over (MqRun *self, JsonObject *made, MqVersion *version)
{
  self->parent = mq_version_get_number (version);
  mq_hands_forget_before (self->hands, made);
  if (self->n_versions > self->n_shown_kept)
    emit_kept (self, version);

  return TRUE;
}

static gboolean
on_version (MqRun *self, JsonObject *data, GError **error)
{
  JsonObject *made = mq_json_require_object (data, "version", error);
  g_autoptr (MqVersion) kept = mq_run_find_kept (self);
  g_autoptr (MqVersion) version = NULL;
  MqVersionDraft *draft;

  if (made == NULL)
    return FALSE;
  if (kept != NULL)
    return pass_over (self, made, kept);

  if (self->resumed
      && !dex_await (mq_run_unless_cancelled (self, mq_hands_make_again (self->hands, made)),
                     error))
    return FALSE;

  if (!(draft = mq_hands_make_draft (self->hands, made, error)))
    return FALSE;

  draft->parent = self->parent;
  version = dex_await_object (mq_library_keep_version (self->library, self->session, draft), error);
  if (version == NULL)
    {
      g_prefix_error_literal (error, _ ("The version could not be kept: "));
      return FALSE;
    }

  self->parent = mq_version_get_number (version);
  mq_hands_forget_before (self->hands, made);
  emit_kept (self, version);
  mq_run_show_live (self, version);
  return mq_run_add_message (self, "team", mq_version_get_summary (version), error)
         && mq_run_note (self, MQ_RUN_STAGE_WORKING, error)
         && (self->order->output == NULL || write_output (self, version, error));
}

static gboolean
on_phase (MqRun *self, JsonObject *data, GError **error)
{
  if (g_str_equal (mq_json_get_string (data, "phase", ""), "guided"))
    self->guided = TRUE;

  return TRUE;
}

static gboolean
on_notice (MqRun *self, JsonObject *data, GError **error)
{
  return mq_run_add_message (self, "notice", mq_json_get_string (data, "text", NULL), error);
}

static gboolean
on_refinement (MqRun *self, JsonObject *data, GError **error)
{
  self->waiting = FALSE;
  return mq_run_add_message (self, "user", mq_json_get_string (data, "text", NULL), error)
         && (mq_run_is_known (self) || mq_run_note (self, MQ_RUN_STAGE_WORKING, error));
}

static gboolean
on_waiting (MqRun *self, JsonObject *data, GError **error)
{
  self->guided = TRUE;
  self->waiting = TRUE;
  if (mq_run_is_known (self) && !mq_run_is_past (self))
    mq_run_emit_own (self, "still-waiting", json_object_new ());
  return mq_run_is_past (self) || mq_run_note (self, MQ_RUN_STAGE_WAITING, error);
}

static gboolean
on_done (MqRun *self, JsonObject *data, GError **error)
{
  self->done = TRUE;
  return TRUE;
}

static gboolean
on_failed (MqRun *self, JsonObject *data, GError **error)
{
  self->done = TRUE;
  self->told = TRUE;
  g_propagate_error (error, mq_problem_to_error (data, 0));
  return FALSE;
}

static const struct
{
  const char *type;
  gboolean (*deal_with) (MqRun *self, JsonObject *data, GError **error);
} events[] = {
  { "instruction", on_instruction },
  { "version", on_version },
  { "plan", on_plan },
  { "phase", on_phase },
  { "notice", on_notice },
  { "refinement", on_refinement },
  { "refused", on_notice },
  { "waiting", on_waiting },
  { "done", on_done },
  { "failed", on_failed },
};

static gboolean
deal_with (MqRun *self, MqEvent *event, GError **error)
{
  /* Of the moment: shown, and nothing else. */
  if (event->id == 0)
    {
      mq_run_emit (self, event->type, event->data);
      return TRUE;
    }

  self->event = event->id;
  if (!mq_run_is_known (self))
    {
      mq_run_record (self, event->type, event->data, event->id);
      mq_run_emit (self, event->type, event->data);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    if (g_str_equal (events[i].type, event->type)
        && !events[i].deal_with (self, event->data, error))
      return FALSE;

  self->last_event = MAX (self->last_event, event->id);
  return TRUE;
}

gboolean
mq_run_follow (MqRun *self, GError **error)
{
  while (!self->done)
    {
      g_autoptr (MqEvent) event = dex_await_boxed (
          mq_run_unless_cancelled (self, mq_link_next_event (self->link)), error);

      if (event == NULL || !deal_with (self, event, error))
        return FALSE;
    }

  return TRUE;
}
