/* Python text as names, strings, operators and ends of statements. A single pass, without recursion
 * but for the expressions inside an f-string, which cannot nest here. */
#include "service/script/mq-python-tokens.h"

#include <string.h>

/* Deepest brackets that are read. */
#define MAX_DEPTH 100

typedef struct
{
  const char *at;
  GArray *tokens;
  guint line;
  guint column;
  guint depth;
  const char *problem;
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

/* Where the string that starts with the quote at @at ends, or NULL; lines are counted. */
static const char *
skip_string (Scanner *scanner, const char *at)
{
  char quote = *at;
  gboolean triple = at[1] == quote && at[2] == quote;

  for (at += triple ? 3 : 1; *at != '\0'; at++)
    {
      if (*at == '\\' && at[1] != '\0')
        {
          at++;
          if (*at == '\n')
            scanner->line++;
        }
      else if (*at == '\n')
        {
          if (!triple)
            return NULL;
          scanner->line++;
        }
      else if (*at == quote && (!triple || (at[1] == quote && at[2] == quote)))
        return at + (triple ? 3 : 1);
    }

  return NULL;
}

/* Names between the braces of an f-string: `f"Leg {index + 1}"` uses index. */
static void
emit_braced_names (Scanner *scanner, const char *start, const char *end)
{
  guint braces = 0;

  for (const char *at = start; at < end; at++)
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
          /* Not an attribute, and not part of a format such as `.3f` or `!r`. */
          if (strchr (".:!<>^", name[-1]) == NULL && !g_ascii_isalnum (name[-1]))
            emit (scanner, name, at - name, MQ_PYTHON_NAME);
          at--;
        }
    }
}

/* A string with its prefix, such as rf"…"; FALSE when it does not end. */
static gboolean
scan_string (Scanner *scanner, const char *prefix, const char *quote)
{
  gboolean format = FALSE;
  guint line = scanner->line;
  const char *end;

  for (const char *c = prefix; c < quote; c++)
    format |= g_ascii_tolower (*c) == 'f';

  if (!(end = skip_string (scanner, quote)))
    {
      scanner->line = line;
      scanner->problem = "A string does not end";
      return FALSE;
    }

  emit (scanner, prefix, end - prefix, MQ_PYTHON_STRING);
  if (format)
    emit_braced_names (scanner, quote, end);
  scanner->at = end;
  return TRUE;
}

static gboolean
is_string_prefix (const char *start, const char *end)
{
  if ((*end != '"' && *end != '\'') || end - start > 2)
    return FALSE;

  for (const char *c = start; c < end; c++)
    if (strchr ("rRbBfFuU", *c) == NULL)
      return FALSE;

  return TRUE;
}

static gboolean
scan_operator (Scanner *scanner)
{
  static const char *const pairs[]
      = { "==", "!=", "<=", ">=", ":=", "+=", "-=", "*=", "/=", "**", "//", "->", "%=", NULL };
  const char *at = scanner->at;
  gsize length = 1;

  for (gsize i = 0; pairs[i] != NULL; i++)
    if (at[0] == pairs[i][0] && at[1] == pairs[i][1])
      length = 2;

  if (strchr ("([{", *at) != NULL)
    {
      emit (scanner, at, length, MQ_PYTHON_OPERATOR);
      if (++scanner->depth > MAX_DEPTH)
        {
          scanner->problem = "Brackets are nested too deep";
          return FALSE;
        }
    }
  else
    {
      if (strchr (")]}", *at) != NULL)
        {
          if (scanner->depth == 0)
            {
              scanner->problem = "A bracket closes that was not opened";
              return FALSE;
            }
          scanner->depth--;
        }
      emit (scanner, at, length, MQ_PYTHON_OPERATOR);
    }

  scanner->at += length;
  return TRUE;
}

static void
scan_newline (Scanner *scanner)
{
  if (scanner->depth == 0)
    emit (scanner, scanner->at, 0, MQ_PYTHON_NEWLINE);
  scanner->at++;
  scanner->line++;
  if (scanner->depth > 0)
    return;

  scanner->column = 0;
  for (const char *c = scanner->at; *c == ' ' || *c == '\t'; c++)
    scanner->column++;
}

static gboolean
scan_one (Scanner *scanner)
{
  const char *at = scanner->at;
  char c = *at;

  if (c == '\n')
    scan_newline (scanner);
  else if (c == ' ' || c == '\t' || c == '\r' || c == '\f')
    scanner->at++;
  else if (c == '\\' && at[1] == '\n')
    {
      scanner->at += 2;
      scanner->line++;
    }
  else if (c == '#')
    scanner->at += strcspn (at, "\n");
  else if (c == '"' || c == '\'')
    return scan_string (scanner, at, at);
  else if (starts_name (c))
    {
      const char *end = at;

      while (continues_name (*end))
        end++;
      if (is_string_prefix (at, end))
        return scan_string (scanner, at, end);
      emit (scanner, at, end - at, MQ_PYTHON_NAME);
      scanner->at = end;
    }
  else if (g_ascii_isdigit (c) || (c == '.' && g_ascii_isdigit (at[1])))
    {
      const char *end = at;

      while (g_ascii_isalnum (*end) || *end == '.' || *end == '_')
        end += (*end == 'e' || *end == 'E') && (end[1] == '-' || end[1] == '+') ? 2 : 1;
      emit (scanner, at, end - at, MQ_PYTHON_NUMBER);
      scanner->at = end;
    }
  else if (strchr ("()[]{}.,:;=+-*/%<>!&|^~@", c) != NULL)
    return scan_operator (scanner);
  else
    {
      scanner->problem = "There is a character that Python does not know";
      return FALSE;
    }

  return TRUE;
}

/**
 * mq_python_tokenize:
 * @text: ended by NUL; must outlive the tokens
 * @line: (out): the line of the problem
 * @problem: (out): what was wrong, a sentence without full stop
 *
 * Returns: (transfer full) (nullable) (element-type MqPythonToken): the tokens
 */
GArray *
mq_python_tokenize (const char *text, guint *line, const char **problem)
{
  Scanner scanner = { .at = text, .line = 1 };

  scanner.tokens = g_array_new (FALSE, FALSE, sizeof (MqPythonToken));
  while (*scanner.at != '\0' && scanner.problem == NULL)
    if (!scan_one (&scanner))
      break;

  if (scanner.problem == NULL && scanner.depth > 0)
    scanner.problem = "A bracket is not closed";

  *line = scanner.line;
  *problem = scanner.problem;
  if (scanner.problem != NULL)
    g_clear_pointer (&scanner.tokens, g_array_unref);

  return scanner.tokens;
}
