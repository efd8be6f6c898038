/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls of the model team's roles, see mq-role.h: asks a role's model within the run's budget.
 * Reports stream and usage to MqAssetState, and every exchange to the transcript. */
#include "service/roles/mq-role.h"

#include "common/asset/mq-asset-changes.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script.h"
#include "service/metrics/mq-metrics.h"
#include "service/model/mq-model-error.h"
#include "service/plan/mq-plan-joints.h"
#include "service/plan/mq-plan-parts.h"
#include "service/plan/mq-requirements.h"
#include "service/team/mq-change-bounds.h"
#include "service/team/mq-change-defects.h"

#include <math.h>
#include <string.h>

/* MqAssetState as prompt text: plan, script, retrieved passages, measurements, renders and failed
 * attempts, in the same form for every role. Parts that later requests repeat come first and are
 * marked as stable, for providers that cache. */

/* Maximum lines of lists in a prompt. */
#define MAX_PARTS 60
#define MAX_PIECES 40
/* Pieces of one part that are listed where no part is in question. */
#define MAX_FEW 6
#define MAX_LISTED 12
/* Bytes, enough for a message of 10,000 characters. */
#define MAX_WORDS (64 * 1024)
#define MAX_ANSWER 1000 /* bytes */
#define MAX_SEARCHES 3
#define SEARCH_LIMIT 6
#define SEARCH_TOKENS 1800

/* One exchange in progress. */
typedef struct
{
  MqModelRequest *request;
  MqModel *model;
  DexFuture *future;
  gint64 since;
} Exchange;

/* "(0 0 0.45)": without commas, since a comma costs as many tokens as a number. */
static void
append_vector (GString *text, const double vector[3])
{
  g_string_append_printf (text, "(%.4g %.4g %.4g)", vector[0], vector[1], vector[2]);
}

static void
append_names (GString *text, JsonArray *names)
{
  if (mq_json_length (names) == 0)
    g_string_append (text, "none");
  MQ_JSON_EACH_STRING (names, i, name)
    if (i < MAX_LISTED && name != NULL)
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
  if (mq_json_length (names) > MAX_LISTED)
    g_string_append_printf (text, " and %u more", json_array_get_length (names) - MAX_LISTED);
}

static void
append_line (GString *text, const char *heading, const char *said)
{
  if (said != NULL && *said != '\0')
    g_string_append_printf (text, "%s: %s\n", heading, said);
}

static void
append_box (GString *text, const double min[3], const double max[3])
{
  append_vector (text, min);
  g_string_append (text, "..");
  append_vector (text, max);
}

/* The kind of a part's join; %NULL: nobody said one, or it only rests there */
static const char *
get_kind (JsonObject *part, const char *other)
{
  JsonObject *how = mq_json_get_object (mq_json_get_object (part, "join_kinds"), other);
  const char *kind = mq_json_get_string (how, "kind", "rests");

  return g_str_equal (kind, "rests") ? NULL : kind;
}

static void
append_parts (GString *text, JsonArray *parts)
{
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_string_append (text, "Parts: id ×count box (m) materials; joins, each pair once: what\n");
  MQ_JSON_EACH (parts, i, part)
    {
      JsonArray *joins = mq_json_get_array (part, "joins");
      const char *id = mq_json_get_string (part, "id", "");
      const char *before = "; joins ";
      double min[3];
      double max[3];

      g_string_append_printf (text, "- %s ×%d ", id, (int)mq_json_get_int (part, "count", 1));
      if (mq_json_get_box (part, min, max))
        append_box (text, min, max);
      g_string_append_c (text, ' ');
      append_names (text, mq_json_get_array (part, "materials"));

      /* A join that two parts state about each other is listed once: at the one that says how they
       * join, which is the one that is let in, hangs or lies. */
      MQ_JSON_EACH_STRING (joins, j, other)
        {
          JsonObject *partner = other != NULL ? mq_json_find (parts, "id", other) : NULL;
          g_autofree char *join = NULL;
          char *pair;

          if (other == NULL
              || (get_kind (part, other) == NULL && get_kind (partner, id) != NULL
                  && mq_json_contains (mq_json_get_array (partner, "joins"), id)))
            continue;
          pair = strcmp (id, other) < 0 ? g_strdup_printf ("%s\n%s", id, other)
                                        : g_strdup_printf ("%s\n%s", other, id);
          if (!g_hash_table_add (told, pair))
            continue;
          join = mq_plan_joins_describe (part, other);
          g_string_append_printf (text, "%s%s", before, join);
          before = ", ";
        }

      g_string_append_printf (text, ": %s", mq_json_get_string (part, "purpose", ""));
      if (mq_json_get_string (part, "called", NULL) != NULL)
        g_string_append_printf (text, " (“%s” in the notes)",
                                mq_json_get_string (part, "called", ""));
      g_string_append_c (text, '\n');
    }
}

/* @plan: (nullable): the plan. Returns: (transfer full) (nullable): what the plan is made of:
 * title, parts with their purposes and joins, and what is measured of them; %NULL without parts */
char *
mq_role_context_list_parts (JsonObject *plan)
{
  JsonArray *parts = mq_json_get_array (plan, "parts");
  g_autoptr (JsonArray) requirements = mq_requirement_list (plan);
  GString *text;

  if (mq_json_length (parts) == 0)
    return NULL;

  text = g_string_new (mq_json_get_string (plan, "title", ""));
  g_string_append_c (text, '\n');
  append_parts (text, parts);
  mq_plan_joints_append (text, plan);
  MQ_JSON_EACH (requirements, i, one)
    g_string_append_printf (text, "%s %s %s\n", mq_json_get_string (one, "what", ""),
                            mq_json_get_string (one, "unit", ""),
                            mq_json_get_string (one, "text", ""));
  return g_string_free_and_steal (text);
}

/* Adds the plan, if any, as plain text, because JSON's quotes and names would cost a third more
 * tokens. @judges: only its intent: its parts follow with their measurements. @sees: whether the
 * user's picture is in the request */
static void
add_plan (MqModelRequest *request, MqAssetState *asset, gboolean judges, gboolean sees)
{
  JsonObject *plan = asset->plan;
  JsonArray *materials = mq_json_get_array (plan, "materials");
  JsonArray *params = mq_json_get_array (plan, "params");
  g_autoptr (JsonArray) requirements = mq_requirement_list (plan);
  g_autoptr (GString) text = g_string_new ("# Plan\n");

  if (plan == NULL)
    return;

  append_line (text, "Title", mq_json_get_string (plan, "title", NULL));
  append_line (text, "About", mq_json_get_string (plan, "about", NULL));
  if (!judges || !sees)
    append_line (text, "The picture", mq_json_get_string (plan, "seen", NULL));
  append_line (text, "Style", mq_json_get_string (plan, "style", NULL));
  if (!judges)
    {
      append_line (text, "Notes", mq_json_get_string (plan, "notes", NULL));
      if (!mq_json_get_boolean (plan, "grounded", TRUE))
        g_string_append (text, "It flies or hangs.\n");
      append_parts (text, mq_json_get_array (plan, "parts"));
    }
  mq_plan_joints_append (text, plan);

  g_string_append (text, "Materials: id finish colour\n");
  MQ_JSON_EACH (materials, i, material)
    g_string_append_printf (text, "- %s %s %s\n", mq_json_get_string (material, "id", ""),
                            mq_json_get_string (material, "finish", ""),
                            mq_json_get_string (material, "color", ""));

  /* Once there is a script, it holds the parameters. */
  if (!judges && asset->script == NULL && mq_json_length (params) > 0)
    {
      g_string_append (text, "Parameters:\n");
      MQ_JSON_EACH (params, i, param)
        g_string_append_printf (
            text, "- %s = %g (%s, %g..%g): %s\n", mq_json_get_string (param, "name", ""),
            mq_json_get_double (param, "value", 0), mq_json_get_string (param, "unit", ""),
            mq_json_get_double (param, "min", 0), mq_json_get_double (param, "max", 0),
            mq_json_get_string (param, "about", ""));
    }
  g_string_append (text, "Requirements:\n");
  mq_requirements_append (text, requirements);
  mq_model_request_add_stable (request, MQ_MODEL_USER, text->str);
}

/* The script without the toolkit, which the model knows; unchanged when it cannot be parsed. */
static char *
dup_script (MqAssetState *asset, MqPythonLibrary *library, gboolean numbered)
{
  g_autoptr (MqScript) script = mq_script_new (asset->script, NULL);

  if (script == NULL)
    return g_strdup (asset->script);

  return numbered ? mq_script_dup_numbered (script, library) : mq_script_dup_own (script, library);
}

static void
add_code (MqModelRequest *request, const char *about, const char *code)
{
  mq_model_request_take_text (request,
                              g_strdup_printf ("# Script%s\n```python\n%s```\n", about, code));
}

/* Adds the script, if any. @library: functions to leave out, as the model knows them; @numbered:
 * add the whole script with line numbers, to match findings and tracebacks. */
void
mq_role_context_add_script (MqModelRequest *request, MqAssetState *asset, MqPythonLibrary *library,
                            gboolean numbered)
{
  g_autofree char *script = NULL;

  if (asset->script == NULL)
    return;

  script = dup_script (asset, library, numbered);
  add_code (request, numbered ? ", with line numbers" : " (the toolkit's functions left out)",
            script);
}

/* Adds an outline of the script, if any. @library: functions to leave out; @whole: (nullable)
 * (array zero-terminated=1): functions to include completely, with all that they call. */
void
mq_role_context_add_outline (MqModelRequest *request, MqAssetState *asset, MqPythonLibrary *library,
                             const char *const *whole)
{
  g_autofree char *script = NULL;
  g_autofree char *outline = NULL;

  if (asset->script == NULL)
    return;

  script = dup_script (asset, library, FALSE);
  outline = mq_script_outline (script, whole);
  add_code (request,
            whole != NULL ? " (`...`: left out, as are the toolkit's functions)"
                          : ", its parameters",
            outline);
}

/* Adds the passages with the Blender version they apply to. @passages: (nullable): retrieved
 * passages. */
void
mq_role_context_add_passages (MqModelRequest *request, JsonArray *passages)
{
  g_autoptr (GString) text = g_string_new (
      "# Looked up in the Blender at hand (the technique; the form is the above)\n");

  MQ_JSON_EACH (passages, i, passage)
    g_string_append_printf (text, "## %s: %s\n%s\n", mq_json_get_string (passage, "id", ""),
                            mq_json_get_string (passage, "title", ""),
                            mq_json_get_string (passage, "text", ""));

  if (mq_json_length (passages) > 0)
    mq_model_request_add_text (request, MQ_MODEL_USER, text->str);
}

/* @label: (transfer full): what it is, before it */
void
mq_role_context_add_picture (MqModelRequest *request, const MqAssetStatePicture *picture,
                             char *label)
{
  mq_model_request_take_text (request, label);
  mq_model_request_add_picture (request, picture->bytes, picture->media_type);
}

/* Adds the renders of the asset, each after its label. */
void
mq_role_context_add_views (MqModelRequest *request, MqAssetState *asset)
{
  MQ_EACH (asset->views, i, const MqAssetStatePicture, view)
    mq_role_context_add_picture (request, view,
                                 g_strdup_printf ("View %u: %s", i + 1, view->label));
  MQ_EACH (asset->besides, i, const MqAssetStatePicture, beside)
    mq_role_context_add_picture (request, beside, g_strdup (beside->label));
}

/* A line about a part: all its objects together, and what came out a sixth larger or smaller than
 * planned, or with fewer objects. These are not faults by themselves. @pieces: whether the objects
 * of a part of a few are listed: its box says nothing of where they are */
static void
append_measured_part (GString *text, JsonArray *objects, const char *id, JsonObject *planned,
                      gboolean pieces)
{
  g_autoptr (JsonArray) materials = json_array_new ();
  g_autoptr (GString) listed = g_string_new (NULL);
  gint64 wanted_count = mq_json_get_int (planned, "count", 1);
  guint count = 0;
  gint64 triangles = 0;
  guint open = 0; /* objects with a rim: no solids */
  double low[3] = { 0 };
  double high[3] = { 0 };
  double min[3];
  double max[3];

  MQ_JSON_EACH (objects, i, object)
    {
      JsonArray *own = mq_json_get_array (object, "materials");

      if (g_strcmp0 (mq_json_get_string (object, "part", "?"), id) != 0)
        continue;
      MQ_JSON_EACH_STRING (own, j, name)
        if (name != NULL && !mq_json_contains (materials, name))
          json_array_add_string_element (materials, name);

      if (!mq_json_get_box (object, min, max))
        continue;
      mq_json_grow_box (low, high, min, max, count == 0);
      triangles += mq_json_get_int (object, "triangles", 0);
      open += mq_json_get_int (object, "open_edges", 0) > 0;
      g_string_append_printf (listed, "%s%s ", count == 0 ? "; pieces: " : ", ",
                              mq_json_get_string (object, "name", "?"));
      append_box (listed, min, max);
      count++;
    }

  /* "seat ×1 (…)..(…) Oak, 1200 triangles, open; pieces: Leg 1 (…)..(…), Leg 2 …" */
  g_string_append_printf (text, "- %s ×%u ", id, count);
  append_box (text, low, high);
  g_string_append_c (text, ' ');
  append_names (text, materials);
  g_string_append_printf (text, ", %" G_GINT64_FORMAT " triangles", triangles);
  if (open > 0)
    g_string_append (text, open == count ? ", open" : ", some open");
  if (pieces && count > 1 && count <= MAX_FEW)
    g_string_append (text, listed->str);
  if (planned == NULL)
    g_string_append (text, "; not in the plan");
  else if (count > 1 && count < wanted_count)
    g_string_append_printf (text, "; planned ×%d", (int)wanted_count);

  /* The pieces of a group, such as hooves or a school of fish, may be one object, and the box
   * around them says little of how they lie in it. */
  if (planned == NULL || wanted_count > 1 || !mq_json_get_box (planned, min, max))
    return;

  for (guint axis = 0; axis < 3; axis++)
    {
      double wanted = max[axis] - min[axis];
      double measured = high[axis] - low[axis];

      if (fabs (measured - wanted) > MAX (wanted, measured) / 6 && fabs (measured - wanted) > 0.002)
        g_string_append_printf (text, "; %.4g along %c, planned %.4g", measured, "xyz"[axis],
                                wanted);
    }
}

/* @heading: what of; @before: (nullable): the report before an edit; @report: (nullable): the
 * report after it; @most: how many pieces of a part. Returns: (transfer full): what the changed
 * pieces were before; "" without an edit */
char *
mq_role_context_describe_before (const char *heading, JsonObject *before, JsonObject *report,
                                 guint most)
{
  GString *text = g_string_new (NULL);
  gsize length;

  if (before == NULL || report == NULL)
    return g_string_free_and_steal (text);

  g_string_append_printf (text, "# %s (all other pieces are as they were)\n", heading);
  length = text->len;
  mq_asset_changes_append_pieces (text, before, report, most);
  if (text->len == length)
    g_string_append (text, "No piece of it is different.\n");
  return g_string_free_and_steal (text);
}

/* @plan: (nullable): the plan; @report: (nullable): the measured report; @judged: include the
 * planned values of each part; @parts: (nullable) (array zero-terminated=1): ids of parts whose
 * objects are listed as well. Returns: (transfer full): the report as text, without the faults,
 * which are listed as defects */
char *
mq_role_context_describe_report (JsonObject *plan, JsonObject *report, gboolean judged,
                                 const char *const *parts)
{
  GString *text = g_string_new ("# Measured\n");
  g_autoptr (GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);
  JsonObject *whole = mq_json_get_object (report, "whole");
  JsonArray *objects = mq_json_get_array (report, "objects");
  JsonArray *planned = mq_json_get_array (plan, "parts");
  double dimensions[3] = { 0 };
  guint lines = 0;

  if (report == NULL)
    return g_string_free_and_steal (text);

  if (!mq_json_get_vector (whole, "dimensions_m", dimensions))
    dimensions[0] = dimensions[1] = dimensions[2] = 0;
  g_string_append (text, "Whole (x y z) in m: ");
  append_vector (text, dimensions);
  g_string_append_printf (text, ", lowest point z = %.4g, %d objects\n",
                          mq_json_get_double (whole, "ground_gap_m", 0),
                          (int)mq_json_get_int (whole, "objects", 0));

  /* One line per part, in the order of their first objects; then the planned parts that are
   * missing. */
  g_string_append_printf (text,
                          "Parts: id ×objects box (m) materials, triangles (closed unless it says "
                          "open); what differs from the plan%s\n",
                          judged ? ": what it was to be" : "");
  for (guint i = 0; i < mq_json_length (objects) && g_hash_table_size (told) < MAX_PARTS; i++)
    {
      const char *id = mq_json_get_string (mq_json_element_object (objects, i), "part", "?");
      JsonObject *part = mq_json_find (planned, "id", id);

      if (!g_hash_table_add (told, (gpointer)id))
        continue;
      append_measured_part (text, objects, id, part, parts == NULL);
      if (judged)
        g_string_append_printf (text, ": %s", mq_json_get_string (part, "purpose", ""));
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < mq_json_length (planned) && g_hash_table_size (told) < MAX_PARTS; i++)
    {
      JsonObject *part = mq_json_element_object (planned, i);
      const char *id = mq_json_get_string (part, "id", "?");

      if (g_hash_table_add (told, (gpointer)id))
        g_string_append_printf (text, "- %s is not there: %s\n", id,
                                mq_json_get_string (part, "purpose", ""));
    }
  mq_requirements_append_results (text, report);

  /* One line per object, for roles that repair single objects. */
  for (guint i = 0; parts != NULL && i < mq_json_length (objects); i++)
    {
      JsonObject *object = mq_json_element_object (objects, i);
      double min[3];
      double max[3];

      if (!g_strv_contains (parts, mq_json_get_string (object, "part", "?"))
          || !mq_json_get_box (object, min, max) || lines++ >= MAX_PIECES)
        continue;
      if (lines == 1)
        g_string_append (text, "Pieces of the parts in question:\n");
      g_string_append_printf (text, "- %s: %s ", mq_json_get_string (object, "part", "?"),
                              mq_json_get_string (object, "name", "?"));
      append_box (text, min, max);
      g_string_append_c (text, '\n');
    }
  if (lines > MAX_PIECES)
    g_string_append_printf (text, "- and %u more\n", lines - MAX_PIECES);
  return g_string_free_and_steal (text);
}

/* Says which of several variants is wanted, if there are several. It comes last, because all
 * before it is the same for all of them. @request: a request for a plan or a change. */
void
mq_role_context_add_variant (MqModelRequest *request, MqRoleCall *task)
{
  g_autofree char *variant = g_strdup_printf ("%u", task->asset->variant);
  g_autofree char *variants = g_strdup_printf ("%u", task->asset->variants);
  const char *const replacements[] = { "variant", variant, "variants", variants, NULL };

  if (task->asset->variants > 1)
    mq_role_add_prompt (request, task, "variants", replacements, NULL);
}

/* @role: "critic", …. Returns: the abilities of the role's model; none without a model */
MqModelAbilities
mq_role_get_abilities (const MqRoleContext *context, const char *role)
{
  MqModel *model = mq_models_get (context->models, role, NULL);

  return model != NULL ? mq_model_get_abilities (model) : (MqModelAbilities){ 0 };
}

/* @role: "planner", …; @what: the task's name in a transcript. Returns: (transfer full): a
 * request with the same beginning as the run's others, so that providers can cache it */
MqModelRequest *
mq_role_new_request (MqRoleCall *task, const char *role, const char *what)
{
  static const char *const writers[] = { "writer", "debugger", "refiner", NULL };
  MqModelRequest *request = mq_model_request_new (role, what);
  MqAgents *agents = task->context->agents;
  MqAssetState *asset = task->asset;
  GPtrArray *references = asset->references;
  JsonArray *instructions = mq_json_get_array (asset->plan, "instructions");
  g_autofree char *shared = mq_agents_dup_shared (agents, asset->blender_version);
  g_autoptr (GString) wanted = g_string_new ("# What is wanted\n");
  gboolean judges = g_str_equal (role, "critic") || g_str_equal (role, "verifier");
  gboolean sees = mq_role_get_abilities (task->context, role).pictures;

  /* The first words, and those of the changes that were made since. */
  g_string_append_printf (wanted, "%s\n",
                          *asset->first_message != '\0' ? asset->first_message
                                                        : "What the picture shows.");
  MQ_JSON_EACH_STRING (instructions, i, said)
    {
      g_autofree char *words = mq_text_clean (said != NULL ? said : "", MAX_WORDS);

      g_string_append_printf (wanted, "%s%s\n",
                              i == 0 ? "Changed since, and what was said last holds:\n- " : "- ",
                              words);
    }

  g_set_object (&request->gate, asset->gate);
  mq_model_request_add_stable (request, MQ_MODEL_SYSTEM, shared);
  if (g_strv_contains (writers, role))
    {
      g_autofree char *parts = mq_role_context_list_parts (asset->plan);
      g_autofree char *about
          = g_strjoin ("\n", parts != NULL ? parts : wanted->str,
                       asset->instruction != NULL ? asset->instruction->text : "", NULL);
      g_autofree char *special = mq_toolkit_dup_special (agents->toolkit, about);

      /* The part that is the same in all runs comes first, so that providers can cache it. */
      mq_model_request_add_stable (request, MQ_MODEL_SYSTEM, agents->introduction);
      if (special != NULL)
        mq_model_request_add_stable (request, MQ_MODEL_SYSTEM, special);
    }
  mq_model_request_add_text (request, MQ_MODEL_USER, wanted->str);
  for (guint i = 0; sees && i < references->len; i++)
    {
      const MqAssetStatePicture *picture = g_ptr_array_index (references, i);

      mq_role_context_add_picture (
          request, picture,
          g_strdup_printf ("Picture %u, from the user (%s):", i + 1, picture->label));
    }
  add_plan (request, asset, judges, sees);
  mq_model_request_take_text (request, mq_change_bounds_describe (asset));
  return request;
}

/* Adds the prompt of that name, see mq_agents_dup_role(). @answer: (nullable): what the answer is
 * called, whose schema has the name of the prompt; %NULL: it has no schema */
void
mq_role_add_prompt (MqModelRequest *request, MqRoleCall *task, const char *name,
                    const char *const *replacements, const char *answer)
{
  MqAgents *agents = task->context->agents;

  mq_model_request_take_text (request, mq_agents_dup_role (agents, name, replacements));
  if (answer != NULL)
    mq_model_request_set_schema (request, answer, g_hash_table_lookup (agents->schemas, name));
}

/* Adds an answer that cannot be used. @fault: (transfer full): why */
void
mq_role_add_correction (MqModelRequest *request, const MqModelAnswer *answer, char *fault)
{
  mq_model_request_add_text (request, MQ_MODEL_ASSISTANT, answer->text);
  mq_model_request_add_thoughts (request, answer->thoughts);
  mq_model_request_take_text (request, fault);
}

/* Returns: (transfer full) (nullable): the user's instruction without invisible and reordering
 * characters, which could mean something else to a model than to a reader */
char *
mq_role_dup_instruction (MqRoleCall *task)
{
  const MqMessage *message = task->asset->instruction;

  return message != NULL ? mq_text_clean (message->text, MAX_WORDS) : NULL;
}

/* Returns: whether the role's model calls tools; in small steps, it is not asked to */
gboolean
mq_role_has_tools (const MqRoleContext *context, const char *role)
{
  return mq_role_get_abilities (context, role).tools
         && mq_models_get_effort (context->models) != MQ_EFFORT_SMALL_STEPS;
}

/* The only tool of models: it searches the knowledge index. @request: the request that gets the
 * search tool. */
void
mq_role_offer_search (MqRoleCall *task, MqModelRequest *request)
{
  static const char schema[]
      = "{\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"query\"], "
        "\"properties\": {\"query\": {\"type\": \"string\", \"description\": \"A name, an error "
        "message or a task in words\"}}}";
  g_autoptr (JsonObject) parameters = mq_json_parse_object (schema, -1, NULL);

  if (task->asset->blender != NULL)
    mq_model_request_add_tool (request, "search_blender",
                               "Looks up the Python API of the Blender at hand: names, properties, "
                               "enum values, node sockets, tested examples, pitfalls. Only when "
                               "unsure of a name or value.",
                               parameters);
}

static void
delta_cb (const char *text, gboolean is_thought, gpointer asset)
{
  g_signal_emit_by_name (asset, "stream", text, is_thought);
}

static void
retry_cb (const GError *why, guint attempt, guint milliseconds, gpointer asset)
{
  g_signal_emit_by_name (asset, "retry", why, attempt, milliseconds);
}

/* Awaits. */
static gboolean
begin (MqRoleCall *task, MqModelRequest *request, Exchange *exchange, GError **error)
{
  MqModel *model;

  if (!dex_await (mq_fiber_unless (task->dropped, mq_client_gate_pass (task->asset->gate)), error)
      || !mq_asset_state_check_budget (task->asset, error)
      || !(model = mq_models_get (task->context->models, request->role, error)))
    return FALSE;

  mq_metrics_add (MQ_METRIC_MODEL_WAITING, 1);
  *exchange = (Exchange){ request, model, NULL, g_get_monotonic_time () };
  exchange->future = mq_model_ask (model, request, delta_cb, retry_cb, g_object_ref (task->asset),
                                   g_object_unref);
  return TRUE;
}

static void
count_exchange (const Exchange *exchange, const char *outcome)
{
  const char *role = exchange->request->role;

  mq_metrics_add (MQ_METRIC_MODEL_WAITING, -1);
  mq_metrics_add (MQ_METRIC_MODEL_REQUESTS, 1, role, outcome);
  mq_metrics_observe (MQ_METRIC_MODEL_SECONDS,
                      (double)(g_get_monotonic_time () - exchange->since) / G_USEC_PER_SEC, role);
}

static MqModelAnswer *
end (MqRoleCall *task, Exchange *exchange, GError **error)
{
  MqTranscript *transcript = task->asset->transcript;
  g_autoptr (GError) fault = NULL;
  g_autoptr (MqModelAnswer) answer
      = dex_await_object (mq_fiber_unless (task->dropped, exchange->future), &fault);
  const char *name = mq_model_get_name (exchange->model);
  const char *outcome = "ok";

  if (fault != NULL && fault->domain == MQ_MODEL_ERROR)
    outcome = mq_model_error_to_code (fault->code);
  else if (fault != NULL)
    outcome = g_error_matches (fault, MQ_ERROR, MQ_ERROR_CANCELLED) ? "cancelled" : "failed";
  count_exchange (exchange, outcome);
  if (answer == NULL)
    {
      const MqModelUsage *usage = mq_model_error_get_usage (fault);

      if (usage != NULL)
        mq_asset_state_spend (task->asset, name, usage);
      if (transcript != NULL)
        mq_transcript_add_error (transcript, exchange->request, name, fault,
                                 (double)(g_get_monotonic_time () - exchange->since)
                                     / G_USEC_PER_SEC);
      return mq_fail_null_with (error, &fault);
    }

  mq_asset_state_spend (task->asset, answer->model, &answer->usage);
  if (transcript != NULL)
    mq_transcript_add_answer (transcript, exchange->request, answer);
  return g_steal_pointer (&answer);
}

/* @request: the request; tool calls and their results are added to it; @error: %MQ_ERROR_BUDGET,
 * a %MQ_MODEL_ERROR, %MQ_ERROR_CANCELLED. Returns: (transfer full) (nullable): the answer */
MqModelAnswer *
mq_role_ask (MqRoleCall *task, MqModelRequest *request, GError **error)
{
  for (guint searches = 0;; searches++)
    {
      g_autoptr (MqModelAnswer) answer = NULL;
      Exchange exchange;

      if (!begin (task, request, &exchange, error) || !(answer = end (task, &exchange, error)))
        return NULL;

      if (answer->stop != MQ_MODEL_STOP_TOOLS || answer->calls->len == 0
          || searches >= MAX_SEARCHES)
        return g_steal_pointer (&answer);

      mq_model_request_add_text (request, MQ_MODEL_ASSISTANT, answer->text);
      MQ_EACH (answer->calls, i, const MqModelPart, call)
        mq_model_request_add_call (request, call->id, call->name, call->arguments);
      mq_model_request_add_thoughts (request, answer->thoughts);

      MQ_EACH (answer->calls, i, const MqModelPart, call)
        {
          const char *words = mq_json_get_string (call->arguments, "query", "");
          MqKnowledgeQuery query = { words, NULL, SEARCH_LIMIT, SEARCH_TOKENS,
                                     MQ_KNOWLEDGE_FOR_SCRIPT };
          g_autoptr (GString) result = g_string_new (NULL);
          g_autoptr (JsonArray) passages = NULL;
          g_autoptr (GError) fault = NULL;

          if (g_strcmp0 (call->name, "search_blender") != 0)
            g_string_printf (result, "There is no tool “%s”.", call->name);
          else if (*words == '\0')
            g_string_assign (result, "The query is empty.");
          else if (!(passages = dex_await_boxed (
                         mq_fiber_unless (task->dropped,
                                          mq_knowledge_search (task->context->knowledge,
                                                               task->asset->blender, &query)),
                         &fault)))
            g_string_printf (result, "Nothing can be looked up now: %s", fault->message);
          else if (json_array_get_length (passages) == 0)
            g_string_assign (result, "Nothing was found for these words.");

          MQ_JSON_EACH (passages, j, passage)
            g_string_append_printf (result, "## %s\n%s\n\n", mq_json_get_string (passage, "id", ""),
                                    mq_json_get_string (passage, "text", ""));
          if (searches + 1 == MAX_SEARCHES)
            g_string_append (result, "\nThat was the last look-up: answer now.");
          mq_model_request_add_result (request, call->id, result->str);
        }
    }
}

/* @read: makes an answer's text usable, or says why it cannot; @hint: what is said to the model
 * after that; @failure: the error when the second answer is not usable, either; @error:
 * %MQ_ERROR_FAILED, or of mq_role_ask(). Returns: (transfer full) (nullable): what @read returned
 */
JsonObject *
mq_role_ask_twice (MqRoleCall *task, MqModelRequest *request, MqRoleReadFunc read, const char *hint,
                   const char *failure, GError **error)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MqModelAnswer) answer = mq_role_ask (task, request, error);
      g_autoptr (GError) fault = NULL;
      JsonObject *used;

      if (answer == NULL)
        return NULL;

      if ((used = read (task, answer->text, i > 0, &fault)) != NULL)
        return used;

      mq_role_add_correction (request, answer, g_strconcat (fault->message, hint, NULL));
    }

  return mq_fail_null (error, MQ_ERROR_FAILED, "%s", failure);
}

/* @requests: (element-type MqModelRequest): none of them with tools; @error: the first error;
 * the other requests are dropped. Returns: (transfer full) (element-type MqModelAnswer)
 * (nullable): the answers, in the order of */
GPtrArray *
mq_role_ask_all (MqRoleCall *task, GPtrArray *requests, GError **error)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree Exchange *exchanges = g_new0 (Exchange, requests->len);
  gboolean good = TRUE;

  for (guint i = 0; i < requests->len && good; i++)
    good = begin (task, g_ptr_array_index (requests, i), &exchanges[i], error);

  for (guint i = 0; i < requests->len; i++)
    {
      MqModelAnswer *answer = NULL;

      if (!good)
        {
          if (exchanges[i].future != NULL)
            count_exchange (&exchanges[i], "cancelled");
          dex_clear (&exchanges[i].future);
          continue;
        }

      if ((answer = end (task, &exchanges[i], error)) != NULL)
        g_ptr_array_add (answers, answer);
      else
        good = FALSE;
    }

  return good ? g_steal_pointer (&answers) : NULL;
}

/* @task: a call whose asset has a report. Returns: (transfer full): the measured defects:
 * faults, and unintended changes of an instruction */
JsonArray *
mq_role_measure (MqRoleCall *task)
{
  MqAssetState *asset = task->asset;
  JsonArray *defects = mq_measured_defects_find (asset->plan, asset->report);

  mq_change_defects_find (defects, asset);
  mq_measured_defects_leave (defects, asset->plan);
  return defects;
}

/* @code: stable; @text: (nullable): a warning for the user; %NULL: none; @items: (nullable): the
 * things that it is about. Returns: (transfer full): the notices of an answer: one, or none */
JsonArray *
mq_role_make_notices (const char *code, const char *text, JsonArray *items)
{
  JsonArray *notices = json_array_new ();

  if (text != NULL)
    json_array_add_object_element (
        notices, mq_json_new ("level:s code:s text:s items:a", "warning", code, text,
                              items != NULL ? json_array_ref (items) : json_array_new ()));
  return notices;
}

/* @notices: (transfer full): the notices of an answer; @said: what the model said; `answer` may
 * be absent. Returns: (transfer full): @notices, and one with the model's answer to a question
 * of the user's */
JsonArray *
mq_role_add_answer (JsonArray *notices, JsonObject *said)
{
  g_autofree char *text = mq_text_clean (mq_json_get_string (said, "answer", ""), MAX_ANSWER);

  if (!mq_text_is_blank (text))
    json_array_add_object_element (notices, mq_json_new ("level:s code:s text:s items:a", "info",
                                                         "answer", text, json_array_new ()));
  return notices;
}
