/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Patches from models' answers: takes the Python of an answer as a whole script, or as functions
 * that replace others. Adds the toolkit functions that the script calls but lacks, so that it
 * runs by itself. Used by writer, debugger and refiner. */
#include "service/roles/mq-role.h"

#include "common/foreign/mq-python-clean.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script.h"

#include <glib/gi18n.h>
#include <string.h>

#define REMOVE "# remove:"
#define MAX_SAID 6

static gboolean
has_code (const char *python)
{
  return strstr (python, "def ") != NULL || strstr (python, "import ") != NULL
         || strchr (python, '=') != NULL;
}

/* Adds what it calls of the toolkit, and what an answer dropped around the parts. @script: a
 * script that answers have changed. */
void
mq_patch_complete (MqRoleCall *task, MqScript *script)
{
  JsonObject *plan = task->asset->plan;
  JsonArray *parts = mq_json_get_array (plan, "parts");
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < mq_json_length (parts); i++)
    {
      const char *id = mq_json_get_string (mq_json_element_object (parts, i), "id", NULL);

      if (id != NULL)
        g_ptr_array_add (ids, (gpointer)id);
    }
  g_ptr_array_add (ids, NULL);

  mq_script_restore_frame (script, mq_json_get_string (plan, "title", "Asset"),
                           (const char *const *)ids->pdata);
  mq_script_complete (script, task->context->library);
}

/* Returns: (transfer full) (nullable): the Python in it, without what chats put there: curly
 * quotes, no-break spaces */
char *
mq_patch_read_python (const char *answer)
{
  g_autofree char *python = mq_script_unfence (answer, "python");

  return python != NULL ? mq_python_clean (python, NULL) : NULL;
}

/* @error: %MQ_ERROR_BAD_INPUT: it holds no script. Returns: (transfer full) (nullable): the
 * script */
char *
mq_patch_whole (MqRoleCall *task, const char *answer, GError **error)
{
  g_autofree char *python = mq_patch_read_python (answer);
  g_autoptr (MqScript) script = NULL;

  if (python == NULL || strstr (python, "def ") == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "There is no script in the answer: send one fenced block of Python");

  if (!(script = mq_script_new (python, error)))
    return NULL;

  mq_patch_complete (task, script);
  return g_strdup (mq_script_get_text (script));
}

/* An answer that should hold only changes may be a whole script instead: docstring, parts and
 * build(). */
static gboolean
is_whole (const char *python)
{
  return g_str_has_prefix (python, "\"\"\"") && strstr (python, "\ndef build(") != NULL;
}

/* Removes from @python the lines that list functions to remove, and returns the names. */
static GStrv
take_removals (char *python)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) lines = g_strsplit (python, "\n", -1);
  char *end = python;

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

  return g_strv_builder_end (builder);
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

static char *
describe (MqScriptEdit *edit)
{
  GString *text = g_string_new (NULL);

  /* Translators: names of functions of a script. */
  append_names (text, _ ("changed %s"), edit->replaced);
  /* Translators: names of functions of a script. */
  append_names (text, _ ("added %s"), edit->added);
  /* Translators: names of functions of a script. */
  append_names (text, _ ("removed %s"), edit->removed);
  return text->len > 0 ? g_string_free (text, FALSE)
                       : (g_string_free (text, TRUE), g_strdup (_ ("changed nothing")));
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

  if (python == NULL || (!has_code (python) && strstr (python, REMOVE) == NULL))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "There is no Python in the answer: send whole functions in one fenced "
                         "block");

  /* A complete answer replaces the script. */
  if (script == NULL || is_whole (python))
    {
      if (what != NULL)
        *what = g_strdup (_ ("rewrote the script"));
      return mq_patch_whole (task, answer, error);
    }

  remove = take_removals (python);
  if (!(edit = mq_script_edit (script, python, (const char *const *)remove, error)))
    return NULL;

  if (g_str_equal (mq_script_get_text (script), text))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "That is what the script says already, so nothing changes. Send the "
                         "functions that differ from it");

  mq_patch_complete (task, script);
  if (what != NULL)
    *what = describe (edit);
  return g_strdup (mq_script_get_text (script));
}
