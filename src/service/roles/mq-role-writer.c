/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer role: turns a plan into one script. A long plan, or one whose answer was cut off,
 * is written in parallel groups of parts, and in small steps each part by itself; the code that
 * connects them (parameters, materials, build) follows from the plan without a model. */
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/foreign/mq-python-clean.h"
#include "common/json/mq-json.h"
#include "common/script/mq-finishes.h"
#include "common/script/mq-python-tokens.h"
#include "common/script/mq-script.h"
#include "service/roles/mq-role.h"
#include "service/team/mq-team.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Parts that one call writes well; longer answers are slower and lack detail at the end. */
#define MAX_PARTS_AT_ONCE 18
#define GROUP 6
#define REMOVE "# remove:"
#define MAX_SAID 6
#define HEX_DIGITS "0123456789abcdefABCDEF"

static JsonObject *
make_answer (MqRoleCall *task, char *script, const char *detail)
{
  g_autofree char *taken = script;
  g_autofree char *text = mq_team_count_lines (script, task->context->library);

  return mq_json_new ("script:s text:s detail:s", taken, text, detail);
}

static char *
clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  return g_strdelimit (g_steal_pointer (&valid), "\"\\\n\r\t", ' ');
}

static void
append_number (GString *text, double value, const char *unit)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (g_str_equal (unit, "count") || g_str_equal (unit, "seed"))
    value = rint (value);
  g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.6g", value));
}

/* FRAME_COLOR, FRAME_FINISH */
static char *
make_constant (const char *id, const char *suffix)
{
  g_autofree char *upper = g_ascii_strup (id, -1);

  for (char *c = upper; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c))
      *c = '_';
  return g_strconcat (upper, suffix, NULL);
}

/* The script without the parts' functions. */
static char *
make_frame (MqRoleCall *task)
{
  JsonObject *plan = task->asset->plan;
  JsonArray *params = mq_json_get_array (plan, "params");
  JsonArray *materials = mq_json_get_array (plan, "materials");
  JsonArray *parts = mq_json_get_array (plan, "parts");
  g_autofree char *title = clean (mq_json_get_string (plan, "title", "Asset"));
  g_autofree char *about = clean (mq_json_get_string (plan, "about", ""));
  GString *text = g_string_new (NULL);
  g_autoptr (GString) table = g_string_new (NULL);
  g_auto (GStrv) known = g_strsplit (task->context->agents->toolkit->finishes, ", ", -1);
  g_autoptr (GPtrArray) finishes = g_ptr_array_new ();
  gboolean has_seed = FALSE;

  g_string_append_printf (text,
                          "\"\"\"%s: %s\"\"\"\n\nimport bmesh\nimport bpy\nimport math\nimport "
                          "random\nfrom mathutils import Matrix, Vector\n\n# Parameters\nASSET = "
                          "\"%s\"  # name of the collection that holds it\n",
                          title, about, title);
  MQ_JSON_EACH (params, i, param)
    {
      const char *name = mq_json_get_string (param, "name", "");
      const char *unit = mq_json_get_string (param, "unit", "ratio");
      g_autofree char *meaning = clean (mq_json_get_string (param, "about", ""));
      gboolean plain = g_str_equal (unit, "m") || g_str_equal (unit, "deg");

      if (!mq_python_is_constant (name))
        continue;
      has_seed |= g_str_equal (name, "SEED");
      g_string_append_printf (text, "%s = ", name);
      append_number (text, mq_json_get_double (param, "value", 0), unit);
      g_string_append_printf (text, "  # %s", plain ? unit : "");
      g_string_append (text, plain ? ", " : "");
      append_number (text, mq_json_get_double (param, "min", 0), unit);
      g_string_append (text, "..");
      append_number (text, mq_json_get_double (param, "max", 0), unit);
      g_string_append_printf (text, ": %s\n", meaning);
    }
  if (!has_seed)
    g_string_append (text, "SEED = 7  # 0..999: varies what is random\n");

  /* The constants of each material, and its entry in the table: `"frame":
   * finishes[FRAME_FINISH]("Frame", FRAME_COLOR),` */
  MQ_JSON_EACH (materials, i, material)
    {
      const char *id = mq_json_get_string (material, "id", "main");
      const char *finish = mq_json_get_string (material, "finish", "");
      const char *color = mq_json_get_string (material, "color", "");
      g_autofree char *color_name = make_constant (id, "_COLOR");
      g_autofree char *finish_name = make_constant (id, "_FINISH");
      g_autofree char *comment = clean (mq_json_get_string (material, "label", ""));
      g_autofree char *label = clean (mq_json_get_string (material, "label", id));
      g_autofree char *key = clean (id);
      g_auto (GStrv) choices = NULL;

      if (!g_strv_contains ((const char *const *)known, finish))
        finish = "painted";
      choices = mq_finishes_list_choices (finish);
      /* "#8a5a33" or a grey. */
      if (strlen (color) != 7 || *color != '#' || strspn (color + 1, HEX_DIGITS) != 6)
        color = "#8c8c8c";
      g_ptr_array_add (finishes, (gpointer)finish);
      g_string_append_printf (text, "%s = \"%s\"  # %s", color_name, color, comment);
      g_string_append_printf (table, "        \"%s\": ", key);
      if (choices == NULL)
        {
          g_string_append_printf (text, "; finish: %s\n", finish);
          g_string_append (table, finish);
        }
      else
        {
          g_string_append_c (text, '\n');
          mq_finishes_append_parameter (text, finish_name, finish);
          g_string_append_printf (table, "finishes[%s]", finish_name);
        }
      g_string_append_printf (table, "(\"%s\", %s),\n", label, color_name);
    }

  g_string_append (text,
                   "\n\ndef build():\n    \"\"\"Make the whole and return its objects.\"\"\"\n"
                   "    start(ASSET)\n");
  mq_finishes_append_table (text, finishes);
  g_string_append_printf (text, "    materials = {\n%s    }\n    objects = []\n", table->str);
  MQ_JSON_EACH (parts, i, part)
    g_string_append_printf (text, "    objects += %s(materials)\n",
                            mq_json_get_string (part, "function", "main"));
  g_string_append (text, "    return objects\n\n\nif __name__ == \"__main__\":\n    build()\n");
  return g_string_free_and_steal (text);
}

/* Returns: (transfer full) (nullable): the Python in it, without what chats put there: curly
 * quotes, no-break spaces */
char *
mq_patch_read_python (const char *answer)
{
  g_autofree char *python = mq_script_unfence (answer, "python");

  return python != NULL ? mq_python_clean (python, NULL) : NULL;
}

/* Adds what it calls of the toolkit, and what an answer dropped around the parts. @script: a
 * script that answers have changed. */
static void
complete (MqRoleCall *task, MqScript *script)
{
  JsonObject *plan = task->asset->plan;
  JsonArray *parts = mq_json_get_array (plan, "parts");
  g_autoptr (GPtrArray) ids = g_ptr_array_new_null_terminated (1, NULL, TRUE);

  MQ_JSON_EACH (parts, i, part)
    {
      const char *id = mq_json_get_string (part, "id", NULL);

      if (id != NULL)
        g_ptr_array_add (ids, (gpointer)id);
    }

  mq_script_restore_frame (script, mq_json_get_string (plan, "title", "Asset"),
                           (const char *const *)ids->pdata);
  mq_script_complete (script, task->context->library);
}

/* @error: %MQ_ERROR_BAD_INPUT: it holds no script. Returns: (transfer full) (nullable): the
 * script */
static char *
read_whole (MqRoleCall *task, const char *answer, GError **error)
{
  g_autofree char *python = mq_patch_read_python (answer);
  g_autoptr (MqScript) script = NULL;

  if (python == NULL || strstr (python, "def ") == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "There is no script in the answer: send one fenced block of Python");

  if (!(script = mq_script_new (python, error)))
    return NULL;

  complete (task, script);
  return g_strdup (mq_script_get_text (script));
}

static gboolean
is_in_small_steps (MqRoleCall *task)
{
  return mq_models_get_effort (task->context->models) == MQ_EFFORT_SMALL_STEPS;
}

static MqModelRequest *
new_request (MqRoleCall *task, const char *what)
{
  MqModelRequest *request = mq_role_new_request (task, "writer", what);

  if (!is_in_small_steps (task))
    mq_role_context_add_passages (request, task->asset->passages);
  return request;
}

/* Parallel calls, joined by the code that follows from the plan. */
static JsonObject *
write_in_groups (MqRoleCall *task, GError **error)
{
  JsonArray *parts = mq_json_get_array (task->asset->plan, "parts");
  g_autoptr (GPtrArray) requests = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) answers = NULL;
  g_autoptr (MqScript) script = NULL;
  g_autofree char *frame = make_frame (task);

  for (guint i = 0; i < json_array_get_length (parts); i += GROUP)
    {
      g_autoptr (GString) names = g_string_new (NULL);
      g_autofree char *what = g_strdup_printf ("write %u", i / GROUP + 1);
      const char *replacements[] = { "parts", NULL, NULL };
      MqModelRequest *request = new_request (task, what);

      for (guint j = i; j < i + GROUP && j < json_array_get_length (parts); j++)
        g_string_append_printf (names, "%s%s", j > i ? ", " : "",
                                mq_json_get_string (mq_json_element_object (parts, j), "id", ""));
      replacements[1] = names->str;
      mq_role_add_prompt (request, task, "writer-group", replacements, NULL);
      g_ptr_array_add (requests, request);
    }

  if (!(answers = mq_role_ask_all (task, requests, error))
      || !(script = mq_script_new (frame, error)))
    return NULL;

  MQ_EACH (answers, i, const MqModelAnswer, answer)
    {
      g_autofree char *python = mq_patch_read_python (answer->text);
      g_autoptr (MqScriptEdit) edit = NULL;
      g_autoptr (GError) fault = NULL;

      if (python != NULL)
        edit = mq_script_edit (script, python, NULL, &fault);
      if (edit == NULL)
        {
          g_set_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER,
                       _ ("A part of the script is in an unusable form: %s"),
                       fault != NULL ? fault->message : _ ("no Python"));
          return NULL;
        }
    }

  complete (task, script);
  return make_answer (task, g_strdup (mq_script_get_text (script)),
                      _ ("Written in several parts at the same time."));
}

/* Asks for the function of a part until an answer has it, twice at most. Without it, the script
 * calls what is not there, and the debugger is asked for it. */
static gboolean
write_part (MqRoleCall *task, MqScript *script, JsonObject *part, GError **error)
{
  const char *id = mq_json_get_string (part, "id", "");
  const char *function = mq_json_get_string (part, "function", "main");
  JsonArray *made_of = mq_json_get_array (part, "materials");
  g_autofree char *what = g_strconcat ("write ", id, NULL);
  g_autofree char *count = g_strdup_printf ("%d of it", (int)mq_json_get_int (part, "count", 1));
  g_autofree char *box = NULL;
  g_autoptr (GString) materials = g_string_new (NULL);
  g_autoptr (MqModelRequest) request = new_request (task, what);
  double min[3];
  double max[3];

  if (mq_json_get_box (part, min, max))
    box = g_strdup_printf ("from (%.4g, %.4g, %.4g) to (%.4g, %.4g, %.4g)", min[0], min[1], min[2],
                           max[0], max[1], max[2]);

  /* `materials["oak"]`, or several of them */
  MQ_JSON_EACH_STRING (made_of, i, text)
    if (text != NULL)
      g_string_append_printf (materials, "%s`materials[\"%s\"]`", i > 0 ? ", " : "", text);

  mq_role_add_prompt (request, task, "writer-part",
                      (const char *const[]){ "function", function, "part", id, "count", count,
                                             "box", box != NULL ? box : "that suits it",
                                             "materials",
                                             materials->len > 0 ? materials->str : "`None`", NULL },
                      NULL);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MqModelAnswer) said = mq_role_ask (task, request, error);
      g_autofree char *python = said != NULL ? mq_patch_read_python (said->text) : NULL;
      g_autoptr (MqScript) answer = NULL;
      g_autoptr (MqScriptEdit) edit = NULL;
      g_autoptr (GError) fault = NULL;

      if (said == NULL)
        return FALSE;

      answer = python != NULL ? mq_script_new (python, NULL) : NULL;
      if (answer != NULL && mq_script_has (answer, function))
        edit = mq_script_edit (script, python, NULL, &fault);
      if (edit != NULL)
        return TRUE;

      mq_role_add_correction (
          request, said,
          fault != NULL
              ? g_strdup_printf ("%s. Send the function again, whole.", fault->message)
              : g_strdup_printf ("There is no function `def %s(materials):` in the answer.",
                                 function));
    }

  return TRUE;
}

/* @error: %MQ_MODEL_ERROR_ANSWER: the answer has no script; or an error of mq_role_ask().
 * Returns: (transfer full) (nullable): `{"script", "text", "detail"}` */
JsonObject *
mq_role_write (MqRoleCall *task, GError **error)
{
  JsonArray *parts = mq_json_get_array (task->asset->plan, "parts");
  g_autoptr (MqModelRequest) request = NULL;
  g_autoptr (GError) fault = NULL;

  if (mq_json_length (parts) > 0 && is_in_small_steps (task))
    {
      /* One call after the other: a local server has one place, and the user sees each part come.
       */
      g_autofree char *frame = make_frame (task);
      g_autoptr (MqScript) script = mq_script_new (frame, error);

      if (script == NULL)
        return NULL;
      MQ_JSON_EACH (parts, i, part)
        if (!write_part (task, script, part, error))
          return NULL;

      complete (task, script);
      return make_answer (task, g_strdup (mq_script_get_text (script)),
                          _ ("Written part by part."));
    }

  if (mq_json_length (parts) > MAX_PARTS_AT_ONCE)
    return write_in_groups (task, error);

  request = new_request (task, "write");
  mq_role_add_prompt (request, task, "writer", NULL, NULL);
  if (mq_models_get_effort (task->context->models) == MQ_EFFORT_THOROUGH
      && mq_role_has_tools (task->context, "writer"))
    mq_role_offer_search (task, request);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MqModelAnswer) said = mq_role_ask (task, request, error);
      char *script;

      if (said == NULL)
        return NULL;

      if (said->stop == MQ_MODEL_STOP_LENGTH && mq_json_length (parts) > 1)
        return write_in_groups (task, error);

      g_clear_error (&fault);
      if ((script = read_whole (task, said->text, &fault)) != NULL)
        return make_answer (task, script, said->text);

      if (said->stop == MQ_MODEL_STOP_LENGTH)
        {
          g_set_error_literal (
              error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER,
              _ ("The writer reached its token limit before it had sent a script\nGive the model’s "
                 "server a longer context, or let the model think less."));
          return NULL;
        }

      mq_role_add_correction (request, said, g_strdup (fault->message));
    }

  g_set_error_literal (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER,
                       _ ("The model answered without a script"));
  return NULL;
}

static void
append_names (GString *text, const char *format, GPtrArray *names)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < names->len && i < MAX_SAID; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "",
                            (const char *)g_ptr_array_index (names, i));
  if (names->len > MAX_SAID)
    g_string_append (list, " …");
  if (names->len == 0)
    return;

  if (text->len > 0)
    g_string_append (text, "; ");
  g_string_append_printf (text, format, list->str);
}

/* @what: (out) (optional): "changed legs; added arms"; @error: %MQ_ERROR_BAD_INPUT: it holds
 * nothing that changes the script. Returns: (transfer full) (nullable): the new script */
char *
mq_patch_apply (MqRoleCall *task, const char *text, const char *answer, char **what, GError **error)
{
  g_autofree char *python = mq_patch_read_python (answer);
  g_autoptr (MqScript) script = mq_script_new (text, NULL);
  g_autoptr (MqScriptEdit) edit = NULL;
  g_auto (GStrv) remove = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;
  char *end = python;

  if (python == NULL
      || (strstr (python, "def ") == NULL && strstr (python, "import ") == NULL
          && strchr (python, '=') == NULL && strstr (python, REMOVE) == NULL))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "There is no Python in the answer: send whole functions in one fenced "
                         "block");

  /* A complete answer replaces the script. */
  if (script == NULL
      || (g_str_has_prefix (python, "\"\"\"") && strstr (python, "\ndef build(") != NULL))
    {
      if (what != NULL)
        *what = g_strdup (_ ("rewrote the script"));
      return read_whole (task, answer, error);
    }

  /* Takes the lines that list functions to remove out of @python. */
  lines = g_strsplit (python, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) names = NULL;

      if (!g_str_has_prefix (lines[i], REMOVE))
        {
          end = g_stpcpy (end, lines[i]);
          if (lines[i + 1] != NULL)
            end = g_stpcpy (end, "\n");
          continue;
        }

      names = g_strsplit_set (lines[i] + strlen (REMOVE), " ,", -1);
      for (gsize j = 0; names[j] != NULL; j++)
        if (*names[j] != '\0')
          g_strv_builder_add (builder, names[j]);
    }
  *end = '\0';
  remove = g_strv_builder_end (builder);

  if (!(edit = mq_script_edit (script, python, (const char *const *)remove, error)))
    return NULL;

  if (g_str_equal (mq_script_get_text (script), text))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "That is what the script says already, so nothing changes. Send the "
                         "functions that differ from it");

  complete (task, script);
  if (what != NULL)
    {
      GString *said = g_string_new (NULL);

      /* Translators: names of functions of a script. */
      append_names (said, _ ("changed %s"), edit->replaced);
      /* Translators: names of functions of a script. */
      append_names (said, _ ("added %s"), edit->added);
      /* Translators: names of functions of a script. */
      append_names (said, _ ("removed %s"), edit->removed);
      if (said->len == 0)
        g_string_append (said, _ ("changed nothing"));
      *what = g_string_free_and_steal (said);
    }
  return g_strdup (mq_script_get_text (script));
}
