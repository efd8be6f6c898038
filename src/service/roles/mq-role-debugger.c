/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The debugger role: repairs the check's findings, a failed execution or a critic's defects by
 * replacing whole functions. It also rewrites the script when repairs did not help. */
#include "service/roles/mq-role.h"
#include "service/team/mq-change-bounds.h"
#include "service/team/mq-change-defects.h"

#include "common/asset/mq-report.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_FINDINGS 20
#define MAX_FRAMES 8
#define MAX_REASON 200 /* bytes */
#define LOOK_UPS 3
#define LOOK_UP_TOKENS 900

/* The toolkit's functions that a fault names as calls, "cylinder() got an unexpected keyword
 * argument 'depth'", with their own signatures: a look-up would find those of Blender. */
static gboolean
append_signatures (GString *text, MqPythonLibrary *library, const char *fault)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (const char *at = fault; (at = strchr (at, '(')) != NULL; at++)
    {
      const char *start = at;
      g_autofree char *name = NULL;
      const MqPythonFunction *function;

      while (start > fault && (g_ascii_isalnum (start[-1]) || start[-1] == '_'))
        start--;
      name = g_strndup (start, at - start);
      function = mq_python_library_lookup (library, name);
      if (function == NULL || (start > fault && start[-1] == '.')
          || !g_hash_table_add (seen, (gpointer)function))
        continue;

      g_string_append (text, "The toolkit has: ");
      mq_toolkit_append_signature (text, function, NULL);
    }

  return g_hash_table_size (seen) > 0;
}

/* Adds what is to be mended: findings of the check, a failed run, or defects of a script that runs.
 * @words: gets what is to be looked up for it */
static void
append_faults (GString *text, GString *words, MqRoleCall *task, MqModelRequest *request)
{
  MqPythonLibrary *library = task->context->library;
  MqAssetState *asset = task->asset;

  if (asset->findings != NULL)
    {
      g_autoptr (MqScript) script = NULL;
      const char *first = NULL;
      guint listed = 0;

      /* In small steps, only the findings of one function are to be mended: those of the first. The
       * others are found again when it is mended. */
      if (mq_models_get_effort (task->context->models) == MQ_EFFORT_SMALL_STEPS)
        script = mq_script_new (asset->script, NULL);

      g_string_append (text,
                       "# To mend: found by the check against this Blender, before running\n");
      for (guint i = 0; i < json_array_get_length (asset->findings) && listed < MAX_FINDINGS; i++)
        {
          JsonObject *finding = mq_json_element_object (asset->findings, i);
          JsonArray *nearest = mq_json_get_array (finding, "nearest");
          int line = (int)mq_json_get_int (finding, "line", 0);
          const char *what = mq_json_get_string (finding, "what", "");
          const char *name = NULL;

          if (script != NULL)
            name = mq_script_get_name_at (script, (guint)MAX (0, line));
          if (i == 0)
            first = name;
          if (g_strcmp0 (name, first) != 0)
            continue;

          listed++;
          g_string_append_printf (text, "- line %d: %s", line, what);
          MQ_JSON_EACH_STRING (nearest, j, each)
            g_string_append_printf (text, "%s%s", j > 0 ? ", " : " There is: ", each);
          g_string_append_c (text, '\n');
          if (!append_signatures (text, library, what))
            g_string_append_printf (words, "%s ", mq_json_get_string (finding, "name", ""));
        }
    }
  else if (asset->failure != NULL)
    {
      const char *message = mq_json_get_string (asset->failure, "message", "");
      JsonArray *frames = mq_json_get_array (asset->failure, "traceback");
      guint count = mq_json_length (frames);
      int line = (int)mq_json_get_int (asset->failure, "line", 0);

      g_string_append_printf (text, "# To mend: running it failed\n%s: %s\n",
                              mq_json_get_string (asset->failure, "type", "Error"), message);
      for (guint i = count > MAX_FRAMES ? count - MAX_FRAMES : 0; i < count; i++)
        {
          JsonObject *frame = mq_json_element_object (frames, i);

          g_string_append_printf (
              text, "  line %d, in %s: %s\n", (int)mq_json_get_int (frame, "line", 0),
              mq_json_get_string (frame, "function", "?"), mq_json_get_string (frame, "text", ""));
        }
      if (count == 0 && line > 0)
        g_string_append_printf (text, "  line %d\n", line);
      if (!append_signatures (text, library, message))
        g_string_append (words, message);
    }
  else if (asset->defects != NULL)
    {
      gboolean seen = FALSE;

      g_string_append (text, "# To mend: it runs, but\n");
      MQ_JSON_EACH (asset->defects, i, defect)
        {
          gboolean measured = mq_measured_defects_include (defect);

          /* Pictures help with shapes and positions; text is enough for a colour or a number. */
          seen |= !measured && !g_str_equal (mq_json_get_string (defect, "code", ""), "material");
          g_string_append_printf (text, "%u. ", i + 1);
          if (measured)
            g_string_append_printf (text, "%s ", mq_json_get_string (defect, "id", ""));
          g_string_append_printf (
              text, "[%s] %s (%s). Do: %s\n", mq_json_get_string (defect, "part", "whole"),
              mq_json_get_string (defect, "what", ""), mq_json_get_string (defect, "evidence", ""),
              mq_json_get_string (defect, "fix", ""));
        }
      if (seen && mq_role_get_abilities (task->context, "debugger").pictures)
        mq_role_context_add_views (request, asset);
    }
  else
    g_string_append (text,
                     "# To mend: it runs, but nothing is to be seen\nNo object with a surface "
                     "is in the scene. Make the objects, link them to the collection, and "
                     "let them be visible in viewport and render.\n");
}

/* The functions to show completely: those of parts that defects name, of the parts joined to
 * them, and build(). NULL: all, when a defect concerns the whole asset or a part without a
 * function of its name. */
static GStrv
list_functions (MqAssetState *asset)
{
  g_autoptr (MqScript) script = mq_script_new (asset->script, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonObject *plan = asset->plan;
  JsonArray *defects = asset->defects;

  if (script == NULL)
    return NULL;

  g_strv_builder_add (builder, "build");
  MQ_JSON_EACH (defects, i, defect)
    {
      JsonObject *facts = mq_json_get_object (defect, "facts");
      JsonArray *objects = mq_json_get_array (facts, "objects");
      const char *other = mq_json_get_string (facts, "other", NULL);
      const char *id = mq_json_get_string (defect, "part", "whole");
      JsonObject *part = mq_json_find (mq_json_get_array (plan, "parts"), "id", id);
      JsonArray *joins = mq_json_get_array (part, "joins");

      if (part == NULL || !mq_script_has (script, id))
        return NULL;
      g_strv_builder_add (builder, id);
      /* The parts of the objects that it is about, and of their neighbour. */
      MQ_JSON_EACH_STRING (objects, j, object)
        if (object != NULL)
          g_strv_builder_add (builder, mq_report_get_part (asset->report, object));
      if (other != NULL)
        g_strv_builder_add (builder, mq_report_get_part (asset->report, other));
      MQ_JSON_EACH_STRING (joins, j, join)
        if (join != NULL)
          g_strv_builder_add (builder, join);
    }

  return g_strv_builder_end (builder);
}

static gboolean
joins_one_of (JsonObject *part, const char *const *ids)
{
  JsonArray *joins = mq_json_get_array (part, "joins");

  MQ_JSON_EACH_STRING (joins, i, join)
    if (join != NULL && g_strv_contains (ids, join))
      return TRUE;

  return FALSE;
}

/* Parts that have nothing to do with the defects stay as they are: the model has not seen their
 * functions. A part has to do with them if its function was shown, or if it joins a part whose
 * function was, as it follows when that moves. */
static char *
dup_concerned (MqAssetState *asset, const char *script, GError **error)
{
  g_auto (GStrv) shown = asset->findings == NULL && asset->failure == NULL && asset->defects != NULL
                             ? list_functions (asset)
                             : NULL;
  JsonArray *parts = mq_json_get_array (asset->plan, "parts");
  g_auto (GStrv) changed = NULL;
  g_autofree char *kept = g_strdup (script);

  if (shown == NULL)
    return g_steal_pointer (&kept);

  changed = mq_script_list_changed (asset->script, script);
  for (gsize i = 0; changed[i] != NULL; i++)
    {
      JsonObject *part = mq_json_find (parts, "id", changed[i]);
      const char *const own[] = { changed[i], NULL };
      gboolean concerned = g_strv_contains ((const char *const *)shown, changed[i])
                           || joins_one_of (part, (const char *const *)shown);
      g_autofree char *back = NULL;

      for (gsize j = 0; shown[j] != NULL && !concerned; j++)
        concerned = joins_one_of (mq_json_find (parts, "id", shown[j]), own);
      if (part == NULL || concerned)
        continue;
      if ((back = mq_script_put_back (kept, asset->script, changed[i], NULL)) != NULL)
        g_set_str (&kept, back);
    }

  if (!g_str_equal (kept, asset->script))
    return g_steal_pointer (&kept);

  return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                       "The faults are about other parts: send the functions of those");
}

/* The script of an answer. One that only disputes measured defects leaves it as it is. `disputed`:
 * {"id", "code", "objects", "reason"}, of an unmet requirement also "words", "what" and "axis" */
static JsonObject *
take_over (MqRoleCall *task, const char *said, gboolean is_last, GError **error)
{
  MqAssetState *asset = task->asset;
  g_autofree char *json = mq_script_unfence (said, "json");
  g_autoptr (JsonObject) object = json != NULL && *json == '{'
                                      ? mq_json_parse_object (json, -1, NULL)
                                      : NULL;
  JsonArray *named = mq_json_get_array (object, "disputed");
  g_autoptr (JsonArray) disputed = json_array_new ();
  guint n;
  g_autofree char *changes = NULL;
  g_autofree char *text = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *script = mq_patch_apply (task, asset->script, said, &changes, error);

  MQ_JSON_EACH (named, i, one)
    {
      const char *id = mq_json_get_string (one, "id", "");
      JsonObject *defect = mq_json_find (asset->defects, "id", id);
      JsonObject *facts = mq_json_get_object (defect, "facts");
      JsonArray *objects = mq_json_get_array (facts, "objects");
      g_autofree char *reason = mq_text_clean (mq_json_get_string (one, "reason", ""), MAX_REASON);

      if (defect == NULL || !mq_measured_defects_include (defect) || *reason == '\0'
          || mq_json_find (disputed, "id", id) != NULL)
        continue;
      json_array_add_object_element (
          disputed, mq_json_new ("id:s code:s objects:a reason:s words:s? what:s? axis:s?", id,
                                 mq_json_get_string (defect, "code", ""),
                                 objects != NULL ? json_array_ref (objects) : json_array_new (),
                                 reason, mq_json_get_string (facts, "other", NULL),
                                 mq_json_get_string (facts, "what", NULL),
                                 mq_json_get_string (facts, "axis", NULL)));
    }

  n = json_array_get_length (disputed);

  if (script != NULL)
    kept = dup_concerned (asset, script, error);
  if (kept == NULL && n == 0)
    {
      if (mq_json_length (named) == 0)
        return NULL;

      g_clear_error (error);
      return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                           "What is disputed is not in the list, or has no reason: name faults of "
                           "the list by their ids, or send whole functions that mend them");
    }

  if (kept == NULL)
    g_clear_error (error);
  if (n == 0)
    text = g_strdup (changes);
  else
    /* Translators: “changed legs; disputes 2 measurements”. */
    text = g_strdup_printf (
        ngettext ("%s; disputes %u measurement", "%s; disputes %u measurements", n),
        kept != NULL ? changes : _ ("changed nothing"), n);
  return mq_json_new ("script:s disputed:a text:s detail:s", kept != NULL ? kept : asset->script,
                      g_steal_pointer (&disputed), text, said);
}

static JsonObject *
repair (MqRoleCall *task, const char *role, const char *what, GError **error)
{
  MqAssetState *asset = task->asset;
  MqPythonLibrary *library = task->context->library;
  g_autoptr (MqModelRequest) request = mq_role_new_request (task, "debugger", what);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GString) before
      = g_string_new ("# What went wrong before and what was tried, oldest first\n");
  JsonArray *attempts = asset->attempts;
  gboolean numbered = asset->findings != NULL || asset->failure != NULL;

  if (numbered || asset->defects == NULL)
    mq_role_context_add_script (request, asset, library, numbered);
  else
    {
      /* It runs but has defects: the affected functions completely, the rest as an outline. */
      g_auto (GStrv) functions = list_functions (asset);
      const char *const *whole = (const char *const *)functions;

      if (whole != NULL)
        mq_role_context_add_outline (request, asset, library, whole);
      else
        mq_role_context_add_script (request, asset, library, FALSE);
      mq_model_request_take_text (
          request, mq_role_context_describe_report (asset->plan, asset->report, FALSE, whole));
    }

  append_faults (text, words, task, request);
  if (words->len > 0 && asset->blender != NULL
      && mq_models_get_effort (task->context->models) != MQ_EFFORT_SMALL_STEPS)
    {
      MqKnowledgeQuery query = { words->str, NULL, LOOK_UPS, LOOK_UP_TOKENS,
                                 MQ_KNOWLEDGE_FOR_SCRIPT };
      g_autoptr (JsonArray) passages = dex_await_boxed (
          mq_knowledge_search (task->context->knowledge, asset->blender, &query), NULL);

      mq_role_context_add_passages (request, passages);
    }

  /* The earlier errors, so that the model does not repeat an attempt. The last one is the error to
   * repair now. */
  for (guint i = 0; i + 1 < json_array_get_length (attempts); i++)
    {
      JsonObject *fault = mq_json_element_object (attempts, i);

      g_string_append_printf (before, "- %s: %s\n", mq_json_get_string (fault, "stage", ""),
                              mq_json_get_string (fault, "text", ""));
    }
  if (json_array_get_length (attempts) > 1)
    mq_model_request_add_text (request, MQ_MODEL_USER, before->str);

  mq_model_request_add_text (request, MQ_MODEL_USER, text->str);
  if (asset->instruction != NULL)
    {
      g_autofree char *instruction = mq_role_dup_instruction (task);

      mq_model_request_take_text (
          request,
          g_strdup_printf ("(It comes from the user's instruction “%s”, which is to hold.)\n",
                           instruction));
    }
  mq_role_add_prompt (request, task, role, NULL, NULL);
  if (numbered && mq_role_has_tools (task->context, "debugger"))
    mq_role_offer_search (task, request);
  return mq_role_ask_twice (task, request, take_over, "", _ ("The debugger sent no usable code"),
                            error);
}

/* @error: %MQ_ERROR_FAILED: no answer was usable; or an error of mq_role_ask(). Returns:
 * (transfer full) (nullable): `{"script", "disputed", "text", "detail"}` */
JsonObject *
mq_role_repair (MqRoleCall *task, GError **error)
{
  return repair (task, "debugger", task->asset->defects != NULL ? "mend" : "repair", error);
}

/* @error: as mq_role_repair(). Returns: (transfer full) (nullable): `{"script", "text",
 * "detail"}` */
JsonObject *
mq_role_rewrite (MqRoleCall *task, GError **error)
{
  return repair (task, "rewriter", "rewrite", error);
}
