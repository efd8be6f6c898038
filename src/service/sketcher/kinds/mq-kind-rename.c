/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of a kind with a prefix before all its names, see mq_kind_rename(): so the kinds of a
 * composition can share one script and one plan. */
#include "service/sketcher/kinds/mq-kind.h"

#include "common/base/mq-each.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/script/mq-python-tokens.h"
#include "common/script/mq-python-imports.h"

#include <string.h>

typedef struct
{
  MqKind *kind;
  char *lower; /* `chair_` */
  char *upper; /* `CHAIR_` */
} Renaming;

/* Whether a word is a parameter, or holds the words on it. */
static gboolean
is_constant (const MqKind *kind, const char *word)
{
  return mq_kind_find (kind->params, word) != NULL || g_strcmp0 (kind->lettering, word) == 0;
}

/* `table_top` of a table keeps its name, unless it also has a `top`. */
static char *
prefixed (const Renaming *self, const char *prefix, const char *word)
{
  const char *rest = g_str_has_prefix (word, prefix) ? word + strlen (prefix) : NULL;

  if (rest != NULL && *rest != '\0' && mq_kind_find (self->kind->params, rest) == NULL
      && mq_kind_find (self->kind->parts, rest) == NULL
      && mq_kind_find (self->kind->materials, rest) == NULL
      && mq_python_source_lookup (self->kind->source, rest) == NULL)
    return g_strdup (word);

  return g_strconcat (prefix, word, NULL);
}

/* The new name of a parameter, part, material or function; NULL when it is none of them. */
static char *
rename_word (const Renaming *self, const char *word)
{
  if (is_constant (self->kind, word))
    return prefixed (self, self->upper, word);
  if (mq_kind_find (self->kind->parts, word) != NULL
      || mq_kind_find (self->kind->materials, word) != NULL
      || mq_python_source_lookup (self->kind->source, word) != NULL)
    return prefixed (self, self->lower, word);

  return NULL;
}

/* Renames the parameters of an expression, a name, or a text with such names in it; with @calls,
 * functions that are called there, too. */
static char *
rename_params (const Renaming *self, const char *text, gboolean calls)
{
  GString *renamed = g_string_new (NULL);
  char before = '\0';

  while (*text != '\0')
    {
      gsize length = strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789_");
      g_autofree char *word = g_strndup (text, MAX (length, 1));
      gboolean called = calls && text[length] == '(' && before != '.'
                        && mq_python_source_lookup (self->kind->source, word) != NULL;
      g_autofree char *other = called || is_constant (self->kind, word) ? rename_word (self, word)
                                                                        : NULL;

      g_string_append (renamed, other != NULL ? other : word);
      text += MAX (length, 1);
      before = text[-1];
    }

  return g_string_free_and_steal (renamed);
}

static void rename_object (const Renaming *self, JsonObject *object);

/* Returns: (transfer full): a copy with other names; the nodes of a parser are immutable. */
static JsonNode *
rename_node (const Renaming *self, JsonNode *node, gboolean expression)
{
  JsonNode *copy;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_array_new ();

      for (guint i = 0; i < mq_json_length (json_node_get_array (node)); i++)
        json_array_add_element (
            array,
            rename_node (self, json_array_get_element (json_node_get_array (node), i), expression));
      copy = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (copy, array);
      return copy;
    }
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      const char *text = json_node_get_string (node);
      g_autofree char *renamed = expression ? rename_params (self, text, FALSE)
                                            : rename_word (self, text);

      copy = json_node_new (JSON_NODE_VALUE);
      json_node_set_string (copy, renamed != NULL ? renamed : text);
      return copy;
    }

  return json_node_copy (node);
}

/* One object of kind.json: which of its members are names, which are expressions. */
static void
rename_object (const Renaming *self, JsonObject *object)
{
  static const char *const names[] = { "of",      "function", "materials", "joins",
                                       "joints",  "requires", "replaces",  "include",
                                       "exclude", "surface",  "fits",      NULL };
  static const char *const expressions[] = { "count", "box", "at", NULL };
  static const char *const keyed[] = { "set", "material", NULL };
  static const char *const lists[]
      = { "params", "materials", "parts", "variants", "options", NULL };
  g_autoptr (GList) keys = json_object_get_members (object);

  for (GList *key = keys; key != NULL; key = key->next)
    {
      JsonNode *node = json_object_get_member (object, key->data);

      /* `{"SEAT_HEIGHT": 0.5}`: the names are the keys. */
      if (g_strv_contains (keyed, key->data) && JSON_NODE_HOLDS_OBJECT (node))
        {
          JsonObject *values = json_node_get_object (node);
          g_autoptr (GList) own = json_object_get_members (values);

          for (GList *old = own; old != NULL; old = old->next)
            {
              g_autofree char *renamed = rename_word (self, old->data);
              JsonNode *value;

              if (renamed == NULL)
                continue;
              value = json_node_copy (json_object_get_member (values, old->data));
              json_object_remove_member (values, old->data);
              json_object_set_member (values, renamed, value);
            }
        }
      else if (g_strv_contains (lists, key->data) && JSON_NODE_HOLDS_ARRAY (node)
               && mq_json_element_object (json_node_get_array (node), 0) != NULL)
        MQ_JSON_EACH (json_node_get_array (node), i, item)
          {
            const char *own = g_str_equal (key->data, "params") ? "name" : "id";
            const char *name = mq_json_get_string (item, own, NULL);
            g_autofree char *renamed = name != NULL ? rename_word (self, name) : NULL;

            if (item == NULL)
              continue;
            if (renamed != NULL)
              json_object_set_string_member (item, own, renamed);
            if (json_object_has_member (item, "finish"))
              {
                const char *label = mq_json_get_string (item, "label", "");
                g_autofree char *thing = g_strdelimit (g_strdup (self->lower), "_", ' ');
                g_autofree char *named = g_strconcat (thing, label, NULL);

                /* "frame" → "chair frame", for names of materials in Blender and in sentences. */
                if (!g_str_has_prefix (label, thing))
                  json_object_set_string_member (item, "label", named);
              }

            rename_object (self, item);
          }
      else if (g_strv_contains (expressions, key->data) || g_strv_contains (names, key->data))
        json_object_set_member (object, key->data,
                                rename_node (self, node, g_strv_contains (expressions, key->data)));
    }
}

/* Puts the prefix before the names of parameters (`CHAIR_SEAT_HEIGHT`), parts, materials and
 * functions (`chair_legs`), also where its Python and its expressions use them. Its id and words
 * stay. @prefix: a Python name in lower case: `chair`; @error: %MQ_ERROR_BAD_INPUT. Returns:
 * (transfer full) (nullable): the copy */
MqKind *
mq_kind_rename (MqKind *self, const char *prefix, GError **error)
{
  g_autofree char *lower = g_strconcat (prefix, "_", NULL);
  g_autofree char *upper = g_ascii_strup (lower, -1);
  const Renaming renaming = { self, lower, upper };
  GPtrArray *functions = self->source->functions;
  g_autofree char *imports = mq_python_imports_to_text (self->source->imports);
  g_autofree char *file = g_strconcat (self->id, "/parts.py", NULL);
  g_autoptr (GString) text = g_string_new (imports);
  g_autoptr (MqPythonSource) source = NULL;
  g_autoptr (JsonObject) json = NULL;
  MqKind *renamed;

  g_string_append_c (text, '\n');
  MQ_EACH (functions, i, const MqPythonFunction, function)
    {
      const char *problem = NULL;
      guint line = 0;
      g_autoptr (GArray) tokens = mq_python_tokenize (function->text, &line, &problem);
      const char *done = function->text;
      const char *def = function->text;

      /* It begins in the line that it has in the file, so that errors name that one. */
      while (*def == '#')
        def = strchr (def, '\n') + 1;
      while (mq_text_count_newlines (text->str, text->str + text->len)
             < function->line - 1 - mq_text_count_newlines (function->text, def))
        g_string_append_c (text, '\n');

      /* Names that it has from outside itself; locals keep theirs. */
      MQ_EACH_VALUE (tokens, j, const MqPythonToken, token)
        {
          g_autofree char *word = mq_python_token_dup (token);
          g_autofree char *name = NULL;
          gboolean is_quoted = *word == '"' || *word == '\'';
          gsize length = strlen (word);
          g_autofree char *inner = g_strndup (word + MIN (length, 1), length > 2 ? length - 2 : 0);
          gboolean is_def = j > 0 && mq_python_tokens_match (tokens, j - 1, "def")
                            && token->depth == 0 && g_str_equal (word, function->name);
          gboolean is_keyword = token->depth > 0 && mq_python_tokens_match (tokens, j + 1, "=");

          /* The tokenizer lists names in an f-string after the string that contains them. */
          if (token->start < done)
            continue;
          /* The id of a part, `f"… {LEG_COUNT}, {rise (2)}"`, or any other text. */
          if (token->kind == MQ_PYTHON_STRING && is_quoted
              && mq_kind_find (self->parts, inner) != NULL)
            {
              g_autofree char *id = rename_word (&renaming, inner);

              name = g_strdup_printf ("%c%s%c", *word, id, *word);
            }
          else if (token->kind == MQ_PYTHON_STRING)
            name = rename_params (&renaming, word, strchr ("fFrR", *word) != NULL);
          else if (token->kind == MQ_PYTHON_NAME && !is_keyword
                   && !(j > 0 && mq_python_tokens_match (tokens, j - 1, "."))
                   && (is_def || g_strv_contains ((const char *const *)function->uses, word))
                   && (is_constant (self, word)
                       || mq_python_source_lookup (self->source, word) != NULL))
            name = rename_word (&renaming, word);
          if (name == NULL)
            continue;
          g_string_append_len (text, done, token->start - done);
          g_string_append (text, name);
          done = token->start + token->length;
        }
      g_string_append (text, done);
    }
  source = mq_python_source_new (text->str, -1, file, error);
  if (source == NULL)
    return NULL;

  json = mq_json_copy_object (self->json);
  rename_object (&renaming, json);
  if (self->lettering != NULL)
    {
      g_autofree char *name = rename_word (&renaming, self->lettering);

      json_object_set_string_member (mq_json_get_object (json, "text"), "name", name);
    }
  renamed = mq_kind_new (self->id, json, g_steal_pointer (&source), error);
  if (renamed != NULL)
    renamed->prefix = g_strdup (prefix);
  return renamed;
}
