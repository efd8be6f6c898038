/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The final pictures of a run that we lead: their turn, the pictures that join the version one by
 * one, and those that are rendered when the run has gone on. Used by mq-run-lead.c. */
#include "client/executor/mq-render-turn.h"
#include "client/run/mq-output.h"
#include "client/run/mq-run-private.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Awaits the turn to render final pictures, and tells how far it is. Those of Workbench are drawn
 * as fast as a preview, and need none. Returns: whether they may be rendered; %FALSE without an
 * error if they are to be rendered later */
static gboolean
take_turn (MqRun *self, MqRenderTurn *turn, GError **error)
{
  guint at_once = (guint)mq_config_get_int (self->config, MQ_CONFIG_RENDER_AT_ONCE);
  guint told = 0;

  if (g_str_equal (mq_config_get_string (self->config, MQ_CONFIG_RENDER_ENGINE), "workbench"))
    return TRUE;

  for (;;)
    {
      g_autofree char *before = NULL;
      g_autofree char *text = NULL;
      guint n = mq_render_turn_try (turn, at_once, &before);

      if (n == 0)
        return TRUE;

      /* Translators: the title of another asset, and a place in a line: 2 is the next one */
      text = g_strdup_printf (_ ("Waiting for the pictures of “%1$s” (number %2$u in line)"),
                              before, n + 1);
      if (n != told)
        mq_run_emit_notice (self, MQ_NOTICE_LEVEL_INFO, "render-waiting", text, NULL);
      told = n;

      /* The user has said the next change, or is about to, which is better to do than to wait. A
       * window is told it when it comes. */
      if (self->stage < MQ_RUN_STAGE_DONE && self->n_finals == 0
          && (self->n_changes > 0
              || (self->options->interactive && !self->options->keep_session && !self->waiting)))
        return FALSE;
      if (!dex_await (mq_run_unless_cancelled (
                          self, dex_future_first (mq_render_turn_wait (turn),
                                                  dex_ref (DEX_FUTURE (self->changed)), NULL)),
                      error))
        return FALSE;
    }
}

/* Awaits @before, the join of the picture before. */
static DexFuture *
join_fiber (MqRun *self, MqVersion *version, MqRunEvent *event, DexFuture *before)
{
  g_autofree char *relative = g_strdup (event->picture.picture + strlen (self->work_dir) + 1);
  char *pictures[] = { relative, NULL };
  GError *error = NULL;
  guint n;

  if (before != NULL && !dex_await (dex_ref (before), &error))
    return dex_future_new_for_error (error);
  n = dex_await_uint (
      mq_library_add_renders (self->library, self->session, version, self->work_dir, pictures),
      &error);
  if (n == 0)
    return dex_future_new_for_error (error);

  g_free (event->picture.picture);
  event->picture.picture = mq_version_get_picture (version, n - 1);
  mq_run_emit_own (self, mq_run_event_ref (event));
  return dex_future_new_true ();
}

/* Takes @event, of a final picture that is done. It is shown when it has joined its version. */
static void
join (MqRun *self, MqRunEvent *event)
{
  g_autoptr (MqRunEvent) owned = event;
  g_autoptr (DexFuture) before = NULL;

  if (event->picture.picture == NULL)
    return;

  before = g_steal_pointer (&self->joining);
  self->n_finals = (guint)event->picture.done;
  self->joining = mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, join_fiber, (MQ_TYPE_RUN, self),
                                       (MQ_TYPE_VERSION, self->pictured),
                                       (MQ_TYPE_RUN_EVENT, event), (DEX_TYPE_FUTURE, before));
}

/* Takes @event, of a picture that a Blender has drawn. After a crash, the next Blender draws those
 * again that have joined the version. */
void
mq_run_take_picture (MqRun *self, MqRunEvent *event)
{
  gboolean is_final = self->pictured != NULL && event->picture.provisional != TRUE;

  if (self->pictured != NULL)
    event->picture.version = mq_version_get_number (self->pictured);
  if (!is_final)
    mq_run_emit_own (self, event);
  else if (event->picture.done <= self->n_finals)
    mq_run_event_unref (event);
  else
    {
      gint64 number;
      g_autoptr (MqVersionDraft) draft = mq_executor_make_finals_draft (self->executor, &number);

      /* For a client that goes on when this one has ended. */
      if (draft != NULL)
        dex_future_disown (
            mq_library_keep_draft (self->library, self->session, self->id, number, draft));
      join (self, event);
    }
}

/* Awaits. The version is in the library, so the run continues after an error. It ends with it,
 * unless a later version can be written. */
void
mq_run_write_output (MqRun *self, MqVersion *version)
{
  MqRunEvent *event;
  g_autoptr (JsonObject) facts = mq_json_new (
      "team:s blender:s maquette:s folder:s", self->team != NULL ? self->team : "",
      mq_blender_get_version (self->blender), MQ_VERSION, mq_version_get_dir (version));
  g_autoptr (GError) trouble = NULL;

  g_clear_error (&self->output_error);
  if (dex_await (mq_output_write (self->options->output, self->session, version, facts), &trouble))
    return;

  event = mq_run_event_new (MQ_EVENT_OUTPUT_FAILED);
  event->file.text = g_strdup (trouble->message);
  mq_run_emit_own (self, event);
  self->output_error
      = g_error_new (MQ_ERROR, trouble->code,
                     _ ("The result could not be written to “%s”: %s\nIt is kept in the library "
                        "(%s); free some space, then copy it from there"),
                     self->options->output, trouble->message, mq_version_get_dir (version));
}

/* Awaits the pictures that join the version. @rendering: (nullable): the result of Blender;
 * @error: not all of its pictures have joined. */
static gboolean
complete (MqRun *self, JsonObject *rendering, GError **error)
{
  g_autoptr (MqVersion) version = NULL;
  gboolean joined = self->joining == NULL || dex_await (g_steal_pointer (&self->joining), error);

  version = g_steal_pointer (&self->pictured);
  if (rendering != NULL)
    {
      g_autoptr (JsonArray) cameras = mq_executor_take_cameras (self->executor, rendering);
      g_autoptr (JsonObject) content = dex_await_boxed (mq_version_load (version), NULL);
      JsonObject *report = mq_json_get_object (content, "report");
      g_autoptr (GError) fault = NULL;

      /* The cameras of the pictures belong to what is known of their version. */
      if (report != NULL)
        {
          mq_json_add (report, "cameras:A", cameras);
          if (!dex_await (mq_version_put_report (version, report), &fault))
            g_info ("Where pictures were taken from is not kept: %s", fault->message);
        }
    }
  if (self->n_finals > 0 && self->options->output != NULL
      && mq_version_get_number (version) == self->parent)
    mq_run_write_output (self, version);

  /* A file that is no picture is not shown either. */
  return joined
         && (mq_json_length (mq_json_get_array (rendering, "images")) <= self->n_finals
             || mq_fail (error, MQ_ERROR_FAILED, _ ("The picture “%s” is not a PNG"), "render"));
}

/* Awaits. The pictures join the version that was kept last, each when it is done. Returns:
 * (transfer full) (nullable): the body for the service */
JsonObject *
mq_run_render_finals (MqRun *self, MqRunEvent *event, GError **error)
{
  gint64 number = event->instruction.instruction;
  g_autoptr (MqRenderTurn) turn = mq_render_turn_new (self->options->rank,
                                                      mq_session_get_title (self->session));
  guint of = (guint)mq_config_get_int (self->config, MQ_CONFIG_RENDER_NUM_IMAGES);
  g_autoptr (JsonObject) kept = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) why = NULL;
  g_autoptr (GError) fault = NULL;
  JsonObject *rendering = NULL;
  JsonArray *images;
  guint joined, n;

  /* These pictures end a run that does not wait for the user. */
  if (!self->options->interactive)
    mq_worker_end_spares (self->worker);
  self->n_finals = 0;
  self->pictured = mq_version_find (mq_session_get_versions (self->session), self->parent);
  if (self->pictured == NULL)
    return mq_fail_null (error, MQ_ERROR_FAILED, _ ("There is no version %u"), self->parent);

  /* Shows the pictures that another client has rendered, which are not rendered again. */
  kept = dex_await_boxed (
      mq_library_restore_draft (self->library, self->session, self->id, number, self->work_dir),
      NULL);
  images = kept != NULL ? mq_executor_continue_finals (self->executor, number, kept) : NULL;
  joined = mq_version_get_n_pictures (self->pictured);
  n = mq_json_length (images);
  for (guint i = 0; i < n; i++)
    {
      MqRunEvent *shown = mq_run_event_new (MQ_EVENT_PICTURE);

      shown->picture.picture = i < joined
                                   ? mq_version_get_picture (self->pictured, i)
                                   : mq_run_dup_picture (self, mq_json_element_object (images, i));
      shown->picture.done = self->n_finals = i + 1;
      shown->picture.of = of;
      shown->picture.version = mq_version_get_number (self->pictured);
      if (i < joined)
        mq_run_emit_own (self, shown);
      else
        join (self, shown);
    }
  if (n > 0 && n != of)
    {
      /* Translators: how many of a version's pictures are there from before Maquette was closed */
      text = g_strdup_printf (
          ngettext ("%u of %u pictures was drawn before; the rest is drawn now",
                    "%u of %u pictures were drawn before; the rest is drawn now", n),
          n, of);
      mq_run_emit_notice (self, MQ_NOTICE_LEVEL_INFO, "pictures-kept", text, NULL);
    }

  if (take_turn (self, turn, &why))
    {
      body = dex_await_boxed (
          mq_run_unless_cancelled (self, mq_executor_execute (self->executor, event)), &why);
      rendering = mq_json_get_object (body, "result");
    }
  else if (why == NULL)
    {
      g_ptr_array_add (self->owed, g_object_ref (self->pictured));
      body = mq_json_new ("instruction:l ok:b result:o", number, TRUE,
                          mq_json_new ("images:a later:b", json_array_new (), TRUE));
    }

  if (!complete (self, rendering, &fault) && body != NULL)
    {
      json_object_unref (body);
      body = mq_json_new ("instruction:l ok:b error:o", number, FALSE,
                          mq_json_new ("code:s message:s", "failed", fault->message));
    }
  if (body != NULL)
    dex_future_disown (mq_library_remove_drafts (self->library, self->session, self->id, number));
  else
    mq_fail_with (error, &why);
  return g_steal_pointer (&body);
}

/* Tells that final pictures of a version are missing, and why. */
void
mq_run_report_missing (MqRun *self, guint n_finals, const char *why)
{
  guint of = (guint)mq_config_get_int (self->config, MQ_CONFIG_RENDER_NUM_IMAGES);
  g_autofree char *text
      = n_finals > 0
            /* Translators: numbers of pictures, and a sentence that says why */
            ? g_strdup_printf (_ ("%1$u of %2$u pictures are rendered. %3$s"), n_finals, of, why)
            : g_strdup_printf (_ ("The version is complete; only its pictures are missing. %s"),
                               why);

  if (n_finals < of)
    mq_run_emit_notice (self, MQ_NOTICE_LEVEL_WARNING, "render-failed", text, NULL);
}

/* Awaits. Renders the pictures of the versions that the run has gone on from while they were
 * waiting, the last one first, as long as there is nothing else to do. The user may have rendered
 * some meanwhile. */
void
mq_run_render_owed (MqRun *self)
{
  while (self->owed->len > 0 && (self->n_changes == 0 || self->stage >= MQ_RUN_STAGE_DONE)
         && dex_future_is_pending (DEX_FUTURE (self->cancelled)))
    {
      g_autoptr (MqVersion) version = g_object_ref (self->owed->pdata[self->owed->len - 1]);
      g_autofree char *scene = g_build_filename (mq_version_get_dir (version), "scene.blend", NULL);
      g_autoptr (MqRenderTurn) turn = mq_render_turn_new (self->options->rank,
                                                          mq_session_get_title (self->session));
      g_autoptr (JsonObject) rendering = NULL;
      g_autoptr (GError) why = NULL;

      if (mq_version_get_n_pictures (version) > 0)
        {
          g_ptr_array_set_size (self->owed, (int)self->owed->len - 1);
          continue;
        }

      self->n_finals = 0;
      self->pictured = g_object_ref (version);
      if (!take_turn (self, turn, &why))
        {
          g_clear_object (&self->pictured);
          return;
        }

      g_ptr_array_set_size (self->owed, (int)self->owed->len - 1);
      if (dex_await (mq_run_unless_cancelled (self, mq_worker_open (self->worker, scene)), &why))
        rendering = dex_await_boxed (
            mq_run_unless_cancelled (
                self, mq_executor_render_again (self->executor, mq_version_get_number (version))),
            &why);
      complete (self, rendering, why == NULL ? &why : NULL);
      if (why != NULL && self->exit == MQ_RUN_EXIT_NONE)
        mq_run_report_missing (self, self->n_finals, why->message);
    }
}
