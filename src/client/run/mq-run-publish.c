/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends the leading client's own events to the service, for all clients of the run: in batches, in
 * order, each once. Paths are sent relative to the library. */
#include "client/run/mq-run-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "common/events/mq-run-event-table.h"

#include <glib/gstdio.h>
#include <string.h>

#define BATCH_MS 50
#define MAX_BATCH 200

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

  if (event->kind != MQ_EVENT_MESSAGE && event->kind != MQ_EVENT_PREVIEW
      && event->kind != MQ_EVENT_PICTURE)
    return mq_run_event_ref (event);

  if (event->kind == MQ_EVENT_MESSAGE)
    {
      copy = mq_run_event_copy_message (event, func, self);
      copy->by = g_strdup (event->by);
      return copy;
    }

  copy = mq_run_event_new (event->kind);
  copy->id = event->id;
  copy->time = event->time;
  copy->by = g_strdup (event->by);
  copy->picture.picture = func (event->picture.picture, self);
  copy->picture.done = event->picture.done;
  copy->picture.of = event->picture.of;
  copy->picture.provisional = event->picture.provisional;
  if (copy->picture.picture == NULL)
    copy->picture.picture = g_strdup ("");
  return copy;
}

/* Sends only session and number: each client finds the folder in its own library. */
static MqRunEvent *
strip_kept (MqRunEvent *event)
{
  MqRunEvent *copy = mq_run_event_new (MQ_EVENT_KEPT);

  copy->kept.session = g_strdup (event->kept.session);
  copy->kept.version = event->kept.version;
  copy->kept.stopped = event->kept.stopped;
  return copy;
}

/* @kept: receives its number and folder */
void
mq_run_describe_version (MqVersion *version, MqKeptEvent *kept)
{
  g_autoptr (GStrvBuilder) pictures = g_strv_builder_new ();

  for (guint i = 0; i < mq_version_get_n_pictures (version); i++)
    g_strv_builder_take (pictures, mq_version_get_picture (version, i));

  kept->folder = g_strdup (mq_version_get_dir (version));
  kept->pictures = g_strv_builder_end (pictures);
}

/* Awaits a refresh of the library, because another program may have saved the version. */
static MqRunEvent *
complete_kept (MqRun *self, MqRunEvent *event)
{
  MqRunEvent *copy = strip_kept (event);
  GListModel *versions = mq_session_get_versions (self->session);
  g_autoptr (MqVersion) version = mq_version_find (versions, event->kept.version);

  if (version == NULL)
    {
      dex_await (mq_library_refresh (self->library), NULL);
      version = mq_version_find (versions, event->kept.version);
    }

  copy->id = event->id;
  copy->time = event->time;
  copy->by = g_strdup (event->by);
  if (version != NULL)
    mq_run_describe_version (version, &copy->kept);
  return copy;
}

/* Awaits. Returns: (transfer full): the event with paths of this library */
MqRunEvent *
mq_run_localise (MqRun *self, MqRunEvent *event)
{
  return event->kind == MQ_EVENT_KEPT ? complete_kept (self, event)
                                      : map_event (self, event, make_absolute);
}

/* Returns: (transfer full): the events to send next, in the form of docs/protocol.md */
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
  self->sharing = mq_fiber_spawn_with (NULL, MQ_RUN_STACK, share_fiber, (MQ_TYPE_RUN, self));
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
