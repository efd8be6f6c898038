/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The instruction `introspect`, see mq-introspect.h. Blender reports its version at its start; if
 * the service has an index of that version, nothing more is read. */
#include "client/executor/mq-introspect.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TIMEOUT_S 120
#define MAX_ID 80

/**
 * mq_introspect_make_name:
 * @instruction: the number of the instruction
 *
 * Returns: (transfer full): the name of the file that the bridge writes for it, in the run folder
 */
char *
mq_introspect_make_name (gint64 instruction)
{
  return g_strdup_printf ("introspection-%" G_GINT64_FORMAT ".json.gz", instruction);
}

static DexFuture *
introspect_fiber (MqWorker *worker, const char *file, GStrv have, DexFuture *dropped)
{
  g_autoptr (JsonObject) hello = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) params = NULL;
  g_autofree char *build = NULL;
  g_autofree char *id = NULL;
  JsonObject *blender;
  GError *error = NULL;
  gint64 started = g_get_monotonic_time ();

  hello = dex_await_boxed (mq_fiber_unless (dropped, mq_worker_start (worker)), &error);
  if (hello == NULL)
    return dex_future_new_for_error (error);

  /* The same id as in the bridge's introspection.py: the build hash of a distribution's Blender is
   * “Unknown”. */
  blender = mq_json_get_object (hello, "blender");
  build = g_ascii_strdown (mq_json_get_string (blender, "build_hash", "unknown"), -1);
  id = g_strdup_printf ("%s-%s", mq_json_get_string (blender, "version", ""), build);
  /* The service makes a file name of it. */
  if (strspn (id, G_CSET_a_2_z G_CSET_DIGITS ".-") < strlen (id) || strlen (id) > MAX_ID
      || strstr (id, "..") != NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_PROTOCOL, "%s",
                                  _ ("Blender does not say which version it is"));

  if (have == NULL || !g_strv_contains ((const char *const *)have, id))
    {
      params = mq_json_new ("file:s", file);
      answer = dex_await_boxed (
          mq_fiber_unless (dropped, mq_worker_call (worker, "introspect", params, TIMEOUT_S)),
          &error);
      if (answer == NULL)
        return dex_future_new_for_error (error);
    }

  return dex_future_new_take_boxed (
      JSON_TYPE_OBJECT, mq_json_new ("blender:s uploaded:b seconds:d", id, answer != NULL,
                                     (g_get_monotonic_time () - started) / 1e6));
}

/**
 * mq_introspect:
 * @worker: a worker
 * @file: the file to write in its folder, if it is needed
 * @have: (nullable): ids of the Blenders that the service has an index of
 *
 * Returns: (transfer full): resolves to the result of docs/inside/protocol.md (JSON_TYPE_OBJECT):
 * if it has `uploaded`, send the file first; rejects as mq_worker_call() does
 */
DexFuture *
mq_introspect (MqWorker *worker, const char *file, const char *const *have)
{
  return mq_fiber_spawn_droppable_with (256 * 1024, introspect_fiber, (MQ_TYPE_WORKER, worker),
                                        (G_TYPE_STRING, file), (G_TYPE_STRV, (GStrv)have));
}
