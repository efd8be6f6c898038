/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts a run: session, folder, worker and service, then the request; or attaches to an open one,
 * whichever program started it. See mq-run-private.h. */
#include "client/run/mq-run-private.h"

#include "client/picture/mq-picture-check.h"
#include "client/picture/mq-reference.h"
#include "client/service/mq-run-settings.h"
#include "client/executor/mq-worker-settings.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "common/base/mq-limits.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_HISTORY_BYTES (2 * 1024 * 1024)

/* @blender: (nullable): the version of a worker's Blender */
static void
emit_process (MqRun *self, MqRunEventKind kind, GPid pid, const char *blender)
{
  MqRunEvent *event = mq_run_event_new (kind);

  event->process.pid = pid;
  event->process.blender = g_strdup (blender);
  mq_run_emit_own (self, event);
}

/* Returns: (transfer full): the versions that an instruction can refer to. Of another session:
 * those that lead to the base, which this one gets with their numbers when it has a version of its
 * own. */
static GPtrArray *
list_history (MqRun *self)
{
  MqRunOptions *options = self->options;
  GListModel *versions = mq_session_get_versions (self->session);
  GPtrArray *all;

  if (options->base_session != NULL && options->base_session != self->session)
    return mq_version_list_chain (mq_session_get_versions (options->base_session), options->base);

  all = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (versions); i++)
    g_ptr_array_add (all, g_list_model_get_item (versions, i));
  return all;
}

/* Adds the newest MQ_RUN_MAX_HISTORY versions. What is missing in the library is left out. */
static void
add_history (MqRun *self, JsonObject *request)
{
  g_autoptr (GPtrArray) versions = list_history (self);
  g_autoptr (JsonArray) history = json_array_new ();
  guint n = versions->len;
  gsize bytes = 0;

  for (guint i = n > MQ_RUN_MAX_HISTORY ? n - MQ_RUN_MAX_HISTORY : 0; i < n; i++)
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
}

/* Adds the version to continue from. A script of the user's does not need one. */
static gboolean
add_base (MqRun *self, JsonObject *request, GError **error)
{
  MqRunOptions *options = self->options;
  g_autoptr (JsonObject) base = dex_await_boxed (mq_version_load (options->base), error);

  if (base == NULL)
    return FALSE;

  mq_executor_set_cameras (self->executor,
                           mq_json_get_array (mq_json_get_object (base, "report"), "cameras"));
  if (mq_json_get_string (base, "script", NULL) == NULL)
    {
      if (g_str_equal (options->mode, "script"))
        return TRUE;

      return mq_fail (error, MQ_ERROR_NOT_FOUND,
                      _ ("The script of version %u is missing in the library (%s)"),
                      mq_version_get_number (options->base), mq_version_get_dir (options->base));
    }

  json_object_remove_member (base, "missing");
  json_object_set_int_member (base, "version", mq_version_get_number (options->base));
  if (options->base_session != NULL)
    json_object_set_string_member (base, "title", mq_session_get_title (options->base_session));
  json_object_set_object_member (request, "base", g_steal_pointer (&base));
  return TRUE;
}

static JsonObject *
make_request (MqRun *self, GError **error)
{
  MqRunOptions *options = self->options;
  g_autoptr (JsonObject) request = mq_json_new (
      "team:s? mode:s interactive:b client:s client_id:s session:s", options->team, options->mode,
      options->interactive, "maquette " MQ_VERSION, mq_service_connection_get_id (self->connection),
      mq_session_get_id (self->session));

  mq_run_write_message (self, options->message, request, MQ_MESSAGE_PROMPT);
  if (options->go_on)
    mq_json_add (request, "go_on:b", TRUE);
  mq_json_add (
      request, "blender:o render:o settings:o? script:s? begun:o?",
      mq_json_new ("version:s", mq_blender_get_version (self->blender)),
      mq_json_new ("num_images:i", mq_config_get_int (self->config, MQ_CONFIG_RENDER_NUM_IMAGES)),
      options->server == NULL ? mq_run_settings_new (self->config, options->replay) : NULL,
      options->script, options->begun != NULL ? json_object_ref (options->begun) : NULL);
  if (options->plan != NULL)
    mq_json_add (request, "plan:o", json_object_ref (options->plan));
  if (options->hand_edit != NULL)
    mq_json_add (request, "by_hand:o",
                 mq_json_new ("summary:s changes:a", mq_hand_edit_get_summary (options->hand_edit),
                              json_array_ref (mq_hand_edit_get_changes (options->hand_edit))));
  if (options->base != NULL && !g_str_equal (options->mode, "create")
      && !add_base (self, request, error))
    return NULL;
  if (options->base != NULL && g_str_equal (options->mode, "continue"))
    add_history (self, request);

  return g_steal_pointer (&request);
}

/* The library keeps PNG, JPEG and WebP; of another format, what is decoded. Awaits. */
static char *
add_picture (MqRun *self, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *temp = NULL;
  g_autoptr (GBytes) png = NULL;
  MqPictureFacts facts;
  g_autofd int fd = mq_picture_check_file (path, name, &facts, NULL);
  g_autofd int made = -1;
  char *kept = NULL;

  if (fd < 0 || facts.mime != NULL)
    return dex_await_string (mq_library_add_picture (self->library, self->session, path), error);

  if ((png = dex_await_boxed (mq_reference_make (path), error)) != NULL
      && (made = g_file_open_tmp ("maquette-XXXXXX.png", &temp, error)) >= 0
      && mq_files_write_all (made, g_bytes_get_data (png, NULL), g_bytes_get_size (png), temp,
                             error))
    kept = dex_await_string (mq_library_add_picture (self->library, self->session, temp), error);
  if (temp != NULL)
    g_unlink (temp);
  return kept;
}

/* Copies the pictures into the library, because the user may move the originals. */
static gboolean
keep_pictures (MqRun *self, GError **error)
{
  GStrv pictures = self->options->message->pictures;

  for (guint i = 0; pictures[i] != NULL; i++)
    {
      char *kept = add_picture (self, pictures[i], error);

      if (kept == NULL)
        return FALSE;

      g_free (pictures[i]);
      pictures[i] = kept;
    }

  return TRUE;
}

/* Saves the request until the service has accepted it, so that a crash does not lose the prompt. */
static gboolean
keep_unsent (MqRun *self, GError **error)
{
  MqRunOptions *options = self->options;
  g_autoptr (JsonObject) unsent = NULL;

  /* An asset that was taken from Blender ends with this program; the user can take it again. */
  if (!options->keep_session || options->hand_edit != NULL)
    return TRUE;

  unsent = mq_run_options_to_json (options);
  return dex_await (mq_library_add_unsent (self->library, self->session, self->id, unsent), error);
}

static gboolean
emit_prompt (MqRun *self, GError **error)
{
  MqRunOptions *options = self->options;
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_SESSION);

  event->session.session = g_strdup (mq_session_get_id (self->session));
  mq_run_emit_own (self, event);
  if (!keep_pictures (self, error))
    return FALSE;

  mq_run_number_pictures (self, options->message);
  mq_run_emit_message (self, options->message, FALSE);
  return keep_unsent (self, error);
}

/* The title until there is a plan: the prompt, or the name of the picture, unless that is one of
 * ours. */
static char *
make_title (MqRunOptions *options)
{
  g_autofree char *name = NULL;
  char *dot;

  if (options->title != NULL)
    return g_strdup (options->title);
  if (*options->message->text != '\0' || *options->message->pictures == NULL)
    return mq_session_make_title (options->message->text);

  name = g_filename_display_basename (*options->message->pictures);
  if ((dot = strrchr (name, '.')) != NULL && dot != name)
    *dot = '\0';
  /* The window keeps what is attached under an id. */
  return mq_session_make_title (g_uuid_string_is_valid (name) ? _ ("From a picture") : name);
}

/* Uses the session of the options, or creates one. */
static gboolean
enter_session (MqRun *self, GError **error)
{
  MqRunOptions *options = self->options;
  g_autofree char *title = make_title (options);
  /* The first words; those that are said now are with their version. */
  const char *prompt = options->base_session != NULL ? mq_session_get_prompt (options->base_session)
                                                     : options->message->text;
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
      return emit_prompt (self, error);
    }

  if (options->base != NULL)
    base = g_strdup_printf ("%s/%u", mq_session_get_id (options->base_session),
                            mq_version_get_number (options->base));

  unsent = options->keep_session ? mq_run_options_to_json (options) : NULL;
  self->session = dex_await_object (mq_library_create_session (self->library, title, prompt, base,
                                                               unsent != NULL ? self->id : NULL,
                                                               unsent),
                                    error);
  if (self->session == NULL)
    return FALSE;

  self->title = g_steal_pointer (&title);
  return emit_prompt (self, error);
}

static void
on_progress (MqRun *self, JsonObject *params)
{
  char *picture = self->looking ? NULL
                                : mq_run_dup_picture (self, mq_json_get_object (params, "image"));
  guint n_kept = mq_executor_get_n_kept (self->executor);
  MqRunEvent *event;

  if (picture == NULL)
    return;

  event = mq_run_event_new (MQ_EVENT_PICTURE);
  event->picture.picture = picture;
  event->picture.done = n_kept + MAX (mq_json_get_int (params, "done", 0), 0);
  event->picture.of = n_kept + MAX (mq_json_get_int (params, "of", 0), 0);
  if (mq_json_get_boolean (params, "provisional", FALSE))
    event->picture.provisional = TRUE;
  else
    mq_run_keep_final (self);
  mq_run_emit_own (self, event);
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
    mq_run_emit_notice (
        self, MQ_NOTICE_LEVEL_INFO, "service-quiet",
        _ ("The service is there, but has sent nothing new for a while"),
        _ ("Maquette asks it again. If this happens often, a proxy before the service may hold "
           "events back: its buffering must be off."));
  return TRUE;
}

/* Awaits. Takes the worker that is ready, or makes one and its folder. */
gboolean
mq_run_make_worker (MqRun *self, GError **error)
{
  const MqWorkerSettings settings = mq_worker_settings_read (self->blender, self->config);

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

/* Starts Blender and the service in parallel. Both must work before the run is requested, so that a
 * broken sandbox is the first error. */
static gboolean
prepare (MqRun *self, GError **error)
{
  DexFuture *worker;

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

static void
emit_team (MqRun *self, JsonObject *team)
{
  MqRunEvent *event;

  if (team == NULL)
    return;

  event = mq_run_event_read ("team", team, 0);
  g_set_str (&self->team, event->team.name != NULL ? event->team.name : "");
  mq_run_emit_own (self, event);
}

/* Emits `began`, which tells a later leading client what it needs. */
static void
report_begun (MqRun *self)
{
  MqVersion *last = mq_session_get_last_version (self->session);
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_BEGAN);

  event->began.mode = g_strdup (self->options->mode);
  event->began.base = self->parent;
  event->began.versions = MAX (last != NULL ? mq_version_get_number (last) : 0, self->parent);
  mq_run_emit_own (self, event);
}

static gboolean
ask (MqRun *self, GError **error)
{
  g_autoptr (JsonObject) request = NULL;
  g_autoptr (JsonObject) answer = NULL;
  JsonArray *first;
  guint n_first;

  if (self->options->message->numbers != NULL
      && !mq_run_query_vision (self, self->options->message, error))
    return FALSE;

  report_begun (self);
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
  emit_team (self, mq_json_get_object (answer, "team"));
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

/* Prepares Blender, the service and the session, then requests the run. Awaits. Returns: whether
 * the service has accepted the run */
gboolean
mq_run_start (MqRun *self, GError **error)
{
  return prepare (self, error) && ask (self, error);
}

/* Asks for the progress of the run, which the lead needs before the first event. */
static gboolean
ask_how_far (MqRun *self, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/runs/%s", self->id);
  g_autoptr (JsonObject) state
      = dex_await_boxed (mq_service_connection_get (self->connection, path), error);

  if (state == NULL)
    return FALSE;

  self->stage = MQ_RUN_STAGE_OPEN;
  self->history = mq_json_get_int (state, "events", 0);
  g_set_str (&self->team, mq_json_get_string (state, "team", NULL));
  return TRUE;
}

/* Reads all its events again, and leads the run if no client does. Connects to the service and
 * starts reading events; mq_run_wait_begun() resolves when the earlier ones are handled. Blender
 * starts when it is needed. Awaits. @error: %MQ_ERROR_NOT_FOUND: the service no longer has the
 * run. Returns: whether the service has the run */
gboolean
mq_run_attach (MqRun *self, GError **error)
{
  /* Not cancelled by a stop, because the stop has to reach the service. */
  if (!dex_await (mq_run_open_connection (self), error) || !ask_how_far (self, error))
    return FALSE;

  mq_service_connection_follow (self->connection, self->id);
  if (self->history == 0)
    dex_promise_resolve_boolean (self->asked, TRUE);
  return TRUE;
}
