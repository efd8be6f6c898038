/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends each kept version to the running Blender (`blender.headless_rendering: false`). The run
 * waits for that only before it ends, and errors become notices. */
#include "client/run/mq-run-private.h"

#include "client/live/mq-live.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Reports once a run that no Blender is connected, and every other error each time. */
static void
emit_failure (MqRun *self, const GError *why)
{
  g_auto (GStrv) lines = g_strsplit (why->message, "\n", 2);
  g_autofree char *text = NULL;

  if (g_error_matches (why, MQ_ERROR, MQ_ERROR_CANCELLED))
    return;

  if (g_error_matches (why, MQ_ERROR, MQ_ERROR_NO_BLENDER))
    {
      if (!self->said_no_live)
        mq_run_emit_notice (self, MQ_NOTICE_LEVEL_INFO, "live-none",
                            _ ("Blender isn’t connected, so new versions are not sent to it"),
                            lines[1]);
      self->said_no_live = TRUE;
      return;
    }

  text = g_strdup_printf (_ ("The version could not be sent to Blender: %s"), lines[0]);
  mq_run_emit_notice (self, MQ_NOTICE_LEVEL_WARNING, "live-refused", text, lines[1]);
}

static DexFuture *
show_fiber (MqRun *self, MqVersion *version, DexFuture *before)
{
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (before != NULL)
    dex_await (dex_ref (before), NULL);

  answer = dex_await_boxed (
      mq_run_unless_cancelled (self, mq_live_place (mq_session_get_id (self->session),
                                                    mq_session_get_title (self->session),
                                                    mq_version_get_number (version),
                                                    mq_version_get_dir (version))),
      &error);
  if (answer == NULL)
    {
      emit_failure (self, error);
      return dex_future_new_true ();
    }

  mq_json_add (answer, "session:s version:i", mq_session_get_id (self->session),
               mq_version_get_number (version));
  mq_run_emit_own (self, mq_run_event_read ("placed", answer, 0));
  return dex_future_new_true ();
}

void
mq_run_show_live (MqRun *self, MqVersion *version)
{
  g_autoptr (DexFuture) before = NULL;

  if (mq_config_get_boolean (self->config, MQ_CONFIG_BLENDER_HEADLESS_RENDERING))
    return;

  before = g_steal_pointer (&self->showing);
  self->showing = mq_fiber_spawn_with (NULL, MQ_RUN_STACK, show_fiber, (MQ_TYPE_RUN, self),
                                       (MQ_TYPE_VERSION, version), (DEX_TYPE_FUTURE, before));
}

/* Awaits the version that is being sent. */
void
mq_run_await_live (MqRun *self)
{
  if (self->showing != NULL)
    dex_await (g_steal_pointer (&self->showing), NULL);
}
