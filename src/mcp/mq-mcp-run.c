/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A run that a program asked for, see mq-mcp-run.h. */
#include "mcp/mq-mcp-run.h"

#include "client/run/mq-run.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "mcp/mq-mcp-report.h"
#include "mcp/mq-mcp-rights.h"

#define MAX_NOTES 20
#define MAX_NOTE 1000 /* bytes */

/* The events of a run, as far as they are answered. */
typedef struct
{
  MqMcpCall *call;
  JsonArray *notes;
  gint64 version; /* 0: none was made */
  guint n_steps;
} RunSummary;

static void
add_note (RunSummary *summary, const char *text)
{
  g_autofree char *clean = mq_text_clean (text, MAX_NOTE);

  if (json_array_get_length (summary->notes) < MAX_NOTES)
    json_array_add_string_element (summary->notes, clean);
}

static void
on_event (RunSummary *summary, MqRunEvent *event)
{
  switch (event->kind)
    {
    case MQ_EVENT_NOTICE:
      /* It is over when the call is answered. */
      if (g_strcmp0 (event->notice.code, "render-waiting") == 0)
        mq_mcp_call_tell_progress (summary->call, ++summary->n_steps, 0, event->notice.text);
      else
        add_note (summary, event->notice.text);
      break;
    case MQ_EVENT_REFUSED:
      add_note (summary, event->refused.text);
      break;
    case MQ_EVENT_STEP:
      if (event->step.state == MQ_EVENT_STATE_STARTED)
        mq_mcp_call_tell_progress (summary->call, ++summary->n_steps, 0, event->step.text);
      break;
    case MQ_EVENT_KEPT:
      summary->version = event->kept.version;
      break;
    default:
      break;
    }
}

static DexFuture *
cancel_cb (DexFuture *dropped, gpointer run)
{
  mq_run_cancel (run);
  return dex_future_new_true ();
}

/* Most versions of a program are drafts: one plain picture is enough, and takes seconds. */
MqConfig *
mq_mcp_run_make_config (MqMcpContext *context, JsonObject *arguments)
{
  g_autoptr (MqConfig) one = NULL;

  if (mq_json_get_boolean (arguments, "final_pictures", FALSE))
    return g_object_ref (context->config);

  one = mq_config_dup_with (context->config, MQ_CONFIG_RENDER_NUM_IMAGES, 1, NULL);
  return mq_config_dup_with (one, MQ_CONFIG_RENDER_ENGINE, 0, "workbench");
}

/* Awaits. @call: the call of a tool, which ends the run when it is dropped; @context: what it
 * works with; a task of it has begun; @options: (transfer full): what to run; @error:
 * %MQ_ERROR_CANCELLED …. Returns: (transfer full) (nullable): the version that was made, or why
 * there is none */
MqMcpResult *
mq_mcp_run_perform (MqMcpCall *call, MqMcpContext *context, MqConfig *config, MqRunOptions *options,
                    GError **error)
{
  g_autoptr (MqRun) run = NULL;
  g_autoptr (JsonArray) notes = json_array_new ();
  g_autoptr (GError) failure = NULL;
  g_autoptr (GError) unseen = NULL;
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (JsonObject) content = NULL;
  g_autoptr (MqMcpResult) result = NULL;
  RunSummary summary = { .call = call, .notes = notes };
  MqSession *session;
  JsonObject *values;

  options->interactive = FALSE;
  if (options->server == NULL)
    options->server = g_strdup (mq_config_get_string (config, MQ_CONFIG_SERVER_URL));
  run = mq_run_new (context->library, config, context->blender, options);
  g_signal_connect_swapped (run, "event", G_CALLBACK (on_event), &summary);
  dex_future_disown (
      dex_future_catch (dex_ref (call->dropped), cancel_cb, g_object_ref (run), g_object_unref));
  dex_await (mq_run_perform (run), &failure);
  g_signal_handlers_disconnect_by_data (run, &summary);

  if (g_error_matches (failure, MQ_ERROR, MQ_ERROR_CANCELLED))
    return mq_fail_null_with (error, &failure);
  /* The session of a run that made nothing is gone, unless it had versions before. */
  if (failure != NULL && summary.version == 0)
    {
      g_autoptr (GString) text = g_string_new (failure->message);

      for (guint i = 0; i < json_array_get_length (notes); i++)
        g_string_append_printf (text, "\n%s", json_array_get_string_element (notes, i));
      return mq_mcp_result_new_quoted_failure (failure, text->str);
    }

  session = mq_run_get_session (run);
  mq_mcp_rights_note_session (call, mq_session_get_id (session));
  version = mq_version_find (mq_session_get_versions (session), summary.version);
  if (version == NULL)
    return mq_fail_null (error, MQ_ERROR_FAILED, "The run made no version");
  if (!(content = dex_await_boxed (mq_version_load (version), error)))
    return NULL;

  values = mq_mcp_report_describe_version (session, version, content, NULL, NULL);
  mq_json_add (values, "notes:A", notes);
  result = mq_mcp_result_new (values);
  /* The version is kept: its number counts more than its picture. */
  if (!mq_mcp_look (call, context, version, result, &unseen))
    {
      g_autofree char *note = g_strdup_printf ("There is no picture: %s", unseen->message);

      add_note (&summary, note);
    }
  return g_steal_pointer (&result);
}
