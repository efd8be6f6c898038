/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The Python lexer, see mq-python-tokens.h. A single pass. It recurses only for expressions in an
 * f-string, which cannot nest here. */
#include "common/script/mq-python-tokens.h"

#include <string.h>

/* Brackets nested deeper are a problem. */
#define MAX_DEPTH 100

typedef struct
{
  const char *at;
  GArray *tokens;
  guint line;
  guint column;
  guint depth;
  const char *problem; /* the first problem */
  guint problem_line;
} Scanner;

static gboolean
starts_name (char c)
{
  return g_ascii_isalpha (c) || c == '_' || (c & 0x80) != 0;
}

static gboolean
continues_name (char c)
{
  return starts_name (c) || g_ascii_isdigit (c);
}

static void
emit (Scanner *scanner, const char *start, gsize length, MqPythonTokenKind kind)
{
  MqPythonToken token = { start, length, scanner->line, scanner->column, scanner->depth, kind };

  g_array_append_val (scanner->tokens, token);
}

static void
note_problem (Scanner *scanner, guint line, const char *problem)
{
  if (scanner->problem != NULL)
    return;

  scanner->problem = problem;
  scanner->problem_line = line;
}

/* A string with its prefix, such as rf"…". An unclosed one ends with its line or, in triple quotes,
 * with the text. */
static void
scan_string (Scanner *scanner, const char *prefix, const char *quote)
{
  gboolean triple = quote[1] == *quote && quote[2] == *quote;
  gboolean format = FALSE;
  gboolean closed = FALSE;
  guint line = scanner->line;
  guint braces = 0;
  const char *end = quote + (triple ? 3 : 1);

  for (const char *c = prefix; c < quote; c++)
    format |= g_ascii_tolower (*c) == 'f';

  for (; !closed && *end != '\0' && (triple || *end != '\n'); end++)
    {
      if (*end == '\\' && end[1] != '\0')
        end++;
      else if (*end == *quote && (!triple || (end[1] == *quote && end[2] == *quote)))
        {
          closed = TRUE;
          end += triple ? 2 : 0;
        }
      if (*end == '\n')
        scanner->line++;
    }

  if (!closed)
    note_problem (scanner, line, "A string does not end");
  emit (scanner, prefix, end - prefix, MQ_PYTHON_STRING);
  scanner->at = end;

  /* Adds names in the braces of an f-string: `f"Leg {index + 1}"` uses index. */
  for (const char *at = quote; format && at < end; at++)
    {
      if (*at == '{' && braces == 0 && at + 1 < end && at[1] == '{')
        at++;
      else if (*at == '{')
        braces++;
      else if (*at == '}' && braces > 0)
        braces--;
      else if (braces > 0 && starts_name (*at))
        {
          const char *name = at;

          while (at < end && continues_name (*at))
            at++;
          /* Neither an attribute nor part of a format such as `.3f` or `!r`. */
          if (strchr (".:!<>^", name[-1]) == NULL && !g_ascii_isalnum (name[-1]))
            emit (scanner, name, at - name, MQ_PYTHON_NAME);
          at--;
        }
    }
}

static void
measure_indent (Scanner *scanner)
{
  scanner->column = (guint)strspn (scanner->at, " \t");
}

/**
 * mq_python_tokenize:
 * @text: NUL-terminated; must outlive the tokens
 * @line: (out) (optional): the line of the first problem
 * @problem: (out) (optional): the first problem, a sentence without full stop; %NULL: none
 *
 * Continues after a problem as an editor does: an unclosed string ends with its line, an unmatched
 * closing bracket is skipped.
 *
 * Returns: (transfer full) (element-type MqPythonToken): the tokens
 */
GArray *
mq_python_tokenize (const char *text, guint *line, const char **problem)
{
  static const char *const pairs[]
      = { "==", "!=", "<=", ">=", ":=", "+=", "-=", "*=", "/=", "**", "//", "->", "%=" };
  Scanner scanner = { .at = text, .line = 1 };

  scanner.tokens = g_array_new (FALSE, FALSE, sizeof (MqPythonToken));
  measure_indent (&scanner);
  while (*scanner.at != '\0')
    {
      const char *at = scanner.at;
      char c = *at;

      if (c == '\n')
        {
          if (scanner.depth == 0)
            emit (&scanner, scanner.at, 0, MQ_PYTHON_NEWLINE);
          scanner.at++;
          scanner.line++;
          if (scanner.depth == 0)
            measure_indent (&scanner);
        }
      else if (c == ' ' || c == '\t' || c == '\r' || c == '\f')
        scanner.at++;
      else if (c == '\\' && (at[1] == '\n' || (at[1] == '\r' && at[2] == '\n')))
        {
          scanner.at += at[1] == '\n' ? 2 : 3;
          scanner.line++;
        }
      else if (c == '#')
        scanner.at += strcspn (at, "\n");
      else if (c == '"' || c == '\'')
        scan_string (&scanner, at, at);
      else if (starts_name (c))
        {
          const char *end = at;

          while (continues_name (*end))
            end++;
          if ((*end == '"' || *end == '\'') && end - at <= 2
              && strspn (at, "rRbBfFuU") == (gsize)(end - at))
            {
              scan_string (&scanner, at, end);
              continue;
            }
          emit (&scanner, at, end - at, MQ_PYTHON_NAME);
          scanner.at = end;
        }
      else if (g_ascii_isdigit (c) || (c == '.' && g_ascii_isdigit (at[1])))
        {
          const char *end = at;

          while (g_ascii_isalnum (*end) || *end == '.' || *end == '_')
            end += (*end == 'e' || *end == 'E') && (end[1] == '-' || end[1] == '+') ? 2 : 1;
          emit (&scanner, at, end - at, MQ_PYTHON_NUMBER);
          scanner.at = end;
        }
      else
        {
          gsize size = 1;

          if (strchr ("()[]{}.,:;=+-*/%<>!&|^~@", c) == NULL)
            note_problem (&scanner, scanner.line, "There is a character that Python does not know");
          for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
            if (at[0] == pairs[i][0] && at[1] == pairs[i][1])
              size = 2;

          if (strchr (")]}", c) != NULL)
            {
              if (scanner.depth == 0)
                note_problem (&scanner, scanner.line, "A bracket closes that was not opened");
              else
                scanner.depth--;
            }

          emit (&scanner, at, size, MQ_PYTHON_OPERATOR);
          if (strchr ("([{", c) != NULL && ++scanner.depth > MAX_DEPTH)
            note_problem (&scanner, scanner.line, "Brackets are nested too deep");
          scanner.at += size;
        }
    }

  if (scanner.depth > 0)
    note_problem (&scanner, scanner.line, "A bracket is not closed");

  if (line != NULL)
    *line = scanner.problem_line;
  if (problem != NULL)
    *problem = scanner.problem;
  return scanner.tokens;
}

/**
 * mq_python_tokens_get:
 * @tokens: (element-type MqPythonToken): the tokens of a text
 * @index: a position
 *
 * Returns: (nullable): the token; %NULL after the last
 */
const MqPythonToken *
mq_python_tokens_get (GArray *tokens, guint index)
{
  return index < tokens->len ? &g_array_index (tokens, MqPythonToken, index) : NULL;
}

/**
 * mq_python_tokens_find_next:
 * @tokens: (element-type MqPythonToken): the tokens of a text
 * @statement: the first token of a statement
 *
 * Returns: the first token of the next statement that is not indented
 */
guint
mq_python_tokens_find_next (GArray *tokens, guint statement)
{
  guint i = statement;

  do
    {
      while (i < tokens->len && mq_python_tokens_get (tokens, i)->kind != MQ_PYTHON_NEWLINE)
        i++;
      while (i < tokens->len && mq_python_tokens_get (tokens, i)->kind == MQ_PYTHON_NEWLINE)
        i++;
    }
  while (i < tokens->len && mq_python_tokens_get (tokens, i)->column > 0);

  return i;
}

/**
 * mq_python_tokens_find_end:
 * @tokens: (element-type MqPythonToken): the tokens of a text
 * @from: the first token
 * @to: the token after the last
 *
 * Names in an f-string follow the string that contains them, so the last token does not always end
 * last.
 *
 * Returns: the end of the tokens in the text, newlines excluded
 */
const char *
mq_python_tokens_find_end (GArray *tokens, guint from, guint to)
{
  const MqPythonToken *first = mq_python_tokens_get (tokens, from);
  const char *end = first->start + first->length;

  for (guint i = from; i < to; i++)
    {
      const MqPythonToken *token = mq_python_tokens_get (tokens, i);

      if (token->kind != MQ_PYTHON_NEWLINE && token->start + token->length > end)
        end = token->start + token->length;
    }

  return end;
}

/**
 * mq_python_token_is:
 * @self: (nullable): a token
 * @text: the text to compare with
 *
 * Returns: whether the token equals @text
 */
gboolean
mq_python_token_is (const MqPythonToken *self, const char *text)
{
  return self != NULL && self->length == strlen (text)
         && memcmp (self->start, text, self->length) == 0;
}

/**
 * mq_python_tokens_match:
 * @tokens: (element-type MqPythonToken): the tokens of a text
 * @index: a position, also one without a token
 * @text: the text to compare with
 *
 * Returns: whether the token at @index exists and equals @text
 */
gboolean
mq_python_tokens_match (GArray *tokens, guint index, const char *text)
{
  return mq_python_token_is (mq_python_tokens_get (tokens, index), text);
}

/**
 * mq_python_token_is_name:
 * @self: (nullable): a token
 *
 * Returns: whether it is a name or a keyword
 */
gboolean
mq_python_token_is_name (const MqPythonToken *self)
{
  return self != NULL && self->kind == MQ_PYTHON_NAME;
}

/**
 * mq_python_token_dup:
 *
 * Returns: (transfer full): its text
 */
char *
mq_python_token_dup (const MqPythonToken *self)
{
  return g_strndup (self->start, self->length);
}

/* Names of parameters are written like SEAT_HEIGHT. */
gboolean
mq_python_is_constant (const char *name)
{
  if (!g_ascii_isupper (*name))
    return FALSE;

  for (const char *c = name; *c != '\0'; c++)
    if (!g_ascii_isupper (*c) && !g_ascii_isdigit (*c) && *c != '_')
      return FALSE;

  return strlen (name) <= 64;
}
