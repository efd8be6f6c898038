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

/* In small steps, only the findings of one function are to be mended: those of the first. The
 * others are found again when it is mended. */
static JsonArray *
select_findings (MqRoleCall *task)
{
  MqAssetState *asset = task->asset;
  g_autoptr (MqScript) script = mq_script_new (asset->script, NULL);
  JsonArray *selected;
  const char *first = NULL;

  if (script == NULL || mq_models_get_effort (task->context->models) != MQ_EFFORT_SMALL_STEPS)
    return json_array_ref (asset->findings);

  selected = json_array_new ();
  for (guint i = 0; i < json_array_get_length (asset->findings); i++)
    {
      JsonObject *finding = mq_json_element_object (asset->findings, i);
      guint line = (guint)MAX (0, mq_json_get_int (finding, "line", 0));
      const char *name = mq_script_get_name_at (script, line);

      if (i == 0)
        first = name;
      if (g_strcmp0 (name, first) == 0)
        json_array_add_object_element (selected, json_object_ref (finding));
    }

  return selected;
}

static void
append_failure (GString *text, GString *query, JsonObject *failure, MqPythonLibrary *library)
{
  const char *message = mq_json_get_string (failure, "message", "");
  JsonArray *frames = mq_json_get_array (failure, "traceback");
  guint count = mq_json_length (frames);

  g_string_append_printf (text, "# To mend: running it failed\n%s: %s\n",
                          mq_json_get_string (failure, "type", "Error"), message);
  for (guint i = count > MAX_FRAMES ? count - MAX_FRAMES : 0; i < count; i++)
    {
      JsonObject *frame = mq_json_element_object (frames, i);

      g_string_append_printf (
          text, "  line %d, in %s: %s\n", (int)mq_json_get_int (frame, "line", 0),
          mq_json_get_string (frame, "function", "?"), mq_json_get_string (frame, "text", ""));
    }
  if (count == 0 && mq_json_get_int (failure, "line", 0) > 0)
    g_string_append_printf (text, "  line %d\n", (int)mq_json_get_int (failure, "line", 0));
  if (!append_signatures (text, library, message))
    g_string_append (query, message);
}

static void
append_defects (GString *text, JsonArray *defects)
{
  g_string_append (text, "# To mend: it runs, but\n");
  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);

      g_string_append_printf (text, "%u. ", i + 1);
      if (mq_measured_defects_include (defect))
        g_string_append_printf (text, "%s ", mq_json_get_string (defect, "id", ""));
      g_string_append_printf (
          text, "[%s] %s (%s). Do: %s\n", mq_json_get_string (defect, "part", "whole"),
          mq_json_get_string (defect, "what", ""), mq_json_get_string (defect, "evidence", ""),
          mq_json_get_string (defect, "fix", ""));
    }
}

/* Pictures help with shapes and positions; text is enough for a colour or a number. */
static gboolean
need_pictures (JsonArray *defects)
{
  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);

      if (!mq_measured_defects_include (defect)
          && !g_str_equal (mq_json_get_string (defect, "code", ""), "material"))
        return TRUE;
    }

  return FALSE;
}

static void
look_up (MqRoleCall *task, MqModelRequest *request, const char *words)
{
  MqKnowledgeQuery query = { words, NULL, LOOK_UPS, LOOK_UP_TOKENS, MQ_KNOWLEDGE_FOR_SCRIPT };
  g_autoptr (JsonArray) passages = NULL;

  if (*words == '\0' || task->asset->blender == NULL
      || mq_models_get_effort (task->context->models) == MQ_EFFORT_SMALL_STEPS)
    return;

  passages = dex_await_boxed (
      mq_knowledge_search (task->context->knowledge, task->asset->blender, &query), NULL);
  mq_role_context_add_passages (request, passages);
}

/* The parts of the objects that a defect is about, and of their neighbour. */
static void
add_parts_of_objects (GStrvBuilder *builder, MqAssetState *asset, JsonObject *defect)
{
  JsonObject *facts = mq_json_get_object (defect, "facts");
  JsonArray *objects = mq_json_get_array (facts, "objects");
  const char *other = mq_json_get_string (facts, "other", NULL);

  for (guint i = 0; i < mq_json_length (objects); i++)
    if (mq_json_element_string (objects, i) != NULL)
      g_strv_builder_add (builder,
                          mq_report_get_part (asset->report, mq_json_element_string (objects, i)));
  if (other != NULL)
    g_strv_builder_add (builder, mq_report_get_part (asset->report, other));
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
  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      const char *id = mq_json_get_string (mq_json_element_object (defects, i), "part", "whole");
      JsonObject *part = mq_json_find (mq_json_get_array (plan, "parts"), "id", id);
      JsonArray *joins = mq_json_get_array (part, "joins");

      if (part == NULL || !mq_script_has (script, id))
        return NULL;
      g_strv_builder_add (builder, id);
      add_parts_of_objects (builder, asset, mq_json_element_object (defects, i));
      for (guint j = 0; j < mq_json_length (joins); j++)
        if (mq_json_element_string (joins, j) != NULL)
          g_strv_builder_add (builder, mq_json_element_string (joins, j));
    }

  return g_strv_builder_end (builder);
}

/* A script that runs but has defects: the affected functions completely, the rest as an outline. */
static void
add_runnable (MqRoleCall *task, MqModelRequest *request)
{
  MqAssetState *asset = task->asset;
  g_auto (GStrv) functions = list_functions (asset);

  if (functions != NULL)
    mq_role_context_add_outline (request, asset, task->context->library,
                                 (const char *const *)functions);
  else
    mq_role_context_add_script (request, asset, task->context->library, FALSE);
  mq_model_request_take_text (request,
                              mq_role_context_describe_report (asset->plan, asset->report, FALSE,
                                                               (const char *const *)functions));
}

/* Adds the earlier errors, so that the model does not repeat an attempt. */
static void
role_context_add_attempts (MqModelRequest *request, MqAssetState *asset)
{
  g_autoptr (GString) text
      = g_string_new ("# What went wrong before and what was tried, oldest first\n");
  JsonArray *tries = asset->attempts;

  /* The last attempt is the error to repair now, which is stated elsewhere. */
  for (guint i = 0; i + 1 < json_array_get_length (tries); i++)
    {
      JsonObject *fault = mq_json_element_object (tries, i);

      g_string_append_printf (text, "- %s: %s\n", mq_json_get_string (fault, "stage", ""),
                              mq_json_get_string (fault, "text", ""));
    }

  if (json_array_get_length (tries) > 1)
    mq_model_request_add_text (request, MQ_MODEL_USER, text->str);
}

static MqModelRequest *
make_request (MqRoleCall *task, const char *role, const char *what)
{
  MqAssetState *asset = task->asset;
  MqModelRequest *request = mq_role_new_request (task, "debugger", what);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) query = g_string_new (NULL);
  JsonArray *defects = asset->defects;
  gboolean numbered = asset->findings != NULL || asset->failure != NULL;

  if (!numbered && defects != NULL)
    add_runnable (task, request);
  else
    mq_role_context_add_script (request, asset, task->context->library, numbered);

  if (asset->findings != NULL)
    {
      g_autoptr (JsonArray) findings = select_findings (task);

      g_string_append (text,
                       "# To mend: found by the check against this Blender, before running\n");
      for (guint i = 0; i < json_array_get_length (findings) && i < MAX_FINDINGS; i++)
        {
          JsonObject *finding = mq_json_element_object (findings, i);
          JsonArray *nearest = mq_json_get_array (finding, "nearest");

          g_string_append_printf (text, "- line %d: %s", (int)mq_json_get_int (finding, "line", 0),
                                  mq_json_get_string (finding, "what", ""));
          for (guint j = 0; j < mq_json_length (nearest); j++)
            g_string_append_printf (
                text, "%s%s", j > 0 ? ", " : " There is: ", mq_json_element_string (nearest, j));
          g_string_append_c (text, '\n');
          if (!append_signatures (text, task->context->library,
                                  mq_json_get_string (finding, "what", "")))
            g_string_append_printf (query, "%s ", mq_json_get_string (finding, "name", ""));
        }
    }
  else if (asset->failure != NULL)
    append_failure (text, query, asset->failure, task->context->library);
  else if (defects != NULL)
    {
      if (need_pictures (defects) && mq_role_get_abilities (task->context, "debugger").pictures)
        mq_role_context_add_views (request, asset);
      append_defects (text, defects);
    }
  else
    g_string_append (text,
                     "# To mend: it runs, but nothing is to be seen\nNo object with a surface "
                     "is in the scene. Make the objects, link them to the collection, and "
                     "let them be visible in viewport and render.\n");

  look_up (task, request, query->str);
  role_context_add_attempts (request, asset);
  mq_model_request_add_text (request, MQ_MODEL_USER, text->str);
  if (asset->instruction != NULL)
    {
      g_autofree char *words = mq_role_dup_instruction (task);

      mq_model_request_take_text (
          request, g_strdup_printf (
                       "(It comes from the user's instruction “%s”, which is to hold.)\n", words));
    }
  mq_role_add_prompt (request, task, role, NULL);
  if (numbered && mq_role_has_tools (task->context, "debugger"))
    mq_role_offer_search (task, request);
  return request;
}

static gboolean
joins_one_of (JsonObject *part, const char *const *ids)
{
  JsonArray *joins = mq_json_get_array (part, "joins");

  for (guint i = 0; i < mq_json_length (joins); i++)
    if (mq_json_element_string (joins, i) != NULL
        && g_strv_contains (ids, mq_json_element_string (joins, i)))
      return TRUE;

  return FALSE;
}

/* Whether a part has to do with the defects: its function was shown, or it joins a part whose
 * function was, and follows when that moves. */
static gboolean
is_concerned (JsonArray *parts, const char *id, const char *const *shown)
{
  const char *const own[] = { id, NULL };

  if (g_strv_contains (shown, id) || joins_one_of (mq_json_find (parts, "id", id), shown))
    return TRUE;

  for (gsize i = 0; shown[i] != NULL; i++)
    if (joins_one_of (mq_json_find (parts, "id", shown[i]), own))
      return TRUE;

  return FALSE;
}

/* Parts that have nothing to do with the defects stay as they are: the model has not seen their
 * functions. */
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
      g_autofree char *back = NULL;

      if (mq_json_find (parts, "id", changed[i]) == NULL
          || is_concerned (parts, changed[i], (const char *const *)shown))
        continue;
      if ((back = mq_script_put_back (kept, asset->script, changed[i], NULL)) != NULL)
        g_set_str (&kept, back);
    }

  if (!g_str_equal (kept, asset->script))
    return g_steal_pointer (&kept);

  return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                       "The faults are about other parts: send the functions of those");
}

/* The measured defects that an answer disputes: {"id", "code", "objects", "reason"}, of an unmet
 * requirement also "words", "what" and "axis". @wrong: (out): whether it names others */
static JsonArray *
read_disputed (MqAssetState *asset, const char *text, gboolean *wrong)
{
  g_autofree char *json = mq_script_unfence (text, "json");
  g_autoptr (JsonObject) said = json != NULL && *json == '{' ? mq_json_parse_object (json, -1, NULL)
                                                             : NULL;
  JsonArray *named = mq_json_get_array (said, "disputed");
  JsonArray *disputed = json_array_new ();

  for (guint i = 0; i < mq_json_length (named); i++)
    {
      JsonObject *one = mq_json_element_object (named, i);
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

  *wrong = json_array_get_length (disputed) < mq_json_length (named);
  return disputed;
}

/* The script of an answer. One that only disputes leaves it as it is. */
static JsonObject *
take_over (MqRoleCall *task, const char *said, GError **error)
{
  MqAssetState *asset = task->asset;
  gboolean wrong;
  g_autoptr (JsonArray) disputed = read_disputed (asset, said, &wrong);
  guint n = json_array_get_length (disputed);
  g_autofree char *changes = NULL;
  g_autofree char *text = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *script = mq_patch_apply (task, asset->script, said, &changes, error);

  if (script != NULL)
    kept = dup_concerned (asset, script, error);
  if (kept == NULL && n == 0 && wrong)
    {
      g_clear_error (error);
      return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                           "What is disputed is not in the list, or has no reason: name faults of "
                           "the list by their ids, or send whole functions that mend them");
    }
  if (kept == NULL && n == 0)
    return NULL;

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

/* Asks until the answer can be used, twice at most. */
static JsonObject *
repair (MqRoleCall *task, const char *role, const char *what, GError **error)
{
  g_autoptr (MqModelRequest) request = make_request (task, role, what);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MqModelAnswer) said = mq_role_ask (task, request, error);
      g_autoptr (GError) fault = NULL;
      JsonObject *answer;

      if (said == NULL)
        return NULL;

      if ((answer = take_over (task, said->text, &fault)) != NULL)
        return answer;

      mq_role_add_correction (request, said, g_strdup (fault->message));
    }

  return mq_fail_null (error, MQ_ERROR_FAILED, _ ("The debugger sent no usable code"));
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
