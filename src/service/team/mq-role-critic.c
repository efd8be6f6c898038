/* The critic role: lists the measured defects, then those that a model finds in views,
 * measurements and script. Defects that the measurements contradict are dropped; an unmet
 * must-have is a severe defect. With effort `quick` only measurements count. */
#include "service/team/mq-role.h"

#include "common/mq-json.h"

#include <glib/gi18n.h>

/* Maximum visual defects; measured ones have a limit of their own. */
#define MAX_SEEN 6

static char *
describe_faults (JsonArray *measured)
{
  GString *text = g_string_new ("Faults found by measuring (to be mended anyway; do not repeat "
                                "them):\n");

  for (guint i = 0; i < json_array_get_length (measured); i++)
    g_string_append_printf (text, "- %s\n",
                            mq_json_get_string (mq_json_element_object (measured, i), "what", ""));
  if (json_array_get_length (measured) == 0)
    g_string_append (text,
                     "- none: parts touch as planned, nothing floats, nothing runs too deep\n");
  return g_string_free (text, FALSE);
}

static MqModelRequest *
make_request (MqRoleCall *task, JsonArray *measured)
{
  MqAssetState *asset = task->asset;
  gboolean looks = asset->views->len > 0;
  const char *const replacements[] = {
    "look",
    looks ? "by the labelled views; compare with the user's picture when there is one."
          : "by the script: there are no views.",
    NULL,
  };
  g_autofree char *role = mq_agents_dup_role (task->context->agents, "critic", replacements);
  g_autofree char *report = mq_role_context_describe_report (asset->plan, asset->report, TRUE,
                                                             NULL);
  g_autofree char *faults = describe_faults (measured);
  MqModelRequest *request
      = mq_role_new_request (task, "critic", asset->instruction != NULL ? "judge change" : "judge");

  /* A model that sees the renders gets only an outline of the script; one that cannot gets the
   * whole script. With effort `thorough`, both. */
  if (looks && mq_models_get_effort (task->context->models) != MQ_EFFORT_THOROUGH)
    mq_role_context_add_outline (request, asset, task->context->library, NULL);
  else
    mq_role_context_add_script (request, asset, task->context->library, FALSE);
  mq_model_request_add_text (request, MQ_MODEL_USER, report);
  mq_model_request_add_text (request, MQ_MODEL_USER, faults);
  if (looks)
    mq_role_context_add_views (request, asset);
  if (asset->instruction != NULL)
    {
      g_autofree char *words = mq_role_dup_instruction (task);
      g_autofree char *change = g_strdup_printf (
          "# The change\nThe user asked: “%s”. Judge whether that was done well (about: "
          "instruction), and whether it harmed anything; the rest was judged before.\n",
          words);

      mq_model_request_add_text (request, MQ_MODEL_USER, change);
    }
  mq_model_request_add_text (request, MQ_MODEL_USER, role);
  mq_model_request_set_schema (request, "critique",
                               g_hash_table_lookup (task->context->agents->schemas, "critic"));
  return request;
}

/* Each must-have as a check with its verdict. Models refer to it by its number in the plan;
 * older transcripts repeat its text. */
static JsonArray *
name_must_haves (JsonObject *plan, JsonObject *said)
{
  JsonArray *planned = mq_json_get_array (plan, "must_haves");
  JsonArray *judged = mq_json_get_array (said, "must_haves");
  guint count = mq_json_length (planned);
  JsonArray *named = json_array_new ();

  for (guint i = 0; i < mq_json_length (judged); i++)
    {
      JsonObject *one = mq_json_element_object (judged, i);
      gint64 n = mq_json_get_int (one, "n", (gint64)i + 1);
      const char *check = mq_json_get_string (one, "check", NULL);

      if (check == NULL && n >= 1 && n <= count)
        check = mq_json_element_string (planned, (guint)n - 1);
      if (one == NULL || check == NULL)
        continue;

      json_array_add_object_element (named, mq_json_new ("check:s met:b evidence:s", check,
                                                         mq_json_get_boolean (one, "met", TRUE),
                                                         mq_json_get_string (one, "evidence", "")));
    }

  return named;
}

static JsonObject *
make_defect (JsonObject *said, const char *severity)
{
  return mq_json_new ("code:s source:s part:s object:s severity:s what:s evidence:s fix:s",
                      mq_json_get_string (said, "about", "other"), "seen",
                      mq_json_get_string (said, "part", "whole"), "", severity,
                      mq_json_get_string (said, "what", ""),
                      mq_json_get_string (said, "evidence", ""),
                      mq_json_get_string (said, "fix", ""));
}

static guint
count_severe (JsonArray *defects, gboolean measured)
{
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);

      count += g_str_equal (mq_json_get_string (defect, "severity", ""), "severe")
               && mq_measured_defects_include (defect) == measured;
    }
  return count;
}

/* An unmet must-have that no defect mentions becomes a defect itself. */
static void
add_unmet (JsonArray *defects, JsonArray *musts)
{
  gboolean severe = count_severe (defects, FALSE) > 0;

  for (guint i = 0; i < mq_json_length (musts); i++)
    {
      JsonObject *must = mq_json_element_object (musts, i);
      g_autofree char *what = NULL;
      JsonObject *defect;

      if (must == NULL || mq_json_get_boolean (must, "met", TRUE) || severe)
        continue;

      /* English: the text is for the debugger's model. */
      what = g_strdup_printf ("Not met: %s", mq_json_get_string (must, "check", ""));
      defect = make_defect (must, "severe");
      mq_json_add (defect, "code:s facts:o what:s fix:s", "unmet",
                   mq_json_new ("other:s", mq_json_get_string (must, "check", "")), what,
                   mq_json_get_string (must, "check", ""));
      json_array_add_object_element (defects, defect);
    }
}

/* @dropped: (out): number of defects that the measurements contradict */
static void
take_over (MqRoleCall *task, JsonArray *defects, JsonObject *said, guint *dropped)
{
  JsonArray *named = mq_json_get_array (said, "defects");

  for (guint i = 0; i < mq_json_length (named); i++)
    {
      JsonObject *one = mq_json_element_object (named, i);

      if (one == NULL || i >= MAX_SEEN)
        continue;
      if (mq_measured_defects_contradict (one, task->asset->plan, task->asset->report))
        {
          (*dropped)++;
          continue;
        }
      json_array_add_object_element (
          defects, make_defect (one, mq_json_get_string (one, "severity", "minor")));
    }
}

static char *
describe (JsonObject *said, JsonArray *musts, JsonArray *defects, guint dropped)
{
  GString *text = g_string_new (NULL);

  if (said != NULL)
    g_string_append_printf (text, "%s\n\n", mq_json_get_string (said, "overall", ""));
  for (guint i = 0; i < mq_json_length (musts); i++)
    {
      JsonObject *must = mq_json_element_object (musts, i);

      g_string_append_printf (
          text, "- %s %s (%s)\n", mq_json_get_boolean (must, "met", FALSE) ? "✓" : "✗",
          mq_json_get_string (must, "check", ""), mq_json_get_string (must, "evidence", ""));
    }
  g_string_append_c (text, '\n');
  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);

      g_string_append_printf (
          text, "%u. **%s** (%s) %s\n", i + 1, mq_json_get_string (defect, "what", ""),
          mq_json_get_string (defect, "evidence", ""), mq_json_get_string (defect, "fix", ""));
    }
  if (dropped > 0)
    g_string_append_printf (text,
                            ngettext ("\n%u claim was dropped: measuring contradicts it.\n",
                                      "\n%u claims were dropped: measuring contradicts them.\n",
                                      dropped),
                            dropped);
  return g_string_free (text, FALSE);
}

static guint
count_met (JsonArray *musts)
{
  guint met = 0;

  for (guint i = 0; i < mq_json_length (musts); i++)
    met += mq_json_get_boolean (mq_json_element_object (musts, i), "met", FALSE);
  return met;
}

static char *
summarize (JsonArray *musts, JsonArray *defects)
{
  guint measured = count_severe (defects, TRUE);
  guint seen = count_severe (defects, FALSE);
  g_autofree char *found = NULL;

  if (measured > 0 && seen == 0)
    found = g_strdup_printf (ngettext ("Measured %u fault, saw nothing severe",
                                       "Measured %u faults, saw nothing severe", measured),
                             measured);
  else if (seen > 0)
    found = g_strdup_printf (
        ngettext ("Found %u severe defect", "Found %u severe defects", measured + seen),
        measured + seen);
  else
    found = g_strdup (_ ("Found nothing severe"));

  if (mq_json_length (musts) == 0)
    return g_steal_pointer (&found);

  /* Translators: the defects found, the number of met must-haves, and of all must-haves. */
  return g_strdup_printf (_ ("%s; %u of %u must-haves met"), found, count_met (musts),
                          json_array_get_length (musts));
}

/**
 * mq_role_critique:
 * @error: an error of mq_role_ask()
 *
 * Returns: (transfer full) (nullable): `{"defects", "must_haves", "text", "detail"}`
 */
JsonObject *
mq_role_critique (MqRoleCall *task, GError **error)
{
  JsonArray *defects = mq_role_measure (task);
  JsonObject *result = mq_json_new ("defects:a", defects);
  g_autoptr (MqModelAnswer) answer = NULL;
  g_autofree char *text = NULL;
  g_autofree char *detail = NULL;
  JsonObject *said = NULL;
  g_autoptr (JsonArray) musts = NULL;
  guint dropped = 0;

  if (mq_models_get_effort (task->context->models) != MQ_EFFORT_QUICK)
    {
      g_autoptr (MqModelRequest) request = make_request (task, defects);

      if (!(answer = mq_role_ask (task, request, error)))
        {
          json_object_unref (result);
          return NULL;
        }
      said = answer->object;
      musts = name_must_haves (task->asset->plan, said);
      take_over (task, defects, said, &dropped);
      add_unmet (defects, musts);
      json_object_set_array_member (result, "must_haves", json_array_ref (musts));
    }

  text = summarize (musts, defects);
  detail = describe (said, musts, defects, dropped);
  mq_json_add (result, "text:s detail:s", text, detail);
  return result;
}
