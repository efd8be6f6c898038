/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRun: starts and drives one run, see mq-run.h. One fiber handles the run's events in order
 * (mq-run-record.c). Requests of the user are sent in parallel. */
#include "client/run/mq-run.h"

#include "client/executor/mq-worker-settings.h"
#include "client/picture/mq-picture-check.h"
#include "client/picture/mq-reference.h"
#include "client/run/mq-run-private.h"
#include "client/service/mq-run-settings.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-signal.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* Starts a run: session, folder, worker and service, then the request; or attaches to an open one,
 * whichever program started it. */

#define MAX_HISTORY_BYTES (2 * 1024 * 1024)
/* The longest that a stopped run waits for the client that leads it. */
#define STOP_SECONDS 60

/* @blender: (nullable): the version of a worker's Blender */
static void
emit_process (MqRun *self, MqRunEventKind kind, GPid pid, const char *blender)
{
  MqRunEvent *event = mq_run_event_new (kind);

  event->process.pid = pid;
  event->process.blender = g_strdup (blender);
  mq_run_emit_own (self, event);
}

static JsonObject *
make_request (MqRun *self, GError **error)
{
  MqRunOptions *options = self->options;
  g_autoptr (JsonObject) request = mq_json_new (
      "team:s? mode:s interactive:b client:s client_id:s session:s", options->team, options->mode,
      options->interactive, "maquette " MQ_VERSION, mq_service_connection_get_id (self->connection),
      mq_session_get_id (self->session));
  g_autoptr (JsonObject) base = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (JsonArray) history = json_array_new ();
  GListModel *own = mq_session_get_versions (self->session);
  gsize bytes = 0;

  mq_run_write_message (self, options->message, request, MQ_MESSAGE_FIRST);
  if (options->go_on)
    mq_json_add (request, "go_on:b", TRUE);
  mq_json_add (
      request, "blender:o render:o settings:o? script:s? begun:O? plan:O?",
      mq_json_new ("version:s", mq_blender_get_version (self->blender)),
      mq_json_new ("num_images:i", mq_config_get_int (self->config, MQ_CONFIG_RENDER_NUM_IMAGES)),
      options->server == NULL ? mq_run_settings_new (self->config, options->replay) : NULL,
      options->script, options->begun, options->plan);
  if (options->hand_edit != NULL)
    mq_json_add (request, "by_hand:o",
                 mq_json_new ("summary:s changes:A", mq_hand_edit_get_summary (options->hand_edit),
                              mq_hand_edit_get_changes (options->hand_edit)));
  if (options->base == NULL || g_str_equal (options->mode, "create"))
    return g_steal_pointer (&request);

  /* The version to continue from. A script of the user's does not need one. */
  if (!(base = dex_await_boxed (mq_version_load (options->base), error)))
    return NULL;
  mq_executor_set_cameras (self->executor,
                           mq_json_get_array (mq_json_get_object (base, "report"), "cameras"));
  if (mq_json_get_string (base, "script", NULL) != NULL)
    {
      json_object_remove_member (base, "missing");
      mq_json_add (base, "version:l title:s?", (gint64)mq_version_get_number (options->base),
                   options->base_session != NULL ? mq_session_get_title (options->base_session)
                                                 : NULL);
      json_object_set_object_member (request, "base", g_steal_pointer (&base));
    }
  else if (!g_str_equal (options->mode, "script"))
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND,
                         _ ("The script of version %u is missing in the library (%s)"),
                         mq_version_get_number (options->base), mq_version_get_dir (options->base));

  if (!g_str_equal (options->mode, "continue"))
    return g_steal_pointer (&request);

  /* The newest versions, which an instruction can refer to. Of another session: those that lead to
   * the base, which this one gets with their numbers when it has a version of its own. A version
   * that is missing in the library is left out. */
  if (options->base_session != NULL && options->base_session != self->session)
    versions = mq_version_list_chain (mq_session_get_versions (options->base_session),
                                      options->base);
  else
    {
      versions = g_ptr_array_new_with_free_func (g_object_unref);
      for (guint i = 0; i < g_list_model_get_n_items (own); i++)
        g_ptr_array_add (versions, g_list_model_get_item (own, i));
    }
  for (guint i = MAX (versions->len, MQ_RUN_MAX_HISTORY) - MQ_RUN_MAX_HISTORY; i < versions->len;
       i++)
    {
      MqVersion *version = versions->pdata[i];
      g_autoptr (JsonObject) entry = dex_await_boxed (mq_version_load (version), NULL);
      g_autofree char *text = entry != NULL ? mq_json_object_to_string (entry, FALSE) : NULL;

      if (text == NULL || (bytes += strlen (text)) > MAX_HISTORY_BYTES)
        continue;
      json_object_remove_member (entry, "missing");
      mq_json_add (entry, "version:l parent:l instruction:s? summary:s?",
                   (gint64)mq_version_get_number (version), (gint64)mq_version_get_parent (version),
                   mq_version_get_instruction (version), mq_version_get_summary (version));
      json_array_add_object_element (history, g_steal_pointer (&entry));
    }
  if (json_array_get_length (history) > 0)
    json_object_set_array_member (request, "history", g_steal_pointer (&history));
  return g_steal_pointer (&request);
}

/* Awaits. */
static gboolean
emit_first_message (MqRun *self, GError **error)
{
  MqRunOptions *options = self->options;
  GStrv pictures = options->message->pictures;
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_SESSION);
  g_autoptr (JsonObject) unsent = NULL;

  event->session.session = g_strdup (mq_session_get_id (self->session));
  mq_run_emit_own (self, event);

  /* Copies the pictures into the library, because the user may move the originals. The library
   * keeps PNG, JPEG and WebP; of another format, what is decoded. */
  for (guint i = 0; pictures[i] != NULL; i++)
    {
      g_autofree char *name = g_filename_display_basename (pictures[i]);
      g_autofree char *temp = NULL;
      g_autoptr (GBytes) png = NULL;
      MqPictureFacts facts;
      g_autofd int fd = mq_picture_check_file (pictures[i], name, &facts, NULL);
      g_autofd int made = -1;
      char *kept = NULL;

      if (fd < 0 || facts.mime != NULL)
        kept = dex_await_string (mq_library_add_picture (self->library, self->session, pictures[i]),
                                 error);
      else if ((png = dex_await_boxed (mq_reference_make (pictures[i], MQ_REFERENCE_MAX_SIDE),
                                       error))
                   != NULL
               && (made = g_file_open_tmp ("maquette-XXXXXX.png", &temp, error)) >= 0
               && mq_files_write_all (made, g_bytes_get_data (png, NULL), g_bytes_get_size (png),
                                      temp, error))
        kept = dex_await_string (mq_library_add_picture (self->library, self->session, temp),
                                 error);
      if (temp != NULL)
        g_unlink (temp);
      if (kept == NULL)
        return FALSE;

      g_free (pictures[i]);
      pictures[i] = kept;
    }

  mq_run_number_pictures (self, options->message);
  mq_run_emit_message (self, options->message, FALSE);

  /* An asset that was taken from Blender ends with this program; the user can take it again. */
  if (!options->keep_session || options->hand_edit != NULL)
    return TRUE;

  /* The request stays until the service has accepted it, so that a crash does not lose the
   * message. */
  unsent = mq_run_options_to_json (options);
  return dex_await (mq_library_add_unsent (self->library, self->session, self->id, unsent), error);
}

/* Uses the session of the options, or creates one. */
static gboolean
enter_session (MqRun *self, GError **error)
{
  MqRunOptions *options = self->options;
  const char *text = options->message->text;
  char **pictures = options->message->pictures;
  g_autofree char *title = NULL;
  /* The first words; those that are said now are with their version. */
  const char *first_message = options->base_session != NULL
                                  ? mq_session_get_first_message (options->base_session)
                                  : text;
  g_autofree char *base = NULL;
  g_autoptr (JsonObject) unsent = NULL;

  if (options->message->id == NULL)
    options->message->id = mq_json_new_id ();
  self->id = g_strdup (options->message->id);
  self->parent = options->base != NULL ? mq_version_get_number (options->base) : 0;

  if (options->session != NULL)
    {
      self->session = g_object_ref (options->session);
      self->title = g_strdup (mq_session_get_title (self->session));
      return emit_first_message (self, error);
    }

  if (options->base != NULL)
    base = g_strdup_printf ("%s/%u", mq_session_get_id (options->base_session),
                            mq_version_get_number (options->base));

  /* The title until there is a plan: the message, or the name of the picture, unless that is one of
   * ours, which the window keeps under an id. */
  if (options->title != NULL)
    title = g_strdup (options->title);
  else if (*text != '\0' || *pictures == NULL)
    title = mq_session_make_title (text);
  else
    {
      g_autofree char *name = g_filename_display_basename (*pictures);
      char *dot = strrchr (name, '.');

      if (dot != NULL && dot != name)
        *dot = '\0';
      title = mq_session_make_title (g_uuid_string_is_valid (name) ? _ ("From a picture") : name);
    }

  unsent = options->keep_session ? mq_run_options_to_json (options) : NULL;
  self->session
      = dex_await_object (mq_library_create_session (self->library, title, first_message, base,
                                                     unsent != NULL ? self->id : NULL, unsent),
                          error);
  if (self->session == NULL)
    return FALSE;

  self->title = g_steal_pointer (&title);
  return emit_first_message (self, error);
}

/* Only measuring, among a run's calls of Blender, has progress without pictures. */
static void
on_progress (MqRun *self, JsonObject *params)
{
  gboolean is_measuring = !json_object_has_member (params, "image");
  char *picture = self->looking ? NULL
                                : mq_run_dup_picture (self, mq_json_get_object (params, "image"));
  guint n_kept = is_measuring ? 0 : mq_executor_get_n_kept (self->executor);
  MqRunEvent *event;

  if (picture == NULL && !is_measuring)
    return;

  event = mq_run_event_new (is_measuring ? MQ_EVENT_MEASURING : MQ_EVENT_PICTURE);
  event->picture.picture = picture;
  event->picture.done = n_kept + MAX (mq_json_get_int (params, "done", 0), 0);
  event->picture.of = n_kept + MAX (mq_json_get_int (params, "of", 0), 0);
  if (mq_json_get_boolean (params, "provisional", FALSE))
    event->picture.provisional = TRUE;
  if (is_measuring)
    mq_run_emit_own (self, event);
  else
    mq_run_take_picture (self, event);
}

static void
on_replaced (MqRun *self, const char *why)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_WORKER_REPLACED);

  event->process.why = g_strdup (why);
  mq_run_emit_own (self, event);
}

static void
on_restarted (MqRun *self, int pid)
{
  emit_process (self, MQ_EVENT_SERVICE_RESTARTED, pid, NULL);
}

static void
on_away (MqRun *self)
{
  mq_run_emit_notice (
      self, MQ_NOTICE_LEVEL_WARNING, "service-away", _ ("The service cannot be reached"),
      _ ("The run continues when it answers again. Maquette tries for 10 minutes."));
}

/* Whether the next event is the service's to send, so that a quiet stream is asked for again: a
 * node may have lost the run to another one, and a proxy may hold events back. A model may also
 * think for long, so there are no words at once. */
static gboolean
on_quiet (MqRun *self)
{
  if (self->part != MQ_RUN_LEADING || self->waiting || self->stage >= MQ_RUN_STAGE_DONE
      || mq_run_is_working (self))
    return FALSE;

  if (++self->n_quiet == 2)
    mq_run_emit_notice (self, MQ_NOTICE_LEVEL_INFO, "service-quiet",
                        _ ("The service is running, but has sent nothing new for a while"),
                        _ ("Maquette asks it again. If this happens often, a proxy in front of the "
                           "service may hold events back: turn off its buffering."));
  return TRUE;
}

/* Returns: (transfer full) (nullable): the file that the run's scripts load */
static char *
find_meshes (MqRun *self)
{
  g_autoptr (MqVersion) parent = NULL;

  if (self->options->meshes != NULL)
    return g_strdup (self->options->meshes);
  if (self->options->base != NULL)
    return mq_version_dup_meshes (self->options->base);

  parent = mq_version_find (mq_session_get_versions (self->session), self->parent);
  return parent != NULL ? mq_version_dup_meshes (parent) : NULL;
}

/* Awaits. Takes the worker that is ready, or makes one and its folder. */
gboolean
mq_run_make_worker (MqRun *self, GError **error)
{
  const MqWorkerSettings settings = mq_worker_settings_read (self->blender, self->config);
  g_autofree char *meshes = NULL;

  if (self->worker != NULL)
    return TRUE;

  /* MqVariants limits how many Blenders there are at once. */
  if (self->options->ready != NULL && self->work_dir == NULL
      && self->options->message->variants == 1)
    self->worker = mq_ready_worker_take (self->options->ready, self->blender, self->config,
                                         &self->work_dir);
  if (self->worker == NULL)
    {
      if (self->work_dir == NULL
          && !(self->work_dir = dex_await_string (mq_library_make_work_dir (self->library), error)))
        return FALSE;
      self->worker = mq_worker_new (&settings, self->work_dir,
                                    self->options->message->variants == 1
                                        && mq_worker_settings_want_spare (self->config));
    }

  /* The executor counts a picture before it is shown. */
  mq_executor_set_worker (self->executor, self->worker, self->work_dir, self->config);
  mq_worker_set_version (self->worker, self->n_kept + 1);
  meshes = find_meshes (self);
  mq_executor_set_meshes (self->executor, meshes);
  g_signal_connect_object (self->worker, "progress", G_CALLBACK (on_progress), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->worker, "replaced", G_CALLBACK (on_replaced), self,
                           G_CONNECT_SWAPPED);
  mq_executor_set_hand_edit (self->executor, self->options->hand_edit);
  return TRUE;
}

/* Reminds the user of a dangerous setting. */
static void
emit_settings (MqRun *self)
{
  if (!mq_config_get_boolean (self->config, MQ_CONFIG_BLENDER_SANDBOX))
    mq_run_emit_notice (
        self, MQ_NOTICE_LEVEL_WARNING, "sandbox-off",
        _ ("The sandbox is off (blender.sandbox): scripts run with all of your rights"), NULL);
}

DexFuture *
mq_run_open_connection (MqRun *self)
{
  self->connection = self->options->server != NULL
                         ? mq_service_connection_new_for_url (self->options->server)
                         : mq_service_connection_new ();
  if (self->options->wait)
    mq_service_connection_wait_for_room (self->connection);
  g_signal_connect_object (self->connection, "restarted", G_CALLBACK (on_restarted), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connection, "away", G_CALLBACK (on_away), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connection, "quiet", G_CALLBACK (on_quiet), self,
                           G_CONNECT_SWAPPED);
  return mq_service_connection_open (self->connection);
}

/* Awaits. Starts Blender and the service in parallel. Both must work before the run is requested,
 * so that a broken sandbox is the first error. For a run that another program started, only
 * connects, and reads all its events again; Blender starts when it is needed. @error:
 * %MQ_ERROR_NOT_FOUND: the service no longer has that run */
static gboolean
prepare (MqRun *self, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (JsonObject) state = NULL;
  DexFuture *worker;

  if (self->attached)
    {
      path = g_strdup_printf ("/v1/runs/%s", self->id);
      /* Not cancelled by a stop, because the stop has to reach the service. The lead needs the
       * progress of the run before the first event. */
      if (!dex_await (mq_run_open_connection (self), error)
          || !(state = dex_await_boxed (mq_service_connection_get (self->connection, path), error)))
        return FALSE;

      self->stage = MQ_RUN_STAGE_OPEN;
      mq_json_read (state, "events:l team:S", &self->history, &self->team);
      mq_service_connection_follow (self->connection, self->id);
      if (self->history == 0)
        dex_promise_resolve_boolean (self->asked, TRUE);
      return TRUE;
    }

  /* Pictures that the team does not support are an error before anything starts. */
  if (self->options->must_see && !mq_run_check_pictures (self, error))
    return FALSE;

  /* The window shows this notice below the user’s message; the command line prints it first. */
  if (!self->options->keep_session)
    emit_settings (self);
  if (!enter_session (self, error))
    return FALSE;
  if (self->options->keep_session)
    emit_settings (self);

  if (!mq_run_make_worker (self, error))
    return FALSE;

  worker = mq_worker_start (self->worker);

  if (self->connection == NULL
      && !dex_await (mq_run_unless_cancelled (self, mq_run_open_connection (self)), error))
    {
      dex_unref (worker);
      return FALSE;
    }

  emit_process (self, MQ_EVENT_SERVICE, mq_service_connection_get_pid (self->connection), NULL);
  if (!dex_await (mq_run_unless_cancelled (self, worker), error))
    return FALSE;

  emit_process (self, MQ_EVENT_WORKER, mq_worker_get_pid (self->worker),
                mq_blender_get_version (self->blender));
  dex_future_disown (mq_worker_warm_up (self->worker));
  return TRUE;
}

static gboolean
ask (MqRun *self, GError **error)
{
  g_autoptr (JsonObject) request = NULL;
  g_autoptr (JsonObject) answer = NULL;
  MqVersion *last;
  MqRunEvent *event;
  JsonObject *team;
  JsonArray *first;
  guint n_first;

  if (self->options->message->numbers != NULL
      && !mq_run_query_vision (self, self->options->message, error))
    return FALSE;

  /* `began` tells a later leading client what it needs. */
  last = mq_session_get_last_version (self->session);
  event = mq_run_event_new (MQ_EVENT_BEGAN);
  event->began.mode = g_strdup (self->options->mode);
  event->began.base = self->parent;
  event->began.versions = MAX (last != NULL ? mq_version_get_number (last) : 0, self->parent);
  mq_run_emit_own (self, event);

  n_first = json_array_get_length (first = mq_run_list_unpublished (self));
  if (!(request = make_request (self, error)))
    {
      json_array_unref (first);
      return FALSE;
    }

  json_object_set_array_member (request, "events", first);

  /* From now on the service may have the run, even if its answer is lost. */
  self->part = MQ_RUN_LEADING;
  self->stage = MQ_RUN_STAGE_SENT;
  self->request = mq_service_connection_post (self->connection, "/v1/runs", request);
  answer = dex_await_boxed (mq_run_unless_cancelled (self, dex_ref (self->request)), error);
  if (answer == NULL)
    return FALSE;

  self->stage = MQ_RUN_STAGE_OPEN;
  mq_run_note_published (self, n_first);
  if (self->options->again)
    {
      self->attached = TRUE;
      self->history = mq_json_get_int (answer, "events", 0);
    }
  /* A repeated request finds the run with its progress. */
  mq_run_begin_lead (self, answer);

  mq_service_connection_follow (self->connection, self->id);
  if ((team = mq_json_get_object (answer, "team")) != NULL)
    {
      event = mq_run_event_read ("team", team, 0);
      g_set_str (&self->team, event->team.name != NULL ? event->team.name : "");
      mq_run_emit_own (self, event);
    }
  /* For a service at an address, the unsent entry stays until the run ends: it holds the address,
   * which the settings may change. */
  if ((self->options->keep_session && self->options->server == NULL
       && !dex_await (mq_library_remove_unsent (self->library, self->id), error))
      || !mq_run_send_pictures (self, error))
    return FALSE;

  if (!self->attached)
    dex_promise_resolve_boolean (self->asked, TRUE);
  return TRUE;
}

/* Requests of the user to an open run: a change, a larger budget, the end. */

/* @message: (nullable): of the request; @was_waiting: the run waited for the user before it */
static DexFuture *
request_fiber (MqRun *self, const char *what, JsonObject *body, MqMessage *message,
               gboolean was_waiting)
{
  JsonObject *answer = NULL;
  GError *error = NULL;
  gboolean good;

  /* The message stays until the service has accepted it, so that a crash does not lose it. */
  if (message != NULL && self->session != NULL && self->options->keep_session)
    {
      g_autoptr (JsonObject) unsent = mq_json_new ("run:s", self->id);

      mq_message_write (message, unsent, MQ_MESSAGE_LOCAL);
      dex_await (mq_library_add_unsent (self->library, self->session, message->id, unsent), NULL);
    }

  good = dex_await (dex_ref (DEX_FUTURE (self->asked)), &error);
  if (good && message != NULL)
    {
      mq_run_number_pictures (self, message);
      good = message->numbers == NULL
             || (mq_run_query_vision (self, message, &error)
                 && mq_run_send_pictures (self, &error));
      if (good)
        mq_run_write_message (self, message, body, MQ_MESSAGE_LOCAL);
    }
  if (good)
    {
      g_autofree char *path = mq_run_make_path (self, what);

      mq_json_add (body, "client:s", mq_service_connection_get_id (self->connection));
      answer = dex_await_boxed (mq_service_connection_post (self->connection, path, body), &error);
    }

  /* After a detach, the row stays: the next program that opens the session sends the message. */
  if (answer == NULL && self->exit == MQ_RUN_EXIT_DETACH)
    return dex_future_new_for_error (error);

  if (answer == NULL && was_waiting)
    self->waiting = TRUE;
  if (message != NULL && self->session != NULL && self->options->keep_session)
    dex_future_disown (mq_library_remove_unsent (self->library, message->id));
  return answer != NULL ? dex_future_new_take_boxed (JSON_TYPE_OBJECT, answer)
                        : dex_future_new_for_error (error);
}

/* Takes @body. */
static DexFuture *
send_request (MqRun *self, const char *what, JsonObject *body, MqMessage *message,
              gboolean was_waiting)
{
  g_autoptr (JsonObject) owned = body;

  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, request_fiber, (MQ_TYPE_RUN, self),
                              (G_TYPE_STRING, what), (JSON_TYPE_OBJECT, owned),
                              (MQ_TYPE_MESSAGE, message), (G_TYPE_BOOLEAN, was_waiting));
}

/**
 * mq_run_refine:
 * @self: an interactive run
 * @message: (transfer full): the change; the service ignores a repeated id. Its pictures are in the
 *   library, and are sent to a team that supports pictures
 *
 * May be called as soon as the run works: the service queues the message.
 *
 * Returns: (transfer full): resolves when the service has accepted it; rejects with
 *   %MQ_ERROR_CONFLICT if the run ended before that, %MQ_ERROR_BAD_INPUT if a picture is damaged
 */
DexFuture *
mq_run_refine (MqRun *self, MqMessage *message)
{
  g_autoptr (MqMessage) owned = message;
  gboolean was_waiting;

  dex_return_error_if_fail (MQ_IS_RUN (self));
  dex_return_error_if_fail (message != NULL);

  if (owned->id == NULL)
    owned->id = mq_json_new_id ();
  was_waiting = self->waiting;
  mq_run_emit_message (self, owned, TRUE);
  self->waiting = FALSE;
  mq_run_note_change (self);
  return send_request (self, "refinements", json_object_new (), owned, was_waiting);
}

/**
 * mq_run_answer:
 * @self: a run that has asked
 * @question: the number in the event `asked`
 * @requirements: those that the user wants of the list, changed or not
 *
 * Returns: (transfer full): resolves to the service's answer (JSON_TYPE_OBJECT); rejects with
 *   %MQ_ERROR_BAD_INPUT if one cannot be measured or two contradict each other, with
 *   %MQ_ERROR_CONFLICT if it was answered already
 */
DexFuture *
mq_run_answer (MqRun *self, gint64 question, JsonArray *requirements)
{
  g_autofree char *id = mq_json_new_id ();

  dex_return_error_if_fail (MQ_IS_RUN (self));

  /* The service recognises a repeated request by its id. */
  return send_request (self, "answers",
                       mq_json_new ("question:l requirements:A id:s", question, requirements, id),
                       NULL, FALSE);
}

/**
 * mq_run_raise_budget:
 * @self: a run
 * @factor: 1 < @factor <= 10
 *
 * Multiplies the budget, so that a used-up run can continue.
 *
 * Returns: (transfer full): resolves to the answer, `budget` and `spent` (JSON_TYPE_OBJECT), once
 *   the service has raised it; rejects with %MQ_ERROR_CONFLICT if the run ended before that
 */
DexFuture *
mq_run_raise_budget (MqRun *self, double factor)
{
  g_autofree char *id = mq_json_new_id ();

  dex_return_error_if_fail (MQ_IS_RUN (self));
  dex_return_error_if_fail (factor > 1 && factor <= 10);

  return send_request (self, "budget", mq_json_new ("factor:d id:s", factor, id), NULL, FALSE);
}

/* The end of the run closes the connection, perhaps before the answer has been read. */
static DexFuture *
finish_failed (DexFuture *future, gpointer user_data)
{
  MqRun *self = user_data;

  return self->stage >= MQ_RUN_STAGE_DONE ? dex_future_new_true () : dex_ref (future);
}

/**
 * mq_run_finish:
 * @self: an interactive run
 *
 * Returns: (transfer full): resolves when the service has accepted it or the run has ended; the run
 *   ends after its current work
 */
DexFuture *
mq_run_finish (MqRun *self)
{
  dex_return_error_if_fail (MQ_IS_RUN (self));

  return dex_future_catch (send_request (self, "finish", json_object_new (), NULL, FALSE),
                           finish_failed, g_object_ref (self), g_object_unref);
}

G_DEFINE_FINAL_TYPE (MqRun, mq_run, G_TYPE_OBJECT)

static guint event_signal;

static void
mq_run_finalize (GObject *object)
{
  MqRun *self = MQ_RUN (object);

  g_object_unref (self->library);
  g_object_unref (self->config);
  g_clear_object (&self->blender);
  mq_run_options_free (self->options);
  g_clear_object (&self->session);
  g_clear_object (&self->connection);
  g_clear_object (&self->worker);
  g_clear_object (&self->executor);
  g_free (self->work_dir);
  g_free (self->team);
  g_free (self->title);
  g_free (self->id);
  g_clear_pointer (&self->plan, json_object_unref);
  dex_clear (&self->asked);
  dex_clear (&self->request);
  dex_clear (&self->next_event);
  g_ptr_array_unref (self->record);
  g_free (self->recorded_script);
  dex_clear (&self->cancelled);
  dex_clear (&self->joining);
  dex_clear (&self->changed);
  g_ptr_array_unref (self->owed);
  g_clear_object (&self->pictured);
  g_clear_pointer (&self->kept, mq_run_event_unref);
  g_clear_error (&self->output_error);
  g_clear_pointer (&self->ended, mq_run_event_unref);
  g_clear_handle_id (&self->publish_source, g_source_remove);
  dex_clear (&self->sharing);
  g_ptr_array_unref (self->unpublished);
  dex_clear (&self->showing);
  dex_clear (&self->working);
  g_queue_clear_full (&self->work, (GDestroyNotify)mq_run_event_unref);
  g_clear_pointer (&self->last_instruction, mq_run_event_unref);
  g_clear_pointer (&self->last_version, mq_run_event_unref);
  g_ptr_array_unref (self->references);

  G_OBJECT_CLASS (mq_run_parent_class)->finalize (object);
}

static void
mq_run_class_init (MqRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_run_finalize;

  event_signal = mq_signal_new (MQ_TYPE_RUN, "event", 1, MQ_TYPE_RUN_EVENT);
}

static void
mq_run_init (MqRun *self)
{
  self->asked = dex_promise_new ();
  self->cancelled = dex_promise_new ();
  self->references = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_reference_free);
  self->unpublished = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  self->record = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  self->executor = mq_executor_new ();
  self->owed = g_ptr_array_new_with_free_func (g_object_unref);
  self->changed = dex_promise_new ();
  g_queue_init (&self->work);
}

/**
 * mq_run_new:
 * @library: where versions are saved; writable
 * @config: the settings
 * @blender: (nullable): carries out the instructions; without one the run can only be followed
 * @options: (transfer full): the options of the run
 *
 * Returns: (transfer full): a run that was not started yet
 */
MqRun *
mq_run_new (MqLibrary *library, MqConfig *config, MqBlender *blender, MqRunOptions *options)
{
  MqRun *self = g_object_new (MQ_TYPE_RUN, NULL);

  self->library = g_object_ref (library);
  self->config = g_object_ref (config);
  g_set_object (&self->blender, blender);
  self->options = options;
  return self;
}

/**
 * mq_run_new_attached:
 * @library: where versions are saved; writable
 * @config: the settings
 * @blender: (nullable): carries out the instructions; without one the run can only be followed
 * @session: a session in the library
 * @run: the id of its open run
 * @server: (nullable): the address of the service; %NULL: our own
 *
 * Returns: (transfer full): a run of any program, to follow, and to lead if no other client does:
 *   mq_run_perform() rejects with %MQ_ERROR_NOT_FOUND if the service no longer has it
 */
MqRun *
mq_run_new_attached (MqLibrary *library, MqConfig *config, MqBlender *blender, MqSession *session,
                     const char *run, const char *server)
{
  MqRunOptions *options = mq_run_options_new ("create", mq_session_get_first_message (session),
                                              NULL);
  MqRun *self = mq_run_new (library, config, blender, options);
  g_autofree char *title = mq_session_make_title (mq_session_get_first_message (session));

  options->keep_session = TRUE;
  options->server = g_strdup (server);
  /* A title of the user's stays. */
  if (!g_str_equal (mq_session_get_title (session), title))
    options->title = g_strdup (mq_session_get_title (session));
  self->title = g_steal_pointer (&title);
  options->session = g_object_ref (session);
  self->session = g_object_ref (session);
  self->id = g_uri_escape_string (run, NULL, FALSE);
  self->attached = TRUE;
  return self;
}

/**
 * mq_run_wait_begun:
 * @self: a run that was started
 *
 * Returns: (transfer full): resolves to %TRUE when the service has the run and the earlier events
 *   are handled; rejects with %MQ_ERROR_CONFLICT if the run ended before that
 */
DexFuture *
mq_run_wait_begun (MqRun *self)
{
  dex_return_error_if_fail (MQ_IS_RUN (self));

  return dex_ref (DEX_FUTURE (self->asked));
}

/**
 * mq_run_get_session:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): its session; %NULL before there is one
 */
MqSession *
mq_run_get_session (MqRun *self)
{
  g_return_val_if_fail (MQ_IS_RUN (self), NULL);

  return self->session;
}

/**
 * mq_run_get_id:
 * @self: a run
 *
 * Returns: (nullable): its id at the service; %NULL before the service has it
 */
const char *
mq_run_get_id (MqRun *self)
{
  g_return_val_if_fail (MQ_IS_RUN (self), NULL);

  return self->id;
}

/**
 * mq_run_is_leading:
 * @self: a run
 *
 * Returns: whether we carry it out, and no other program
 */
gboolean
mq_run_is_leading (MqRun *self)
{
  g_return_val_if_fail (MQ_IS_RUN (self), FALSE);

  return self->part == MQ_RUN_LEADING;
}

/**
 * mq_run_get_variant:
 * @self: a run
 *
 * Returns: which variant it makes, from 1
 */
guint
mq_run_get_variant (MqRun *self)
{
  g_return_val_if_fail (MQ_IS_RUN (self), 1);

  return self->options->message->variant;
}

/**
 * mq_run_is_guided:
 * @self: a run
 *
 * Returns: whether the run is in the user-guided phase
 */
gboolean
mq_run_is_guided (MqRun *self)
{
  g_return_val_if_fail (MQ_IS_RUN (self), FALSE);

  return self->guided;
}

/**
 * mq_run_is_past:
 * @self: a run
 * @event: of it
 *
 * Returns: whether the event is older than our attaching
 */
gboolean
mq_run_is_past (MqRun *self, MqRunEvent *event)
{
  g_return_val_if_fail (MQ_IS_RUN (self), FALSE);

  return event->id > 0 && event->id <= self->history;
}

/**
 * mq_run_is_caught_up:
 * @self: a run
 * @event: of it
 *
 * Returns: whether it is the last event before we attached
 */
gboolean
mq_run_is_caught_up (MqRun *self, MqRunEvent *event)
{
  g_return_val_if_fail (MQ_IS_RUN (self), FALSE);

  return event->id > 0 && event->id == self->history;
}

/**
 * mq_run_stop_blender:
 * @self: a run that waits for the user
 *
 * Stops the run's Blender, if it is ours. It starts again when it is needed.
 */
void
mq_run_stop_blender (MqRun *self)
{
  g_return_if_fail (MQ_IS_RUN (self));

  if (self->worker != NULL && self->waiting)
    dex_future_disown (mq_worker_stop (self->worker));
}

/* The user has said the next change, for which pictures that wait for a turn make room. */
void
mq_run_note_change (MqRun *self)
{
  self->n_changes++;
  mq_fiber_wake (&self->changed);
}

void
mq_run_emit (MqRun *self, MqRunEvent *event)
{
  g_signal_emit (self, event_signal, 0, event);
}

/* Takes @event. */
void
mq_run_emit_own (MqRun *self, MqRunEvent *event)
{
  g_autoptr (MqRunEvent) owned = event;

  mq_run_publish (self, owned);
  mq_run_emit (self, owned);
}

/* @next: (nullable): what to do about it. */
void
mq_run_emit_notice (MqRun *self, MqNoticeLevel level, const char *code, const char *text,
                    const char *next)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_NOTICE);

  event->notice.level = level;
  event->notice.code = g_strdup (code);
  event->notice.text = g_strdup (text);
  event->notice.next = g_strdup (next);
  mq_run_emit_own (self, event);
}

/* Takes @error. Ends the run with it. */
void
mq_run_fail (MqRun *self, GError *error)
{
  if (dex_future_is_pending (DEX_FUTURE (self->cancelled)))
    dex_promise_reject (self->cancelled, error);
  else
    g_error_free (error);
}

/* Rejects as soon as the run is stopped. */
DexFuture *
mq_run_unless_cancelled (MqRun *self, DexFuture *future)
{
  return mq_fiber_unless (DEX_FUTURE (self->cancelled), future);
}

char *
mq_run_make_path (MqRun *self, const char *what)
{
  return g_strdup_printf ("/v1/runs/%s/%s", self->id, what);
}

static DexFuture *
go_fiber (MqRun *self)
{
  GError *error = NULL;
  gboolean is_new = !self->attached;
  gboolean good = prepare (self, &error) && (!is_new || ask (self, &error))
                  && mq_run_follow (self, &error);

  /* A program that waits for the end of a run waits for its pictures, too. */
  if (good && !self->options->keep_session)
    {
      if (mq_run_is_working (self))
        dex_await (dex_ref (self->working), NULL);
      mq_run_render_owed (self);
    }
  else if (good && self->owed->len > 0)
    mq_run_report_missing (self, 0, _ ("Those of others were still being rendered."));
  if (self->showing != NULL)
    dex_await (g_steal_pointer (&self->showing), NULL);
  mq_run_end (self, error);
  if (dex_future_is_pending (DEX_FUTURE (self->asked)))
    dex_promise_reject (self->asked, g_error_new_literal (MQ_ERROR, MQ_ERROR_CONFLICT,
                                                          _ ("The run ended before that")));

  if (!good)
    return dex_future_new_for_error (error);
  if (self->output_error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&self->output_error));

  return dex_future_new_true ();
}

/**
 * mq_run_perform:
 * @self: a run that was not started yet
 *
 * Performs the whole run. After each event `waiting`, the run waits for mq_run_refine() or
 * mq_run_finish().
 *
 * Returns: (transfer full): resolves to %TRUE when the run has finished; rejects with its error, or
 *   with %MQ_ERROR_CANCELLED after mq_run_cancel(). Saved versions stay. A session without a
 *   version is deleted
 */
DexFuture *
mq_run_perform (MqRun *self)
{
  dex_return_error_if_fail (MQ_IS_RUN (self));

  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, go_fiber, (MQ_TYPE_RUN, self));
}

/* Has the client that leads the run stop it. */
static DexFuture *
stop_elsewhere_fiber (MqRun *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_strdup_printf ("/v1/runs/%s?client=%s", self->id,
                                           mq_service_connection_get_id (self->connection));

  /* This fails if it is over. */
  dex_await (mq_run_unless_cancelled (self, mq_service_connection_delete (self->connection, path)),
             NULL);
  dex_await (mq_run_unless_cancelled (self, dex_timeout_new_seconds (STOP_SECONDS)), &error);
  if (g_error_matches (error, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    mq_run_fail (self, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
  return dex_future_new_true ();
}

/**
 * mq_run_cancel:
 * @self: a run
 *
 * Stops the run at once; mq_run_perform() rejects with %MQ_ERROR_CANCELLED when everything is
 * cleaned up. A run that another client leads is stopped by that one; a second call does not wait
 * for it.
 */
void
mq_run_cancel (MqRun *self)
{
  gboolean is_first = self->exit != MQ_RUN_EXIT_STOP;

  g_return_if_fail (MQ_IS_RUN (self));

  self->exit = MQ_RUN_EXIT_STOP;
  if (is_first && self->part == MQ_RUN_FOLLOWING && self->stage == MQ_RUN_STAGE_OPEN
      && self->connection != NULL)
    {
      dex_future_disown (mq_fiber_spawn_with (NULL, 0, stop_elsewhere_fiber, (MQ_TYPE_RUN, self)));
      return;
    }

  /* The version is complete, and says itself that its pictures were stopped. */
  if (is_first && self->pictured != NULL)
    {
      self->stopped_complete = TRUE;
      mq_run_report_missing (self, self->n_finals, _ ("You stopped it."));
    }
  mq_run_fail (self, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
}

/**
 * mq_run_detach:
 * @self: a run that was started
 *
 * Detaches: our processes end, but the run stays open and can be resumed. mq_run_perform() rejects
 * with %MQ_ERROR_CANCELLED when everything is cleaned up.
 */
void
mq_run_detach (MqRun *self)
{
  g_return_if_fail (MQ_IS_RUN (self));

  if (!dex_future_is_pending (DEX_FUTURE (self->cancelled)) || self->exit == MQ_RUN_EXIT_STOP)
    return;

  self->exit = MQ_RUN_EXIT_DETACH;
  if (self->stage == MQ_RUN_STAGE_LOCAL && self->attached && self->connection != NULL)
    dex_future_disown (mq_service_connection_close (self->connection));
  mq_run_fail (self, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
}
