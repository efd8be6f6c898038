/* Scripts made short, see mq-script-outline.h. What is called is found by name: an attribute of the name counts as well, which only
 * makes the outline a little longer. */
#include "service/script/mq-script-outline.h"

#include "common/script/mq-python-tokens.h"
#include "service/script/mq-script-pieces.h"

#include <string.h>

#define LEFT_OUT "..."

/* The end of the line that ends a function's head: "):", perhaps with a type in between; what is in brackets may go over lines. */
static const char *
find_body (const char *text)
{
  g_autoptr (GArray) tokens = mq_python_tokenize (text, NULL, NULL);
  gboolean inside = FALSE;

  for (guint i = 0; i < tokens->len; i++)
    {
      const MqPythonToken *token = mq_python_tokens_get (tokens, i);

      inside |= mq_python_token_is (token, "def") || mq_python_token_is (token, "class");
      if (inside && token->depth == 0 && mq_python_token_is (token, ":"))
        return strchr (token->start, '\n');
    }

  return NULL;
}

/* "def seat(oak): ...  # Round seat": its head and the first line of its docstring. */
static void
append_head (GString *text, const MqPiece *piece)
{
  const char *body = find_body (piece->text);
  const char *doc = body != NULL ? body + strspn (body, " \t\n") : NULL;

  if (body == NULL)
    {
      g_string_append (text, piece->text);
      return;
    }

  g_string_append_len (text, piece->text, body - piece->text);
  g_string_append (text, " " LEFT_OUT);
  if (g_str_has_prefix (doc, "\"\"\""))
    {
      g_autofree char *line = g_strndup (doc + 3, strcspn (doc + 3, "\n"));
      char *end = strstr (line, "\"\"\"");

      if (end != NULL)
        *end = '\0';
      g_string_append_printf (text, "  # %s", line);
    }
  g_string_append_c (text, '\n');
}

/* The functions that @piece names, which are not in @shown yet, are to be looked at as well. */
static void
follow (const MqPiece *piece, GHashTable *functions, GHashTable *shown, GQueue *next)
{
  g_autoptr (GArray) tokens = mq_python_tokenize (piece->text, NULL, NULL);

  for (guint i = 0; i < tokens->len; i++)
    {
      const MqPythonToken *token = mq_python_tokens_get (tokens, i);
      g_autofree char *name = mq_python_token_dup (token);
      MqPiece *called;

      if (mq_python_token_is_name (token)
          && (called = g_hash_table_lookup (functions, name)) != NULL
          && g_hash_table_add (shown, called))
        g_queue_push_tail (next, called);
    }
}

static GHashTable *
find_shown (GPtrArray *pieces, const char *const *whole)
{
  g_autoptr (GHashTable) functions = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTable *shown = g_hash_table_new (NULL, NULL);
  g_auto (GQueue) next = G_QUEUE_INIT;
  MqPiece *piece;

  for (guint i = 0; i < pieces->len; i++)
    {
      piece = g_ptr_array_index (pieces, i);
      if (piece->kind == MQ_PIECE_FUNCTION && piece->name != NULL)
        g_hash_table_insert (functions, piece->name, piece);
    }

  for (gsize i = 0; whole != NULL && whole[i] != NULL; i++)
    if ((piece = g_hash_table_lookup (functions, whole[i])) != NULL
        && g_hash_table_add (shown, piece))
      g_queue_push_tail (&next, piece);

  while ((piece = g_queue_pop_head (&next)) != NULL)
    follow (piece, functions, shown, &next);
  return shown;
}

/**
 * mq_script_outline:
 * @script: without the toolkit
 * @whole: (nullable) (array zero-terminated=1): names of functions that are given whole, with all that they call; %NULL: no code
 *
 * Returns: (transfer full): docstring, parameters and imports as they are, other functions as head and first line of the
 *   docstring; all of the script when it cannot be cut
 */
char *
mq_script_outline (const char *script, const char *const *whole)
{
  g_autoptr (GPtrArray) pieces = mq_pieces_cut (script, NULL);
  g_autoptr (GHashTable) shown = NULL;
  GString *text;

  if (pieces == NULL)
    return g_strdup (script);

  shown = find_shown (pieces, whole);
  text = g_string_new (NULL);
  for (guint i = 0; i < pieces->len; i++)
    {
      const MqPiece *piece = g_ptr_array_index (pieces, i);

      gboolean code = piece->kind == MQ_PIECE_FUNCTION || piece->kind == MQ_PIECE_IMPORT;

      if (piece->kind == MQ_PIECE_MAIN || (code && whole == NULL))
        continue;
      if (piece->kind == MQ_PIECE_FUNCTION && !g_hash_table_contains (shown, (gpointer)piece))
        append_head (text, piece);
      else
        g_string_append (text, piece->text);
    }

  return g_string_free (text, FALSE);
}
