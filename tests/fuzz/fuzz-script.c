/* A script as its edits read it: the input is a script, a line “###”, and a patch. What is read can
 * be read again, and a part of an earlier version can be put back or is refused. */
#include "fuzz/fuzz.h"

#include "common/script/mq-python-source.h"
#include "common/script/mq-script-statements.h"
#include "common/script/mq-script.h"

#include <string.h>

/* The names of the script's functions. */
static GStrv
list_functions (const char *text)
{
  g_autoptr (GPtrArray) statements = mq_script_statements_cut_leniently (text);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < statements->len; i++)
    {
      const MqScriptStatement *statement = statements->pdata[i];

      if (statement->kind == MQ_SCRIPT_STATEMENT_FUNCTION && statement->name != NULL)
        g_strv_builder_add (names, statement->name);
    }

  return g_strv_builder_end (names);
}

static void
check_again (MqScript *script)
{
  g_autoptr (MqScript) again = mq_script_new (mq_script_get_text (script), NULL);

  g_assert_nonnull (again);
  g_assert_cmpstr (mq_script_get_text (again), ==, mq_script_get_text (script));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  char *mark = strstr (text, "\n###\n");
  const char *patch = mark != NULL ? mark + strlen ("\n###\n") : "";
  g_auto (GStrv) functions = NULL;
  g_autoptr (MqPythonSource) source = NULL;
  g_autoptr (MqScript) script = NULL;
  g_autoptr (MqScriptEdit) edit = NULL;
  g_autoptr (MqScript) now = NULL;
  g_autofree char *outline = NULL;
  g_auto (GStrv) changed = NULL;

  if (mark != NULL)
    mark[1] = '\0';
  source = mq_python_source_new (text, -1, "fuzz.py", NULL);
  functions = list_functions (text);
  outline = mq_script_outline (text, (const char *const *)functions);
  changed = mq_script_list_changed (text, patch);
  if (!(script = mq_script_new (text, NULL)))
    return 0;

  g_assert_cmpstr (mq_script_get_text (script), ==, text);
  if ((edit = mq_script_edit (script, patch, NULL, NULL)))
    check_again (script);
  mq_script_restore_frame (script, "Fuzz", (const char *const *)functions);

  if ((now = mq_script_new (patch, NULL))
      && mq_script_restore (now, text, (const char *const *)functions, 2, NULL))
    check_again (now);
  return 0;
}
