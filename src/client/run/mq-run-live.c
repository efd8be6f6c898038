/* Sends each kept version to the running Blender (`blender.headless_rendering: false`). The run
 * waits for that only before it ends, and errors become notices. */
#include "client/run/mq-run-private.h"

#include "client/live/mq-live.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  MqRun *run;
  MqVersion *version;
  DexFuture *before; /* (nullable): the version before it */
} Showing;

static void
showing_free (gpointer data)
{
  Showing *showing = data;

  g_object_unref (showing->run);
  g_object_unref (showing->version);
  dex_clear (&showing->before);
  g_free (showing);
}

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
show_fiber (gpointer data)
{
  Showing *showing = data;
  MqRun *self = showing->run;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (showing->before != NULL)
    dex_await (g_steal_pointer (&showing->before), NULL);

  answer = dex_await_boxed (
      mq_run_unless_cancelled (self, mq_live_place (mq_session_get_id (self->session),
                                                    mq_session_get_title (self->session),
                                                    mq_version_get_number (showing->version),
                                                    mq_version_get_dir (showing->version))),
      &error);
  if (answer == NULL)
    {
      emit_failure (self, error);
      return dex_future_new_true ();
    }

  mq_json_add (answer, "session:s version:i", mq_session_get_id (self->session),
               mq_version_get_number (showing->version));
  mq_run_emit_own (self, mq_run_event_read ("placed", answer, 0));
  return dex_future_new_true ();
}

void
mq_run_show_live (MqRun *self, MqVersion *version)
{
  Showing *showing;

  if (mq_config_get_boolean (self->config, MQ_CONFIG_BLENDER_HEADLESS_RENDERING))
    return;

  showing = g_new0 (Showing, 1);
  showing->run = g_object_ref (self);
  showing->version = g_object_ref (version);
  showing->before = g_steal_pointer (&self->showing);
  self->showing = mq_fiber_spawn (NULL, MQ_RUN_STACK, show_fiber, showing, showing_free);
}

/* Awaits the version that is being sent. */
void
mq_run_await_live (MqRun *self)
{
  if (self->showing != NULL)
    dex_await (g_steal_pointer (&self->showing), NULL);
}
