/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* run_script and edit_script: the tools with which a model builds an asset by scripts of its own.
 */
#include "common/base/mq-error.h"
#include "common/foreign/mq-python-clean.h"
#include "common/json/mq-json.h"
#include "common/requirement/mq-own-requirements.h"
#include "common/script/mq-script-values.h"
#include "common/script/mq-script.h"
#include "mcp/mq-mcp-report.h"
#include "mcp/mq-mcp-run.h"

#include <string.h>

#define TITLE "A script of a program"

static gboolean
gives_plan (JsonObject *arguments)
{
  return json_object_has_member (arguments, "requirements")
         || json_object_has_member (arguments, "parts")
         || json_object_has_member (arguments, "grounded");
}

/* Awaits. @session and @base: (nullable): without them, a new session begins. */
static MqMcpResult *
run (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, MqSession *session,
     MqVersion *base, const char *script, GError **error)
{
  const char *title = mq_json_get_string (arguments, "title", TITLE);
  JsonArray *requirements = mq_json_get_array (arguments, "requirements");
  g_autoptr (MqConfig) config = mq_mcp_run_make_config (context, arguments);
  g_autoptr (MqRunOptions) options = mq_run_options_new ("script", title, NULL);
  MqMcpResult *result;

  if (!mq_own_requirements_check_words (requirements, error))
    return NULL;

  /* The given requirements and parts, else those of the version before. */
  if (gives_plan (arguments))
    {
      g_autoptr (JsonObject) content = base != NULL ? dex_await_boxed (mq_version_load (base), NULL)
                                                    : NULL;
      JsonObject *old = mq_json_get_object (content, "plan");

      if (requirements != NULL)
        options->plan = mq_mcp_report_with_requirements (old, requirements);
      else
        options->plan = old != NULL ? mq_json_copy_object (old) : json_object_new ();
      mq_json_add (options->plan, "parts:A?", mq_json_get_array (arguments, "parts"));
      if (json_object_has_member (arguments, "grounded"))
        json_object_set_boolean_member (options->plan, "grounded",
                                        mq_json_get_boolean (arguments, "grounded", TRUE));
    }

  options->script = g_strdup (script);
  options->title = g_strdup (session != NULL ? mq_session_get_title (session) : title);
  if (session != NULL)
    {
      options->session = g_object_ref (session);
      options->base_session = g_object_ref (session);
      options->base = g_object_ref (base);
    }

  if (!mq_mcp_context_begin_job (context, error))
    return NULL;

  result = mq_mcp_run_perform (call, context, config, g_steal_pointer (&options), error);
  mq_mcp_context_end_job (context);
  return result;
}

static MqMcpResult *
run_script (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  g_autofree char *script = mq_python_unescape (mq_json_get_string (arguments, "script", ""));
  g_autoptr (MqVersion) base = NULL;
  MqSession *session = NULL;

  if (json_object_has_member (arguments, "session")
      && !mq_mcp_context_find_version (context, arguments, &session, &base, error))
    return NULL;

  return run (call, context, arguments, session, base, script, error);
}

/* Replaces texts, then whole functions, parameters and imports, then values.
 * Returns: (transfer full) (nullable): the edited @script */
static char *
edit (const char *script, JsonObject *arguments, GError **error)
{
  JsonArray *texts = mq_json_get_array (arguments, "texts");
  JsonArray *remove = mq_json_get_array (arguments, "remove");
  JsonObject *values = mq_json_get_object (arguments, "values");
  g_autofree char *sent = mq_python_unescape (mq_json_get_string (arguments, "functions", ""));
  g_autofree char *functions = mq_python_clean (sent, NULL);
  g_autofree char *edited = g_strdup (script);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) refusal = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  char *made;

  MQ_JSON_EACH (texts, i, text)
    {
      const char *old = mq_json_get_string (text, "old", "");
      const char *new = mq_json_get_string (text, "new", "");
      const char *at = strstr (edited, old);
      g_autofree char *before = NULL;
      g_autofree char *replaced = NULL;

      /* Each text is there exactly once, so that nothing else changes than is meant. */
      if (at == NULL || strstr (at + 1, old) != NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                             "Text %u is %s in the script. Give more of its lines, exactly as they "
                             "are",
                             i + 1, at == NULL ? "not" : "more than once");

      before = g_strndup (edited, (gsize)(at - edited));
      replaced = g_strconcat (before, new, at + strlen (old), NULL);
      g_set_str (&edited, replaced);
    }

  if (*functions != '\0' || remove != NULL)
    {
      g_autoptr (MqScript) parsed = mq_script_new (edited, error);
      g_auto (GStrv) names = mq_json_to_strings (remove);
      g_autoptr (MqScriptEdit) change = NULL;

      if (parsed == NULL
          || !(change = mq_script_edit (parsed, functions, (const char *const *)names, error)))
        return NULL;

      g_set_str (&edited, mq_script_get_text (parsed));
    }

  if (values == NULL)
    return g_steal_pointer (&edited);

  json_object_iter_init_ordered (&iter, values);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *value = JSON_NODE_HOLDS_VALUE (node)
                                       && json_node_get_value_type (node) == G_TYPE_STRING
                                   ? json_node_dup_string (node)
                                   : json_to_string (node, FALSE);

      g_ptr_array_add (words, g_strdup_printf ("%s=%s", name, value));
    }
  g_ptr_array_add (words, NULL);
  if ((made = mq_script_dup_with_values (edited, (char **)words->pdata, &refusal)) != NULL)
    return made;

  /* Its next step is one for people. */
  return mq_fail_null (error, (MqError)refusal->code,
                       "%.*s. show_session lists the parameters; functions or texts change any "
                       "other line",
                       (int)strcspn (refusal->message, "\n"), refusal->message);
}

/* Awaits. */
static MqMcpResult *
edit_script (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  g_autoptr (MqVersion) base = NULL;
  g_autoptr (JsonObject) content = NULL;
  g_autofree char *script = NULL;
  MqSession *session;

  if (!mq_mcp_context_find_version (context, arguments, &session, &base, error)
      || !(content = dex_await_boxed (mq_version_load (base), error)))
    return NULL;

  script = edit (mq_json_get_string (content, "script", ""), arguments, error);
  if (script == NULL)
    return NULL;
  if (!gives_plan (arguments) && g_str_equal (script, mq_json_get_string (content, "script", "")))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "The script is the same as before. Say what is to change in functions, "
                         "values, texts or remove, or give other requirements or parts");

  return run (call, context, arguments, session, base, script, error);
}

const MqMcpTool mq_mcp_tools_script[] = {
  { "run_script", run_script },
  { "edit_script", edit_script },
  { NULL },
};
