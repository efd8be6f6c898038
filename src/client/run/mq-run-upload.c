/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends the files that belong to a result before the result: pictures for the team, and the
 * introspection of a Blender. A script may have replaced them by anything, so only regular files of
 * limited size inside the run folder are read. */
#include "common/base/mq-files.h"
#include "client/executor/mq-introspect.h"
#include "client/run/mq-run-private.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/base/mq-limits.h"

#include <glib/gstdio.h>

static DexFuture *
read_fiber (const char *folder, const char *relative, guint64 limit)
{
  GError *error = NULL;
  g_autofd int dir = mq_files_open_dir (folder, &error);
  GBytes *bytes = dir >= 0 ? mq_files_read (dir, relative, limit, &error) : NULL;

  return bytes != NULL ? dex_future_new_take_boxed (G_TYPE_BYTES, bytes)
                       : dex_future_new_for_error (error);
}

static GBytes *
read_file (MqRun *self, const char *relative, guint64 limit, GError **error)
{
  return dex_await_boxed (
      mq_run_unless_cancelled (
          self, mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), 256 * 1024,
                                     read_fiber, (G_TYPE_STRING, self->work_dir),
                                     (G_TYPE_STRING, relative), (G_TYPE_UINT64, limit))),
      error);
}

static gboolean
send (MqRun *self, const char *method, const char *path, GBytes *bytes, const char *type,
      GError **error)
{
  DexFuture *sent = mq_service_connection_upload (self->connection, method, path, bytes, type);
  g_autoptr (JsonObject) answer = dex_await_boxed (mq_run_unless_cancelled (self, sent), error);

  return answer != NULL;
}

static gboolean
send_introspection (MqRun *self, const MqInstructionEvent *instruction, JsonObject *result,
                    GError **error)
{
  g_autofree char *file = mq_introspect_make_name (instruction->instruction);
  g_autofree char *path = g_strconcat ("/v1/knowledge/", mq_json_get_string (result, "blender", ""),
                                       NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (!mq_json_get_boolean (result, "uploaded", FALSE))
    return TRUE;

  return (bytes = read_file (self, file, MQ_INTROSPECT_MAX_BYTES, error)) != NULL
         && send (self, "PUT", path, bytes, "application/gzip", error);
}

static gboolean
send_look (MqRun *self, const MqInstructionEvent *instruction, JsonObject *result, GError **error)
{
  JsonArray *images = mq_json_get_array (result, "images");
  guint n = images != NULL ? MIN (json_array_get_length (images), MQ_RUN_MAX_PICTURES) : 0;

  if (instruction->upload != TRUE)
    return TRUE;

  for (guint i = 0; i < n; i++)
    {
      const char *file = mq_json_get_string (mq_json_element_object (images, i), "file", "");
      g_autofree char *query = g_strdup_printf ("pictures?instruction=%" G_GINT64_FORMAT "&view=%u",
                                                instruction->instruction, i + 1);
      g_autofree char *path = mq_run_make_path (self, query);
      g_autoptr (GBytes) bytes = read_file (self, file, MQ_RUN_PICTURE_MAX_BYTES, error);

      if (bytes == NULL
          || !send (self, "POST", path, bytes,
                    g_str_has_suffix (file, ".png") ? "image/png" : "image/jpeg", error))
        return FALSE;
    }

  return TRUE;
}

/* Sends the files of the result. The service ignores a repeated one. @error: why a file could
 * not be read, or the service's error. Returns: whether the result can be sent */
gboolean
mq_run_upload (MqRun *self, const MqInstructionEvent *instruction, JsonObject *body, GError **error)
{
  JsonObject *result = mq_json_get_object (body, "result");

  if (result != NULL && instruction->kind == MQ_INSTRUCTION_INTROSPECT)
    return send_introspection (self, instruction, result, error);
  if (result != NULL && instruction->kind == MQ_INSTRUCTION_RENDER)
    return send_look (self, instruction, result, error);

  return TRUE;
}
