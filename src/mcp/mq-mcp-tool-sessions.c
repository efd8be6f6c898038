/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* find_sessions, show_session, compare_versions, restore_version and branch_session: the tools with
 * which a model finds what there is, and goes back. */
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"
#include "common/script/mq-script-parameter-json.h"
#include "common/script/mq-script.h"
#include "mcp/mq-mcp-report.h"
#include "mcp/mq-mcp-rights.h"
#include "mcp/mq-mcp-tool.h"

#define USUAL_SESSIONS 20
#define MAX_TITLE 200   /* bytes */
#define MAX_SUMMARY 500 /* bytes */

static JsonObject *
describe_session (MqSession *session)
{
  g_autofree char *updated = mq_text_format_time (mq_session_get_updated (session));
  MqVersion *current = mq_session_get_current_version (session);
  JsonObject *told = mq_json_new ("session:s versions:i updated:s", mq_session_get_id (session),
                                  g_list_model_get_n_items (mq_session_get_versions (session)),
                                  updated);

  mq_mcp_report_add_line (told, "title", mq_session_get_title (session), MAX_TITLE);
  if (current != NULL)
    json_object_set_int_member (told, "current", mq_version_get_number (current));
  return told;
}

/* All of them, the newest first, or those that a search finds, the best first. Awaits. */
static MqMcpResult *
find_sessions (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  const char *words = mq_json_get_string (arguments, "words", "");
  gint64 limit = mq_json_get_int (arguments, "limit", USUAL_SESSIONS);
  g_autoptr (GListStore) found = NULL;
  GListModel *sessions;
  JsonArray *told;
  guint n;

  if (!mq_mcp_context_open (context, error))
    return NULL;

  sessions = mq_library_get_sessions (context->library);
  if (*words != '\0')
    {
      g_auto (GStrv) ids = dex_await_boxed (mq_library_search (context->library, words), error);

      if (ids == NULL)
        return NULL;

      found = g_list_store_new (MQ_TYPE_SESSION);
      for (guint i = 0; ids[i] != NULL; i++)
        {
          MqSession *session = mq_library_find_session (context->library, ids[i]);

          if (session != NULL)
            g_list_store_append (found, session);
        }
      sessions = G_LIST_MODEL (found);
    }

  told = json_array_new ();
  n = g_list_model_get_n_items (sessions);
  for (guint i = 0; i < MIN (n, (guint)limit); i++)
    {
      g_autoptr (MqSession) session = g_list_model_get_item (sessions, i);

      json_array_add_object_element (told, describe_session (session));
    }

  return mq_mcp_result_new (mq_json_new ("sessions:a found:i", told, n));
}

/* Awaits. */
static MqMcpResult *
show_session (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (JsonObject) content = NULL;
  g_autoptr (GPtrArray) listed = NULL;
  const char *script;
  GListModel *versions;
  MqSession *session;
  JsonObject *told;
  JsonArray *list;
  JsonArray *parameters;

  if (!mq_mcp_context_find_version (context, arguments, &session, &version, error)
      || !(content = dex_await_boxed (mq_version_load (version), error)))
    return NULL;

  list = json_array_new ();
  versions = mq_session_get_versions (session);
  for (guint i = 0; i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr (MqVersion) one = g_list_model_get_item (versions, i);
      g_autofree char *created = mq_text_format_time (mq_version_get_created (one));
      JsonObject *row = mq_json_new ("version:i parent:i created:s pictures:i",
                                     mq_version_get_number (one), mq_version_get_parent (one),
                                     created, mq_version_get_n_pictures (one));

      mq_mcp_report_add_line (row, "summary", mq_version_get_summary (one), MAX_SUMMARY);
      mq_mcp_report_add_line (row, "instruction", mq_version_get_instruction (one), MAX_SUMMARY);
      json_array_add_object_element (list, row);
    }

  script = mq_json_get_string (content, "script", "");
  parameters = json_array_new ();
  listed = mq_script_parameters_list (script);
  for (guint i = 0; i < listed->len; i++)
    json_array_add_object_element (parameters, mq_script_parameter_to_json (listed->pdata[i]));

  told = describe_session (session);
  mq_json_add (told, "all:a version:i parameters:a", list, mq_version_get_number (version),
               parameters);
  if (mq_json_get_boolean (arguments, "script", FALSE))
    json_object_set_string_member (told, "script", script);
  return mq_mcp_result_new (told);
}

/* Awaits. */
static MqMcpResult *
compare_versions (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (MqVersion) other = NULL;
  g_autoptr (JsonObject) now = NULL;
  g_autoptr (JsonObject) then = NULL;
  g_autoptr (MqPythonLibrary) nothing = mq_python_library_new ();
  g_autofree char *difference = NULL;
  MqSession *session;
  JsonObject *told;

  if (!mq_mcp_context_find_version (context, arguments, &session, &version, error)
      || !(other = mq_mcp_context_find_numbered (session, arguments, "with", error))
      || !(now = dex_await_boxed (mq_version_load (version), error))
      || !(then = dex_await_boxed (mq_version_load (other), error)))
    return NULL;

  difference = mq_script_describe_difference (mq_json_get_string (then, "script", ""),
                                              mq_json_get_string (now, "script", ""), nothing);
  told = mq_json_new ("session:s version:i with:i difference:s", mq_session_get_id (session),
                      mq_version_get_number (version), mq_version_get_number (other), difference);
  mq_json_add (told, "before:o after:o",
               mq_mcp_report_describe (mq_json_get_object (then, "plan"),
                                       mq_json_get_object (then, "report")),
               mq_mcp_report_describe (mq_json_get_object (now, "plan"),
                                       mq_json_get_object (now, "report")));
  return mq_mcp_result_new (told);
}

/* Also told in the session's record, as in the window and on the command line. Awaits. */
static MqMcpResult *
restore_version (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_CURRENT);
  g_autoptr (MqVersion) version = NULL;
  g_autofree char *words = NULL;
  MqSession *session;
  guint number;

  if (!mq_mcp_context_find_version (context, arguments, &session, &version, error))
    return NULL;

  number = mq_version_get_number (version);
  words = g_strdup_printf ("go back to version %u", number);
  event->time = g_get_real_time ();
  event->current.version = number;
  event->current.from = mq_version_get_number (mq_session_get_current_version (session));
  if (!dex_await (mq_library_set_current_version (context->library, session, number), error)
      || !dex_await (mq_library_save_step (context->library, session, words, event), error))
    return NULL;

  return mq_mcp_result_new (describe_session (session));
}

/* Awaits. */
static MqMcpResult *
branch_session (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  const char *title = mq_json_get_string (arguments, "title", NULL);
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (MqSession) made = NULL;
  MqSession *session;

  if (!mq_mcp_context_find_version (context, arguments, &session, &version, error)
      || !(made = dex_await_object (
               mq_library_branch (context->library, session, version,
                                  title != NULL ? title : mq_session_get_title (session)),
               error)))
    return NULL;

  mq_mcp_rights_note_session (call, mq_session_get_id (made));
  return mq_mcp_result_new (describe_session (made));
}

const MqMcpTool mq_mcp_tools_sessions[] = {
  { "find_sessions", find_sessions },       { "show_session", show_session },
  { "compare_versions", compare_versions }, { "restore_version", restore_version },
  { "branch_session", branch_session },     { NULL },
};
