/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements and joins in an exported script, see mq-script-proof.h. Their values are data: they
 * are read token by token, and nothing of them is run. */
#include "common/script/mq-script-proof.h"

#include "common/asset/mq-measurement.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"
#include "common/script/mq-python-tokens.h"
#include "common/script/mq-script-parameter.h"
#include "common/script/mq-script-statements.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_JOINS 1000

/* The check comes before the rows, so that a row that is no literal is an error of the check, and
 * not of Blender, which ends without an exit status after one. */
#define HEADING                                                                                    \
  "# Requirements: what was asked for, and how parts join. They change nothing that is built. "    \
  "To\n"                                                                                           \
  "# check the asset after a change, here or above, type\n"                                        \
  "#     blender -b --python SCRIPT.py -- --check\n"                                               \
  "import sys\n"
#define CHECK                                                                                      \
  "if \"--check\" in sys.argv:\n"                                                                  \
  "    import os\n"                                                                                \
  "    import runpy\n"                                                                             \
  "    check = os.path.join(os.path.dirname(os.path.abspath(__file__)), \"" MQ_SCRIPT_CHECK_FILE   \
  "\")\n"                                                                                          \
  "    if not os.path.isfile(check):\n"                                                            \
  "        print(\"The check needs a file that is exported with the script:\", check)\n"           \
  "        sys.exit(2)\n"                                                                          \
  "    runpy.run_path(check, {\"SCRIPT\": os.path.abspath(__file__)})\n"

/* The lists, each with the schema of a row (data/schemas). */
static const struct
{
  const char *name;
  const char *member;
  const char *schema;
  guint most;
} lists[] = {
  { "REQUIREMENTS", "requirements", "requirement", MQ_REQUIREMENT_MAX },
  { "JOINS", "joins", "join", MAX_JOINS },
};

/* Returns: (transfer full): the list as a statement: each row as Python writes it, with those of
 * its members that the schema has, in its order */
static MqScriptStatement *
make_list (gsize list, JsonArray *rows)
{
  JsonObject *schema = mq_json_schema_load (lists[list].schema);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s = [\n", lists[list].name);
  MQ_JSON_EACH (rows, i, row)
    {
      g_autoptr (JsonObject) own = json_object_new ();
      g_autofree char *json = NULL;
      gboolean is_quoted = FALSE;
      JsonObjectIter iter;
      const char *name;

      json_object_iter_init_ordered (&iter, mq_json_get_object (schema, "properties"));
      while (row != NULL && json_object_iter_next_ordered (&iter, &name, NULL))
        if (json_object_has_member (row, name) && !json_object_get_null_member (row, name))
          json_object_set_member (own, name, json_node_copy (json_object_get_member (row, name)));

      json = mq_json_object_to_string (own, FALSE);
      g_string_append (text, "    ");
      for (const char *c = json; *c != '\0'; c++)
        if (is_quoted && *c == '\\')
          g_string_append_len (text, c++, 2);
        else if (!is_quoted && (g_str_has_prefix (c, "true") || g_str_has_prefix (c, "false")))
          g_string_append_c (text, g_ascii_toupper (*c));
        else
          {
            is_quoted ^= *c == '"';
            g_string_append_c (text, *c);
            if (!is_quoted && (*c == ':' || *c == ','))
              g_string_append_c (text, ' ');
          }
      g_string_append (text, ",\n");
    }
  g_string_append (text, "]\n");
  return mq_script_statement_new (MQ_SCRIPT_STATEMENT_PARAMETER, lists[list].name, "\n", text->str);
}

/**
 * mq_script_proof_add:
 * @script: the script of a version
 * @plan: (nullable): its plan
 *
 * Returns: (transfer full): the script with the requirements and the joins of its plan behind its
 *   parameters; as it is, if the plan has none, or the script has something of these names
 */
char *
mq_script_proof_add (const char *script, JsonObject *plan)
{
  g_autoptr (GPtrArray) statements = mq_script_statements_cut (script, NULL);
  g_autoptr (JsonArray) requirements = mq_requirement_list (plan);
  g_autoptr (JsonArray) pairs = mq_measurement_list_joins (plan);
  g_autoptr (JsonArray) joins = json_array_new ();
  MqScriptStatement *added[4];
  int place = 0;

  if (statements == NULL
      || json_array_get_length (requirements) + json_array_get_length (pairs) == 0)
    return g_strdup (script);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (mq_script_statements_find (statements, lists[i].name, NULL) != NULL)
      return g_strdup (script);

  for (guint i = 0; i < json_array_get_length (pairs); i++)
    {
      JsonArray *pair = json_array_get_array_element (pairs, i);
      JsonObject *join = mq_json_new ("of:s to:s", mq_json_element_string (pair, 0),
                                      mq_json_element_string (pair, 1));

      if (json_array_get_length (pair) > 2)
        mq_json_add (join, "kind:s m:d", mq_json_element_string (pair, 2),
                     json_array_get_double_element (pair, 3));
      json_array_add_object_element (joins, join);
    }

  /* Behind the docstring, the imports and the parameters. */
  MQ_EACH (statements, i, const MqScriptStatement, statement)
    {
      if (statement->kind != MQ_SCRIPT_STATEMENT_IMPORT
          && statement->kind != MQ_SCRIPT_STATEMENT_PARAMETER
          && (i > 0 || strchr ("\"'", *statement->text) == NULL))
        break;
      place = (int)i + 1;
    }
  added[0] = mq_script_statement_new (MQ_SCRIPT_STATEMENT_IMPORT, NULL, place > 0 ? "\n" : "",
                                      HEADING);
  added[1] = mq_script_statement_new (MQ_SCRIPT_STATEMENT_TEXT, NULL, "\n", CHECK);
  added[2] = make_list (0, requirements);
  added[3] = make_list (1, joins);
  for (int i = 0; i < (int)G_N_ELEMENTS (added); i++)
    g_ptr_array_insert (statements, place + i, added[i]);
  return mq_script_statements_join (statements);
}

/* Returns: (transfer full) (nullable): a token of a literal as JSON; %NULL: no literal has it.
 * Texts have no prefix, and no escapes that JSON does not have; a comma before a bracket is left
 * out */
static char *
make_json (GArray *tokens, guint index)
{
  const MqPythonToken *token = mq_python_tokens_get (tokens, index);
  g_autofree char *text = mq_python_token_dup (token);
  g_autofree char *number_text = g_strconcat (*text == '.' ? "0" : "", text, NULL);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  double number;

  if (token->kind == MQ_PYTHON_STRING)
    {
      gsize length = token->length;
      gboolean is_plain = length >= 2 && strchr ("\"'", *text) != NULL && text[length - 1] == *text
                          && (length == 2 || text[1] != *text)
                          && (*text == '"' || strpbrk (text, "\\\"") == NULL);

      for (const char *c = strchr (text, '\\'); c != NULL && is_plain; c = strchr (c + 2, '\\'))
        is_plain = strchr ("\\\"ntru", c[1]) != NULL;
      return is_plain ? g_strdup_printf ("\"%.*s\"", (int)length - 2, text + 1) : NULL;
    }
  if (token->kind == MQ_PYTHON_NUMBER)
    {
      if (!mq_script_read_number (number_text, &number, NULL))
        return NULL;
      return strspn (text, "0123456789") == strlen (text)
                 ? g_steal_pointer (&text)
                 : g_strdup (g_ascii_dtostr (buffer, sizeof buffer, number));
    }
  if (mq_python_token_is (token, "True") || mq_python_token_is (token, "False"))
    return g_ascii_strdown (text, -1);
  if (mq_python_token_is (token, ",")
      && (mq_python_tokens_match (tokens, index + 1, "]")
          || mq_python_tokens_match (tokens, index + 1, "}")))
    return g_strdup ("");
  return token->length == 1 && strchr ("[]{}:-,", *text) != NULL ? g_steal_pointer (&text) : NULL;
}

/* @statement: the list; @tokens: its tokens; @value: the first of its rows. Returns: (transfer
 * full) (nullable): its rows, each as its schema has it */
static JsonArray *
read_list (gsize list, const MqScriptStatement *statement, GArray *tokens, guint value,
           GError **error)
{
  JsonObject *schema = mq_json_schema_load (lists[list].schema);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  JsonArray *rows;

  for (guint i = value; i < tokens->len; i++)
    {
      const MqPythonToken *token = mq_python_tokens_get (tokens, i);
      g_autofree char *text = mq_python_token_dup (token);
      g_autofree char *own = token->kind != MQ_PYTHON_NEWLINE ? make_json (tokens, i)
                                                              : g_strdup ("");

      if (own != NULL)
        g_string_append_printf (json, "%s%s", g_str_has_suffix (json->str, "-") ? "" : " ", own);
      else
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                             _ ("%s, line %u: “%.40s” is not a plain value. Rows have texts in one "
                                "line, numbers, True and False"),
                             lists[list].name, statement->line + token->line - 1, text);
    }

  node = mq_json_parse (json->str, -1, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("%s, line %u: this is no list of rows"),
                         lists[list].name, statement->line);

  rows = json_node_get_array (node);
  if (json_array_get_length (rows) > lists[list].most)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("%s has %u rows; at most %u are measured"),
                         lists[list].name, json_array_get_length (rows), lists[list].most);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = mq_json_element_object (rows, i);
      const char *what = mq_json_get_string (row, "what", "look");
      g_autofree char *fault = NULL;

      /* The schema would list all kinds. */
      if (mq_requirement_find_kind (what) == NULL)
        fault = mq_requirement_find_fault (row, TRUE);
      else
        fault = mq_json_schema_check (schema, json_array_get_element (rows, i), TRUE);
      if (fault != NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("%s, row %u: %.300s"), lists[list].name,
                             i + 1, fault);
    }

  return mq_json_copy_array (rows); /* a parser's result is immutable */
}

/**
 * mq_script_proof_take:
 * @script: a script that comes in
 * @rest: (out): the script without rows, and without the lines that check them
 * @rows: (out) (nullable): `requirements` and `joins`, each only if the script has that list; %NULL
 *   if it has none
 * @error: %MQ_ERROR_BAD_INPUT, naming the first row that is wrong
 *
 * A script that does not check itself, and has something else of these names, has no rows.
 *
 * Returns: whether the rows can be read
 */
gboolean
mq_script_proof_take (const char *script, char **rest, JsonObject **rows, GError **error)
{
  g_autoptr (GPtrArray) statements = mq_script_statements_cut (script, NULL);
  g_autoptr (JsonObject) found = json_object_new ();
  gboolean is_checked = FALSE;

  *rest = NULL;
  *rows = NULL;
  for (guint i = statements != NULL ? statements->len : 0; i-- > 0;)
    {
      const char *text = ((MqScriptStatement *)statements->pdata[i])->text;
      gboolean is_check = g_str_equal (text, CHECK);

      is_checked |= is_check;
      if (is_check || g_str_equal (text, HEADING))
        g_ptr_array_remove_index (statements, i);
    }

  for (gsize i = 0; statements != NULL && i < G_N_ELEMENTS (lists); i++)
    {
      guint index, value = 2; /* after the comments above it, its name and "=" */
      const MqScriptStatement *each = mq_script_statements_find (statements, lists[i].name, &index);
      g_autoptr (GArray) tokens = each != NULL ? mq_python_tokenize (each->text, NULL, NULL) : NULL;
      JsonArray *read;

      while (each != NULL && value < tokens->len
             && mq_python_tokens_get (tokens, value - 2)->kind == MQ_PYTHON_NEWLINE)
        value++;

      /* Another script's own constant of that name is no list of objects. */
      if (each == NULL
          || (!is_checked
              && !(mq_python_tokens_match (tokens, value, "[")
                   && mq_python_tokens_match (tokens, value + 1, "{"))))
        continue;
      if ((read = read_list (i, each, tokens, value, error)) == NULL)
        return FALSE;

      json_object_set_array_member (found, lists[i].member, read);
      g_ptr_array_remove_index (statements, index);
    }

  *rest = statements != NULL ? mq_script_statements_join (statements) : g_strdup (script);
  if (json_object_get_size (found) > 0)
    *rows = g_steal_pointer (&found);
  return TRUE;
}

/**
 * mq_script_proof_apply:
 * @rows: what mq_script_proof_take() found
 * @plan: (nullable): the plan of the version that the script was made from
 *
 * Returns: (transfer full): the plan with the requirements and the joins of @rows in place of its
 *   own
 */
JsonObject *
mq_script_proof_apply (JsonObject *rows, JsonObject *plan)
{
  JsonObject *applied = plan != NULL ? mq_json_copy_object (plan) : json_object_new ();
  JsonArray *requirements = mq_json_get_array (rows, "requirements");
  JsonArray *joins = mq_json_get_array (rows, "joins");
  JsonArray *parts = mq_json_get_array (applied, "parts");

  if (requirements != NULL)
    json_object_set_array_member (applied, "requirements", json_array_ref (requirements));
  if (joins == NULL)
    return applied;

  parts = parts != NULL ? mq_json_copy_array (parts) : json_array_new ();
  json_object_set_array_member (applied, "parts", parts);
  MQ_JSON_EACH (parts, i, part)
    if (part != NULL)
      mq_json_add (part, "joins:a join_kinds:o", json_array_new (), json_object_new ());
  MQ_JSON_EACH (joins, i, join)
    {
      const char *of = mq_json_get_string (join, "of", "");
      const char *to = mq_json_get_string (join, "to", "");
      JsonObject *part = mq_json_find (parts, "id", of);

      if (part == NULL)
        {
          part = mq_json_new ("id:s name:s joins:a join_kinds:o", of, of, json_array_new (),
                              json_object_new ());
          json_array_add_object_element (parts, part);
        }
      json_array_add_string_element (mq_json_get_array (part, "joins"), to);
      if (json_object_has_member (join, "kind"))
        json_object_set_object_member (mq_json_get_object (part, "join_kinds"), to,
                                       mq_json_new ("kind:s m:d",
                                                    mq_json_get_string (join, "kind", ""),
                                                    mq_json_get_double (join, "m", 0)));
    }

  return applied;
}
