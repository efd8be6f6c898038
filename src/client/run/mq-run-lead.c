/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The lead of a run: the leading client carries out the instructions, saves the versions and
 * reports the results. The client that starts a run leads it; an attached one takes the lead if no
 * other client has it. The lead ends with the connection. A separate fiber does the work, in the
 * order of the events. */
#include "client/executor/mq-introspect.h"
#include "client/live/mq-live.h"
#include "client/run/mq-run-private.h"
#include "client/run/mq-run.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-limits.h"
#include "common/events/mq-run-event-table.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* Sends the leading client's own events to the service, for all clients of the run: in batches, in
 * order, each once. Paths are sent relative to the library. */

#define BATCH_MS 50
#define MAX_BATCH 200
/* How often `kept` is sent to a service that cannot write it: at once, and again for 15 seconds. */
#define MAX_TELLS 6
/* s: longer than a node of a shared service takes to hear which runs it has. */
#define REPEAT_SECONDS 3

/* @path: the path of a file in the library. Returns: (transfer full) (nullable): the path from
 * the library's folder; %NULL for a file elsewhere */
char *
mq_run_make_relative (const char *path, gpointer run)
{
  MqRun *self = run;
  const char *folder = mq_library_get_path (self->library);
  gsize length = strlen (folder);

  return path != NULL && g_str_has_prefix (path, folder) && path[length] == '/'
             ? g_strdup (path + length + 1)
             : NULL;
}

/* @image: (nullable): what a Blender says of a picture that it rendered. Returns: (transfer
 * full) (nullable): its path; %NULL unless it is a file of the run folder itself. The Blender
 * that renders opens what a script made, so a link may stand there. */
char *
mq_run_dup_picture (MqRun *self, JsonObject *image)
{
  const char *file = mq_json_get_string (image, "file", NULL);
  g_autofd int dir = file != NULL ? mq_files_open_dir (self->work_dir, NULL) : -1;

  return dir >= 0 && mq_files_is_regular (dir, file) ? g_build_filename (self->work_dir, file, NULL)
                                                     : NULL;
}

/* Accepts only paths inside the library, because other programs send them, and none of files that
 * went with a program that ended while the run was at work. */
static char *
make_absolute (const char *relative, gpointer run)
{
  MqRun *self = run;
  g_autofree char *path = NULL;

  if (relative == NULL || *relative == '\0' || *relative == '/' || strstr (relative, "..") != NULL)
    return NULL;

  path = g_build_filename (mq_library_get_path (self->library), relative, NULL);
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}

/* Returns a copy with @func applied to each path of the event. */
static MqRunEvent *
map_event (MqRun *self, MqRunEvent *event, MqMessageMapFunc func)
{
  MqRunEvent *copy;

  if (event->kind == MQ_EVENT_MESSAGE)
    copy = mq_run_event_copy_message (event, func, self);
  else if (event->kind == MQ_EVENT_PREVIEW || event->kind == MQ_EVENT_PICTURE)
    {
      copy = mq_run_event_new (event->kind);
      copy->id = event->id;
      copy->time = event->time;
      copy->picture = event->picture;
      copy->picture.picture = func (event->picture.picture, self);
      if (copy->picture.picture == NULL)
        copy->picture.picture = g_strdup ("");
    }
  else
    return mq_run_event_ref (event);

  copy->by = g_strdup (event->by);
  return copy;
}

/* Sends only session and number: each client finds the folder in its own library. */
static MqRunEvent *
strip_kept (MqRunEvent *event)
{
  MqRunEvent *copy = mq_run_event_new (MQ_EVENT_KEPT);

  copy->kept.session = g_strdup (event->kept.session);
  copy->kept.version = event->kept.version;
  return copy;
}

/* @kept: receives its folder and its pictures; the preview while there are none */
static void
run_describe_version (MqVersion *version, MqKeptEvent *kept)
{
  g_autoptr (GStrvBuilder) pictures = g_strv_builder_new ();
  char *cover = mq_version_dup_cover (version);

  if (cover != NULL)
    g_strv_builder_take (pictures, cover);
  for (guint i = 1; i < mq_version_get_n_pictures (version); i++)
    g_strv_builder_take (pictures, mq_version_get_picture (version, i));

  g_set_str (&kept->folder, mq_version_get_dir (version));
  g_strfreev (kept->pictures);
  kept->pictures = g_strv_builder_end (pictures);
}

/* Awaits. Returns: (transfer full): the event with paths of this library */
MqRunEvent *
mq_run_localise (MqRun *self, MqRunEvent *event)
{
  if (event->kind == MQ_EVENT_KEPT)
    {
      MqRunEvent *copy = strip_kept (event);
      GListModel *versions = mq_session_get_versions (self->session);
      g_autoptr (MqVersion) version = mq_version_find (versions, event->kept.version);

      /* Awaits a refresh of the library, because another program may have saved the version. */
      if (version == NULL)
        {
          dex_await (mq_library_refresh (self->library), NULL);
          version = mq_version_find (versions, event->kept.version);
        }

      copy->id = event->id;
      copy->time = event->time;
      copy->by = g_strdup (event->by);
      if (version != NULL)
        run_describe_version (version, &copy->kept);
      return copy;
    }

  return map_event (self, event, make_absolute);
}

/* Returns: (transfer full): the events to send next, in the form of docs/inside/protocol.md */
JsonArray *
mq_run_list_unpublished (MqRun *self)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < MIN (self->unpublished->len, MAX_BATCH); i++)
    {
      MqRunEvent *event = self->unpublished->pdata[i];

      json_array_add_object_element (list,
                                     mq_json_new ("type:s data:o", mq_run_event_get_name (event),
                                                  mq_run_event_encode (event)));
    }

  return list;
}

/* @n: the number of events of mq_run_list_unpublished() that the service has */
void
mq_run_note_published (MqRun *self, guint n)
{
  g_ptr_array_remove_range (self->unpublished, 0, n);
  self->n_published += n;
}

static DexFuture *
share_fiber (MqRun *self)
{
  g_autofree char *path = mq_run_make_path (self, "events");

  while (self->unpublished->len > 0 && self->part == MQ_RUN_LEADING)
    {
      guint n = MIN (self->unpublished->len, MAX_BATCH);
      g_autoptr (JsonObject) body = mq_json_new (
          "client:s first:l events:a", mq_service_connection_get_id (self->connection),
          self->n_published + 1, mq_run_list_unpublished (self));
      GError *error = NULL;
      g_autoptr (JsonObject) answer
          = dex_await_boxed (mq_service_connection_post (self->connection, path, body), &error);

      if (answer == NULL)
        {
          g_info ("What was done for a run could not be shared: %s", error->message);
          return dex_future_new_for_error (error);
        }

      mq_run_note_published (self, n);
    }

  return dex_future_new_true ();
}

/* Returns: (transfer full): resolves to %TRUE when the service has all events, or does not have
 * the run yet; rejects with %MQ_ERROR_CONFLICT if another client leads the run by now */
DexFuture *
mq_run_flush_published (MqRun *self)
{
  g_clear_handle_id (&self->publish_source, g_source_remove);
  if (self->sharing != NULL && dex_future_is_pending (self->sharing))
    return dex_ref (self->sharing);
  /* The request for the run contains the events that came before it. */
  if (self->stage < MQ_RUN_STAGE_OPEN || self->part != MQ_RUN_LEADING
      || self->unpublished->len == 0)
    return dex_future_new_true ();

  dex_clear (&self->sharing);
  self->sharing = mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, share_fiber, (MQ_TYPE_RUN, self));
  return dex_ref (self->sharing);
}

static gboolean
on_batch (gpointer user_data)
{
  MqRun *self = user_data;

  self->publish_source = 0;
  dex_future_disown (mq_run_flush_published (self));
  return G_SOURCE_REMOVE;
}

/* Sends the event to all clients of the run, if the table of events says so. */
void
mq_run_publish (MqRun *self, MqRunEvent *event)
{
  if ((mq_event_table_get (event->kind)->flags & MQ_EVENT_SHARED) == 0)
    return;

  g_ptr_array_add (self->unpublished, event->kind == MQ_EVENT_KEPT
                                          ? strip_kept (event)
                                          : map_event (self, event, mq_run_make_relative));
  if (self->part == MQ_RUN_LEADING && self->publish_source == 0)
    self->publish_source = g_timeout_add (BATCH_MS, on_batch, self);
}

/* Sends the files that belong to a result before the result: pictures for the team, and the
 * introspection of a Blender. A script may have replaced them by anything, so only regular files of
 * limited size inside the run folder are read. */

static DexFuture *
read_fiber (const char *folder, const char *relative, guint64 limit)
{
  GError *error = NULL;
  g_autofd int dir = mq_files_open_dir (folder, &error);
  GBytes *bytes = dir >= 0 ? mq_files_read (dir, relative, limit, &error) : NULL;

  return bytes != NULL ? dex_future_new_take_boxed (G_TYPE_BYTES, bytes)
                       : dex_future_new_for_error (error);
}

/* Fills @error also if the run is stopped meanwhile. */
static void
send_file (MqRun *self, const char *file, guint64 limit, const char *method, const char *path,
           const char *type, GError **error)
{
  g_autoptr (GBytes) bytes = dex_await_boxed (
      mq_run_unless_cancelled (
          self, mq_fiber_spawn_on_thread (read_fiber, (G_TYPE_STRING, self->work_dir),
                                          (G_TYPE_STRING, file), (G_TYPE_UINT64, limit))),
      error);
  g_autoptr (JsonObject) answer = NULL;

  if (bytes != NULL)
    answer = dex_await_boxed (
        mq_run_unless_cancelled (
            self, mq_service_connection_upload (self->connection, method, path, bytes, type)),
        error);
}

/* Sends each kept version to the running Blender (`blender.headless_rendering: false`). The run
 * waits for that only before it ends, and errors become notices. */

static DexFuture *
show_fiber (MqRun *self, MqVersion *version, DexFuture *before)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  if (before != NULL)
    dex_await (dex_ref (before), NULL);

  answer = dex_await_boxed (
      mq_run_unless_cancelled (self, mq_live_place (mq_session_get_id (self->session),
                                                    mq_session_get_title (self->session),
                                                    mq_version_get_number (version),
                                                    mq_version_get_dir (version))),
      &error);
  if (answer != NULL)
    {
      mq_json_add (answer, "session:s version:i", mq_session_get_id (self->session),
                   mq_version_get_number (version));
      mq_run_emit_own (self, mq_run_event_read ("placed", answer, 0));
      return dex_future_new_true ();
    }

  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED))
    return dex_future_new_true ();

  /* Reports once a run that no Blender is connected, and every other error each time. */
  lines = g_strsplit (error->message, "\n", 2);
  if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_BLENDER))
    {
      g_autofree char *text = g_strdup_printf (_ ("The version could not be sent to Blender: %s"),
                                               lines[0]);

      mq_run_emit_notice (self, MQ_NOTICE_LEVEL_WARNING, "live-refused", text, lines[1]);
    }
  else if (!self->said_no_live)
    {
      self->said_no_live = TRUE;
      mq_run_emit_notice (self, MQ_NOTICE_LEVEL_INFO, "live-none",
                          _ ("Blender isn’t connected, so new versions are not sent to it"),
                          lines[1]);
    }
  return dex_future_new_true ();
}

/* Not an error: another client leads by now, or the run was ended. The events that follow say
 * which. */
static gboolean
is_too_late (const GError *error)
{
  return g_error_matches (error, MQ_ERROR, MQ_ERROR_CONFLICT);
}

static JsonObject *
run_post (MqRun *self, const char *path, JsonObject *body, GError **error)
{
  return dex_await_boxed (
      mq_run_unless_cancelled (self, mq_service_connection_post (self->connection, path, body)),
      error);
}

/* Awaits. Executes the instruction, and sends the files of its result; the service ignores a
 * repeated one. Returns: (transfer full) (nullable): the body for the service; %NULL if the run
 * cannot go on */
static JsonObject *
execute (MqRun *self, MqRunEvent *event, GError **error)
{
  const MqInstructionEvent *instruction = &event->instruction;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) fault = NULL;
  JsonObject *result;
  JsonArray *images;

  if (!dex_await (mq_run_unless_cancelled (self, mq_executor_replay (self->executor, event)),
                  error))
    return NULL;

  if (instruction->kind != MQ_INSTRUCTION_LIKENESS
      || mq_run_put_picture (self, instruction->picture, MQ_EXECUTOR_REFERENCE, &fault))
    {
      self->looking = instruction->mode == MQ_RENDER_MODE_LOOK;
      if (instruction->kind == MQ_INSTRUCTION_RENDER && instruction->mode == MQ_RENDER_MODE_FINAL)
        body = mq_run_render_finals (self, event, error);
      else
        body = dex_await_boxed (
            mq_run_unless_cancelled (self, mq_executor_execute (self->executor, event)), error);
      self->looking = FALSE;
      if (body == NULL)
        return NULL;
    }

  result = mq_json_get_object (body, "result");
  images = mq_json_get_array (result, "images");
  if (instruction->kind == MQ_INSTRUCTION_INTROSPECT
      && mq_json_get_boolean (result, "uploaded", FALSE))
    {
      g_autofree char *file = mq_introspect_make_name (instruction->instruction);
      g_autofree char *path = g_strconcat ("/v1/knowledge/",
                                           mq_json_get_string (result, "blender", ""), NULL);

      send_file (self, file, MQ_INTROSPECT_MAX_BYTES, "PUT", path, "application/gzip", &fault);
    }
  else if ((instruction->kind == MQ_INSTRUCTION_RENDER
            || instruction->kind == MQ_INSTRUCTION_LIKENESS)
           && instruction->upload == TRUE)
    for (guint i = 0; fault == NULL && i < MIN (mq_json_length (images), MQ_RUN_MAX_PICTURES); i++)
      {
        const char *file = mq_json_get_string (mq_json_element_object (images, i), "file", "");
        g_autofree char *query = g_strdup_printf (
            "pictures?instruction=%" G_GINT64_FORMAT "&view=%u", instruction->instruction, i + 1);
        g_autofree char *path = mq_run_make_path (self, query);

        send_file (self, file, MQ_RUN_PICTURE_MAX_BYTES, "POST", path,
                   g_str_has_suffix (file, ".png") ? "image/png" : "image/jpeg", &fault);
      }

  if (fault == NULL)
    return g_steal_pointer (&body);
  if (g_error_matches (fault, MQ_ERROR, MQ_ERROR_CANCELLED))
    return mq_fail_null_with (error, &fault);

  /* The service goes on without a picture that cannot be compared with or sent. */
  return mq_json_new ("ok:b error:o instruction:l", FALSE,
                      mq_json_new ("code:s message:s", "failed", fault->message),
                      instruction->instruction);
}

static gboolean
carry_out (MqRun *self, MqRunEvent *event, GError **error)
{
  const MqInstructionEvent *instruction = &event->instruction;
  g_autoptr (JsonObject) body = execute (self, event, error);
  g_autofree char *path = mq_run_make_path (self, "results");
  g_autofree char *picture = NULL;
  g_autoptr (MqVersionDraft) draft = NULL;
  g_autoptr (GError) trouble = NULL;
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *result, *report;
  JsonArray *images;

  if (body == NULL)
    return FALSE;

  /* Keeps a preview, and what is measured of it, in the library. The draft stays for a program that
   * attaches to the run when this one has ended. */
  result = mq_json_get_object (body, "result");
  images = mq_json_get_array (result, "images");
  report = mq_json_get_object (result, "report");
  if (instruction->kind == MQ_INSTRUCTION_EXECUTE)
    self->drafted = 0;
  if (instruction->kind == MQ_INSTRUCTION_MEASURE && self->drafted != 0 && report != NULL)
    {
      /* The measurements tell what belongs to which part. */
      draft = mq_version_draft_new ();
      draft->report = json_object_ref (report);
      draft->from_dir = g_strdup (self->work_dir);
      dex_await (
          mq_library_keep_draft (self->library, self->session, self->id, self->drafted, draft),
          NULL);
    }
  else if (instruction->mode == MQ_RENDER_MODE_PREVIEW && mq_json_length (images) > 0
           && (picture = mq_run_dup_picture (self, mq_json_element_object (images, 0))) != NULL)
    {
      MqRunEvent *preview;
      char *copy;

      draft = mq_executor_make_draft (self->executor, result);
      mq_json_replace_object (&draft->plan, self->plan);
      /* A first version can be turned in a window while it is still worked at. */
      if (self->options->keep_session && self->options->message->variants <= 1 && self->parent == 0
          && dex_await (mq_run_unless_cancelled (self, mq_executor_write_model (self->executor)),
                        NULL))
        draft->model = g_strdup (MQ_VERSION_MODEL);
      copy = dex_await_string (mq_library_keep_draft (self->library, self->session, self->id,
                                                      instruction->instruction, draft),
                               NULL);
      self->drafted = copy != NULL && draft->model != NULL ? instruction->instruction : 0;
      preview = mq_run_event_new (MQ_EVENT_PREVIEW);
      preview->picture.picture = copy != NULL ? copy : g_steal_pointer (&picture);
      mq_run_emit_own (self, preview);
    }

  mq_run_emit_own (self, mq_run_make_result (instruction, body));

  /* Our own events come before the result, so that other clients get them in order. */
  dex_await (mq_run_flush_published (self), NULL);
  json_object_set_string_member (body, "client", mq_service_connection_get_id (self->connection));
  answer = run_post (self, path, body, &trouble);
  /* A node of a shared service that does not know yet what another one has done with the run. */
  if (g_error_matches (trouble, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    {
      g_clear_error (&trouble);
      dex_await (mq_run_unless_cancelled (self, dex_timeout_new_seconds (REPEAT_SECONDS)), NULL);
      answer = run_post (self, path, body, &trouble);
    }
  if (answer != NULL || is_too_late (trouble))
    return TRUE;

  return mq_fail_with (error, &trouble);
}

/* Every client renames the session on `plan`, because the leading client may have crashed; and on
 * the first version, whose script names what no plan has named. */
static void
rename_session (MqRun *self, JsonObject *plan)
{
  const char *title = mq_json_get_string (plan, "title", NULL);
  g_autofree char *short_title = title != NULL ? mq_session_make_title (title) : NULL;
  const char *now = mq_session_get_title (self->session);

  /* The first variant keeps the words as they are. */
  if (short_title == NULL || self->options->title != NULL || self->options->message->variant > 1
      || g_strcmp0 (now, self->title) != 0 || g_str_equal (short_title, now))
    return;

  g_set_str (&self->title, short_title);
  dex_future_disown (mq_library_rename_session (self->library, self->session, short_title));
}

/* Emits `kept` of the version that was kept last, if that is still to be done. A window shows a
 * version as soon as it is safe. Who waits for the end of the run gets it with its pictures. */
void
mq_run_show_kept (MqRun *self)
{
  g_autoptr (MqRunEvent) kept = g_steal_pointer (&self->kept);
  g_autoptr (MqVersion) version = NULL;
  MqRunEvent *event;

  if (kept == NULL)
    return;

  version = mq_version_find (mq_session_get_versions (self->session), kept->kept.version);
  if (version != NULL)
    run_describe_version (version, &kept->kept);
  if (self->stopped_complete)
    kept->kept.stopped = TRUE;
  mq_run_emit (self, kept);
  if (self->options->output == NULL || self->output_error != NULL)
    return;

  event = mq_run_event_new (MQ_EVENT_OUTPUT);
  event->file.folder = g_strdup (self->options->output);
  mq_run_emit_own (self, event);
}

/* Awaits. Returns: (transfer full) (nullable): the version, which an earlier lead may have saved
 * without sending `kept`. Other variants of the session may have been saved since the run began, so
 * it is known by its parent and its script. */
static MqVersion *
keep (MqRun *self, MqRunEvent *made, GError **error)
{
  GListModel *versions = mq_session_get_versions (self->session);
  guint base_number;
  g_autofree char *id = mq_session_dup_base (self->session, &base_number);
  g_autoptr (MqVersion) here = NULL;
  g_autoptr (MqVersion) base = NULL;
  g_autoptr (GError) why = NULL;
  MqVersionDraft *draft;
  MqVersion *version;

  for (guint i = 0; self->attached && i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr (MqVersion) other = g_list_model_get_item (versions, i);
      g_autoptr (JsonObject) content = NULL;

      if (mq_version_get_number (other) <= self->first_version
          || mq_version_get_parent (other) != self->parent)
        continue;

      content = dex_await_boxed (mq_version_load (other), NULL);
      if (g_strcmp0 (mq_json_get_string (content, "script", NULL), made->version.script) == 0)
        return g_steal_pointer (&other);
    }

  /* A new session that goes on from a version of another one begins with copies of what led to it.
   * Also for a client that only took over the lead, so by what the session knows. */
  here = mq_version_find (versions, self->parent);
  if (self->parent != 0 && here == NULL)
    {
      MqSession *from = id != NULL ? mq_library_find_session (self->library, id) : NULL;

      if (from != NULL && base_number == self->parent)
        base = mq_version_find (mq_session_get_versions (from), base_number);
      self->parent
          = base != NULL
                ? dex_await_uint (mq_library_carry_chain (self->library, self->session, from, base),
                                  &why)
                : 0;
      if (why != NULL)
        return mq_fail_null_with (error, &why);
    }

  if (!dex_await (mq_run_unless_cancelled (self, mq_executor_rebuild (self->executor, made)), error)
      || !(draft = mq_executor_make_version_draft (self->executor, made, error)))
    return NULL;

  draft->parent = self->parent;
  /* For the version's card. A batch has no cards, and many versions. */
  self->looking = TRUE;
  if (self->options->rank != MQ_RENDER_RANK_BATCH)
    draft->far_poses = mq_executor_draw_far_poses (self->executor, made);
  self->looking = FALSE;
  version = dex_await_object (mq_library_keep_version (self->library, self->session, draft), error);
  if (version == NULL)
    g_prefix_error_literal (error, _ ("The version could not be kept: "));
  return version;
}

static gboolean
keep_version (MqRun *self, MqRunEvent *made, GError **error)
{
  g_autoptr (MqVersion) version = NULL;
  MqRunEvent *event;

  if (self->attached)
    dex_await (mq_library_refresh (self->library), NULL);
  if (!(version = keep (self, made, error)))
    return FALSE;

  self->n_kept++;
  mq_worker_set_version (self->worker, self->n_kept + 1);
  self->parent = mq_version_get_number (version);
  mq_executor_discard_before (self->executor, made);
  if (self->options->output != NULL)
    mq_run_write_output (self, version);

  event = mq_run_event_new (MQ_EVENT_KEPT);
  event->kept.session = g_strdup (mq_session_get_id (self->session));
  event->kept.version = mq_version_get_number (version);
  mq_run_show_kept (self);
  mq_run_publish (self, event);
  self->kept = event;
  if (self->options->keep_session)
    mq_run_show_kept (self);
  if (!mq_config_get_boolean (self->config, MQ_CONFIG_BLENDER_HEADLESS_RENDERING))
    {
      g_autoptr (DexFuture) before = g_steal_pointer (&self->showing);

      self->showing = mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, show_fiber, (MQ_TYPE_RUN, self),
                                           (MQ_TYPE_VERSION, version), (DEX_TYPE_FUTURE, before));
    }

  /* Sends `kept`, which the service waits for. Retries, because a full disk may have room in a
   * moment. */
  for (guint n = 1;; n++)
    {
      g_autoptr (GError) why = NULL;

      if (dex_await (mq_run_flush_published (self), &why) || is_too_late (why))
        return TRUE;

      if (n < MAX_TELLS)
        {
          g_clear_error (&why);
          dex_await (mq_run_unless_cancelled (self, dex_timeout_new_seconds ((int)n)), &why);
        }

      if (!g_error_matches (why, DEX_ERROR, DEX_ERROR_TIMED_OUT))
        return mq_fail_with (error, &why);
    }
}

static DexFuture *
work_fiber (MqRun *self)
{
  MqRunEvent *next;

  while (self->part == MQ_RUN_LEADING && (next = g_queue_pop_head (&self->work)) != NULL)
    {
      g_autoptr (MqRunEvent) event = next;
      GError *error = NULL;
      gboolean good = TRUE;

      if (event->kind == MQ_EVENT_INSTRUCTION)
        good = carry_out (self, event, &error);
      else if (event->kind == MQ_EVENT_VERSION)
        good = keep_version (self, event, &error);
      else
        mq_run_render_owed (self);

      if (!good)
        {
          mq_run_fail (self, error);
          break;
        }
    }

  return dex_future_new_true ();
}

/* Whether an instruction is being carried out here. */
gboolean
mq_run_is_working (MqRun *self)
{
  return self->working != NULL && dex_future_is_pending (self->working);
}

static void
begin_work (MqRun *self)
{
  if (self->part != MQ_RUN_LEADING || g_queue_is_empty (&self->work) || mq_run_is_working (self))
    return;

  dex_clear (&self->working);
  self->working = mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, work_fiber, (MQ_TYPE_RUN, self));
}

/* Whether an event of the run so far is still to do. The service waits for one result at a time, so
 * only the last instruction or the last version can be. */
static gboolean
is_to_do (MqRun *self, MqRunEvent *event)
{
  switch (event->kind)
    {
    case MQ_EVENT_INSTRUCTION:
      return event->id > self->led_from || event->instruction.instruction == self->outstanding;
    case MQ_EVENT_VERSION:
      return self->n_versions > self->n_kept;
    case MQ_EVENT_WAITING:
      return self->owed->len > 0;
    default:
      return FALSE;
    }
}

/* Queues instructions and versions if we lead the run, and remembers the last ones in case we
 * take the lead. Renames the session on `plan`. @event: its events, in order. */
void
mq_run_handle_work (MqRun *self, MqRunEvent *event)
{
  if (event->kind == MQ_EVENT_INSTRUCTION)
    {
      mq_executor_record (self->executor, event);
      g_clear_pointer (&self->last_instruction, mq_run_event_unref);
      self->last_instruction = mq_run_event_ref (event);
    }
  else if (event->kind == MQ_EVENT_VERSION)
    {
      self->n_versions++;
      g_clear_pointer (&self->last_version, mq_run_event_unref);
      self->last_version = mq_run_event_ref (event);
      if (self->n_versions == 1)
        rename_session (self, event->version.plan);
    }
  else if (event->kind == MQ_EVENT_PLAN)
    {
      mq_json_replace_object (&self->plan, event->plan.plan);
      rename_session (self, event->plan.plan);
    }

  if (self->part != MQ_RUN_LEADING || !is_to_do (self, event))
    return;

  g_queue_push_tail (&self->work, mq_run_event_ref (event));
  begin_work (self);
}

/* Starts to lead the run, with the work that is left. */
void
mq_run_begin_lead (MqRun *self, JsonObject *answer)
{
  MqRunEvent *heard[] = { self->last_version, self->last_instruction };

  self->part = MQ_RUN_LEADING;
  self->led_from = mq_json_get_int (answer, "events", 0);
  self->outstanding = mq_json_get_int (answer, "instruction", 0);
  self->n_kept = mq_json_get_int (answer, "kept", 0);

  /* The earlier instruction or version that nobody has handled. */
  for (gsize i = 0; i < G_N_ELEMENTS (heard); i++)
    if (heard[i] != NULL && is_to_do (self, heard[i]))
      g_queue_push_tail (&self->work, mq_run_event_ref (heard[i]));
  begin_work (self);
}

/* Leads the run from now on, if no other client does. Also renews our lead after a restart of the
 * service. */
static DexFuture *
claim_lead_fiber (MqRun *self)
{
  g_autofree char *path = mq_run_make_path (self, "lead");
  g_autoptr (JsonObject) body = mq_json_new ("client:s",
                                             mq_service_connection_get_id (self->connection));
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) error = NULL;
  gboolean leads = self->part == MQ_RUN_LEADING;

  if (self->part == MQ_RUN_TAKING_LEAD || self->blender == NULL)
    return dex_future_new_true ();

  if (!leads)
    self->part = MQ_RUN_TAKING_LEAD;
  answer = run_post (self, path, body, &error);
  if (answer != NULL && leads)
    return dex_future_new_true ();

  if (answer != NULL && mq_run_make_worker (self, &error))
    mq_run_begin_lead (self, answer);
  else
    {
      self->part = MQ_RUN_FOLLOWING;
      if (!is_too_late (error))
        mq_run_fail (self, g_steal_pointer (&error));
    }
  return dex_future_new_true ();
}

/* Takes the lead if no client has it. Stops the run if a client that follows it wants that.
 * @lead: an event `lead`. */
void
mq_run_handle_lead (MqRun *self, const MqLeadEvent *lead)
{
  gboolean is_ours = g_strcmp0 (lead->client, mq_service_connection_get_id (self->connection)) == 0;

  if (is_ours && lead->stop == TRUE && self->exit == MQ_RUN_EXIT_NONE)
    mq_run_cancel (self);
  if (is_ours || self->part == MQ_RUN_TAKING_LEAD)
    return;

  if (lead->client != NULL)
    self->part = MQ_RUN_FOLLOWING;
  else if (self->stage < MQ_RUN_STAGE_DONE && self->exit != MQ_RUN_EXIT_STOP)
    dex_future_disown (
        mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, claim_lead_fiber, (MQ_TYPE_RUN, self)));
}
