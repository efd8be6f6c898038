/* The events of a run and what is done about each, see mq-run-private.h. */
#include "client/run/mq-run-private.h"

#include "client/run/mq-output.h"
#include "client/run/mq-http-problem-error.h"
#include "common/mq-error.h"
#include "common/mq-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Events. Each function deals with one kind and says whether the run can go on. */

gboolean
mq_run_add_message (MqRun *self, const char *role, const char *text, GError **error)
{
  return text == NULL || *text == '\0' || mq_run_is_known (self)
         || dex_await (mq_library_add_message (self->library, self->session, role, text), error);
}

/* What happened comes first: a run is never said to be farther than what is kept of it. */
gboolean
mq_run_record_stage (MqRun *self, MqRunStage stage, GError **error)
{
  dex_await (mq_run_keep_record (self), NULL);
  return dex_await (mq_library_record_run (self->library, self->session, self->id, self->last_event,
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
 * mq_run_record_end:
 * @self: a run that is over here
 * @why: (nullable): what it failed of
 * @error: return location
 *
 * Notes how far it came, if it is ours.
 *
 * Returns: whether it could
 */
gboolean
mq_run_record_end (MqRun *self, const GError *why, GError **error)
{
  name_unasked (self, why);
  return !self->ours || mq_run_record_stage (self, get_stage (self, why), error);
}

static void
show_preview (MqRun *self, const MqInstructionEvent *instruction, JsonObject *body)
{
  JsonObject *result = mq_json_get_object (body, "result");
  JsonArray *images = mq_json_get_array (result, "images");
  JsonObject *image = images != NULL && json_array_get_length (images) > 0
                          ? mq_json_element_object (images, 0)
                          : NULL;
  const char *file = mq_json_get_string (image, "file", NULL);

  if (instruction->mode == MQ_RENDER_MODE_PREVIEW && file != NULL && strstr (file, "..") == NULL
      && *file != '/')
    {
      MqRunEvent *event = mq_run_event_new (MQ_EVENT_PREVIEW);

      event->picture.picture = g_build_filename (self->work_dir, file, NULL);
      mq_run_emit_own (self, event);
    }
}

static gboolean
on_instruction (MqRun *self, MqRunEvent *event, GError **error)
{
  const MqInstructionEvent *instruction = &event->instruction;
  g_autofree char *path = mq_run_make_path (self, "results");
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) body = NULL;

  /* The service waits for one result at a time: only the last one can be outstanding. */
  if (mq_run_is_past (self))
    {
      mq_executor_record (self->executor, event);
      return TRUE;
    }

  if (self->resumed
      && !dex_await (mq_run_unless_cancelled (self, mq_executor_replay (self->executor, event)),
                     error))
    return FALSE;

  self->looking = instruction->mode == MQ_RENDER_MODE_LOOK;
  body = dex_await_boxed (
      mq_run_unless_cancelled (self, mq_executor_execute (self->executor, event)), error);
  self->looking = FALSE;
  if (body == NULL || !mq_run_upload (self, instruction, body, error))
    return FALSE;

  show_preview (self, instruction, body);
  mq_run_emit_own (self, mq_run_make_result (instruction, body));
  answer = mq_run_post (self, path, body, error);
  return answer != NULL;
}

static gboolean
on_plan (MqRun *self, MqRunEvent *event, GError **error)
{
  const char *title = mq_json_get_string (event->plan.plan, "title", NULL);
  g_autofree char *short_title = title != NULL ? mq_session_make_title (title) : NULL;

  return short_title == NULL || self->order->title != NULL || mq_run_is_known (self)
         || dex_await (mq_library_rename_session (self->library, self->session, short_title),
                       error);
}

static void
emit_output (MqRun *self, MqRunEventKind kind, const char *folder, const char *text)
{
  MqRunEvent *event = mq_run_event_new (kind);

  event->file.folder = g_strdup (folder);
  event->file.text = g_strdup (text);
  mq_run_emit_own (self, event);
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
      emit_output (self, MQ_EVENT_OUTPUT, self->order->output, NULL);
      return TRUE;
    }

  /* The version is safe; the run goes on, and ends with this unless a later version can be
   * written. */
  emit_output (self, MQ_EVENT_OUTPUT_FAILED, NULL, trouble->message);
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
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_KEPT);
  g_autoptr (GStrvBuilder) pictures = g_strv_builder_new ();

  for (guint i = 0; i < mq_version_get_n_pictures (version); i++)
    g_strv_builder_take (pictures, mq_version_get_picture (version, i));

  event->kept.session = g_strdup (mq_session_get_id (self->session));
  event->kept.version = mq_version_get_number (version);
  event->kept.folder = g_strdup (mq_version_get_dir (version));
  event->kept.pictures = g_strv_builder_end (pictures);
  mq_run_emit_own (self, event);
}

/* What is kept already when a run is taken up again is not kept twice. */
static gboolean
pass_over (MqRun *self, MqRunEvent *made, MqVersion *version)
{
  self->parent = mq_version_get_number (version);
  mq_executor_discard_before (self->executor, made);
  if (self->n_versions > self->n_shown_kept)
    emit_kept (self, version);

  return TRUE;
}

static gboolean
on_version (MqRun *self, MqRunEvent *made, GError **error)
{
  g_autoptr (MqVersion) kept = mq_run_find_kept (self);
  g_autoptr (MqVersion) version = NULL;
  MqVersionDraft *draft;

  if (kept != NULL)
    return pass_over (self, made, kept);

  if (self->resumed
      && !dex_await (mq_run_unless_cancelled (self, mq_executor_rebuild (self->executor, made)),
                     error))
    return FALSE;

  if (!(draft = mq_executor_make_version_draft (self->executor, made, error)))
    return FALSE;

  draft->parent = self->parent;
  version = dex_await_object (mq_library_keep_version (self->library, self->session, draft), error);
  if (version == NULL)
    {
      g_prefix_error_literal (error, _ ("The version could not be kept: "));
      return FALSE;
    }

  self->parent = mq_version_get_number (version);
  mq_executor_discard_before (self->executor, made);
  emit_kept (self, version);
  mq_run_show_live (self, version);
  return mq_run_add_message (self, "team", mq_version_get_summary (version), error)
         && mq_run_record_stage (self, MQ_RUN_STAGE_WORKING, error)
         && (self->order->output == NULL || write_output (self, version, error));
}

static gboolean
on_phase (MqRun *self, MqRunEvent *event, GError **error)
{
  if (event->phase.phase == MQ_RUN_PHASE_GUIDED)
    self->guided = TRUE;

  return TRUE;
}

static gboolean
on_notice (MqRun *self, MqRunEvent *event, GError **error)
{
  return mq_run_add_message (self, "notice", event->notice.text, error);
}

static gboolean
on_refused (MqRun *self, MqRunEvent *event, GError **error)
{
  return mq_run_add_message (self, "notice", event->refused.text, error);
}

static gboolean
on_refinement (MqRun *self, MqRunEvent *event, GError **error)
{
  self->waiting = FALSE;
  return mq_run_add_message (self, "user", event->refinement.text, error)
         && (mq_run_is_known (self) || mq_run_record_stage (self, MQ_RUN_STAGE_WORKING, error));
}

static gboolean
on_waiting (MqRun *self, MqRunEvent *event, GError **error)
{
  self->guided = TRUE;
  self->waiting = TRUE;
  if (mq_run_is_known (self) && !mq_run_is_past (self))
    mq_run_emit_own (self, mq_run_event_new (MQ_EVENT_STILL_WAITING));
  return mq_run_is_past (self) || mq_run_record_stage (self, MQ_RUN_STAGE_WAITING, error);
}

static gboolean
on_done (MqRun *self, MqRunEvent *event, GError **error)
{
  self->done = TRUE;
  return TRUE;
}

static gboolean
on_failed (MqRun *self, MqRunEvent *event, GError **error)
{
  g_autoptr (JsonObject) problem = mq_run_event_encode (event);

  self->done = TRUE;
  self->told = TRUE;
  g_propagate_error (error, mq_http_problem_to_error (problem, 0));
  return FALSE;
}

static gboolean
handle (MqRun *self, MqRunEvent *event, GError **error)
{
  switch (event->kind)
    {
    case MQ_EVENT_INSTRUCTION:
      return on_instruction (self, event, error);
    case MQ_EVENT_VERSION:
      return on_version (self, event, error);
    case MQ_EVENT_PLAN:
      return on_plan (self, event, error);
    case MQ_EVENT_PHASE:
      return on_phase (self, event, error);
    case MQ_EVENT_NOTICE:
      return on_notice (self, event, error);
    case MQ_EVENT_REFINEMENT:
      return on_refinement (self, event, error);
    case MQ_EVENT_REFUSED:
      return on_refused (self, event, error);
    case MQ_EVENT_WAITING:
      return on_waiting (self, event, error);
    case MQ_EVENT_DONE:
      return on_done (self, event, error);
    case MQ_EVENT_FAILED:
      return on_failed (self, event, error);
    default:
      return TRUE;
    }
}

static gboolean
deal_with (MqRun *self, MqRunEvent *event, GError **error)
{
  /* Of the moment: shown, and nothing else. */
  if (event->id == 0)
    {
      mq_run_emit (self, event);
      return TRUE;
    }

  self->event = event->id;
  if (!mq_run_is_known (self))
    {
      mq_run_record (self, event);
      mq_run_emit (self, event);
    }

  if (!handle (self, event, error))
    return FALSE;

  self->last_event = MAX (self->last_event, event->id);
  return TRUE;
}

gboolean
mq_run_follow (MqRun *self, GError **error)
{
  while (!self->done)
    {
      g_autoptr (MqRunEvent) event = dex_await_boxed (
          mq_run_unless_cancelled (self, mq_service_connection_next_event (self->connection)),
          error);

      if (event == NULL || !deal_with (self, event, error))
        return FALSE;
    }

  return TRUE;
}
