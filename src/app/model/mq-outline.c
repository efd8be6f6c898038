/* MqOutline, see mq-outline.h. Lines are looked at with just enough of Python's lexing that a string
 * or a bracket over several lines is not taken for code at the margin. */
#include "app/model/mq-outline.h"

#include <string.h>

/* Bytes that are looked at, and things that are listed: scripts come from anywhere. */
#define MAX_SCRIPT (1024 * 1024)
#define MAX_ENTRIES 2000

struct _MqOutline
{
  GPtrArray *parameters; /* of MqOutlineParameter */
  GPtrArray *functions;  /* of MqOutlineFunction */
};

/* What a line begins in the middle of. */
typedef struct
{
  char triple;        /* the quote of a string over several lines, or 0 */
  guint depth;        /* open brackets */
  gboolean continued; /* by a backslash */
} Lexing;

static void
parameter_free (gpointer data)
{
  MqOutlineParameter *parameter = data;

  g_free (parameter->name);
  g_free (parameter->value);
  g_free (parameter->comment);
  g_free (parameter);
}

static void
function_free (gpointer data)
{
  MqOutlineFunction *function = data;

  g_free (function->name);
  g_free (function->title);
  g_free (function);
}

static gboolean
is_triple (const char *p, const char *end)
{
  return end - p >= 3 && p[1] == p[0] && p[2] == p[0];
}

/* Past the string that begins at @p. */
static const char *
skip_string (Lexing *lexing, const char *p, const char *end)
{
  char quote = *p;

  if (is_triple (p, end))
    {
      lexing->triple = quote;
      return p + 3;
    }

  for (p++; p < end && *p != quote; p++)
    if (*p == '\\' && p + 1 < end)
      p++;

  return MIN (p + 1, end);
}

static const char *
skip_triple (Lexing *lexing, const char *p, const char *end)
{
  for (; p < end; p++)
    if (*p == '\\' && p + 1 < end)
      p++;
    else if (*p == lexing->triple && is_triple (p, end))
      {
        lexing->triple = 0;
        return p + 3;
      }

  return end;
}

/* Returns: where the comment of the line begins, or @end */
static const char *
lex_line (Lexing *lexing, const char *p, const char *end)
{
  lexing->continued = FALSE;

  while (p < end)
    {
      if (lexing->triple != 0)
        {
          p = skip_triple (lexing, p, end);
          continue;
        }

      switch (*p)
        {
        case '"':
        case '\'':
          p = skip_string (lexing, p, end);
          continue;
        case '#':
          return p;
        case '(':
        case '[':
        case '{':
          lexing->depth++;
          break;
        case ')':
        case ']':
        case '}':
          if (lexing->depth > 0)
            lexing->depth--;
          break;
        case '\\':
          lexing->continued = p + 1 == end;
          break;
        default:
          break;
        }
      p++;
    }

  return end;
}

static gboolean
is_at_margin (const Lexing *lexing)
{
  return lexing->triple == 0 && lexing->depth == 0 && !lexing->continued;
}

static gsize
name_length (const char *p, const char *end)
{
  gsize length = 0;

  while (p + length < end
         && (g_ascii_isalnum (p[length]) || p[length] == '_' || (p[length] & 0x80)))
    length++;

  return length > 0 && g_ascii_isdigit (*p) ? 0 : length;
}

static const char *
skip_space (const char *p, const char *end)
{
  while (p < end && (*p == ' ' || *p == '\t'))
    p++;

  return p;
}

/* "make_front_legs" → "Front legs" */
static char *
make_title (const char *name)
{
  static const char *const verbs[] = { "make_", "build_", "create_", "add_" };
  g_autofree char *words = NULL;
  g_autofree char *first = NULL;

  while (*name == '_' && name[1] != '\0')
    name++;
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_has_prefix (name, verbs[i]) && name[strlen (verbs[i])] != '\0')
      {
        name += strlen (verbs[i]);
        break;
      }

  words = g_strstrip (g_strdelimit (g_strdup (name), "_", ' '));
  if (*words == '\0')
    return g_strdup (name);

  first = g_utf8_strup (words, g_utf8_next_char (words) - words);
  return g_strconcat (first, g_utf8_next_char (words), NULL);
}

/* `def name(` or `async def name(`; @first: its first decorator's line, or 0 */
static gboolean
take_function (MqOutline *self, const char *p, const char *end, guint line, guint first)
{
  MqOutlineFunction *function;
  gsize length;

  if (end - p > 6 && memcmp (p, "async ", 6) == 0)
    p = skip_space (p + 6, end);
  if (end - p < 5 || memcmp (p, "def", 3) != 0 || (p[3] != ' ' && p[3] != '\t'))
    return FALSE;

  p = skip_space (p + 4, end);
  length = name_length (p, end);
  if (length == 0 || self->functions->len >= MAX_ENTRIES)
    return FALSE;

  function = g_new0 (MqOutlineFunction, 1);
  function->name = g_strndup (p, length);
  function->title = make_title (function->name);
  function->first_line = first > 0 ? first : line;
  function->last_line = line;
  g_ptr_array_add (self->functions, function);
  return TRUE;
}

static gboolean
is_constant (const char *name, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isupper (name[i]) && !g_ascii_isdigit (name[i]) && name[i] != '_')
      return FALSE;

  return length > 0 && g_ascii_isupper (*name);
}

/* `NAME = value  # comment` or `NAME: type = value`, whole on its line. @end: of the code */
static void
take_parameter (MqOutline *self, const char *p, const char *end, const char *line_end, guint line)
{
  gsize length = name_length (p, end);
  const char *value = skip_space (p + length, end);
  MqOutlineParameter *parameter;

  if (!is_constant (p, length) || self->parameters->len >= MAX_ENTRIES)
    return;

  if (value < end && *value == ':')
    while (value < end && *value != '=')
      value++;
  if (value >= end || *value != '=' || value + 1 >= end || value[1] == '=')
    return;

  value = skip_space (value + 1, end);
  parameter = g_new0 (MqOutlineParameter, 1);
  parameter->name = g_strndup (p, length);
  parameter->value = g_strchomp (g_strndup (value, end - value));
  parameter->line = line;
  if (end < line_end)
    {
      g_autofree char *comment = g_strstrip (g_strndup (end + 1, line_end - end - 1));

      if (*comment != '\0')
        parameter->comment = g_steal_pointer (&comment);
    }

  if (*parameter->value != '\0')
    g_ptr_array_add (self->parameters, parameter);
  else
    parameter_free (parameter);
}

static void
read_lines (MqOutline *self, const char *script, const char *script_end)
{
  Lexing lexing = { 0 };
  MqOutlineFunction *function = NULL; /* that the line may belong to */
  guint decorator = 0;
  guint line = 0;

  for (const char *p = script; p < script_end;)
    {
      const char *newline = memchr (p, '\n', script_end - p);
      const char *next = newline != NULL ? newline + 1 : script_end;
      const char *end = newline != NULL ? newline : script_end;
      const char *code = NULL;
      gboolean begins = is_at_margin (&lexing);

      line++;
      if (end > p && end[-1] == '\r')
        end--;

      code = skip_space (p, end);
      if (code == end && begins)
        {
          p = next;
          continue;
        }

      if (begins && code == p && *p != '#')
        {
          if (*p == '@')
            {
              decorator = decorator > 0 ? decorator : line;
              function = NULL;
            }
          else
            {
              function = take_function (self, p, end, line, decorator)
                             ? g_ptr_array_index (self->functions, self->functions->len - 1)
                             : NULL;
              decorator = 0;
            }
        }

      /* A comment at the margin belongs to what comes, not to the function above. */
      if (function != NULL && !(begins && code == p && *p == '#'))
        function->last_line = line;

      {
        const char *comment = lex_line (&lexing, p, end);

        if (begins && code == p && is_at_margin (&lexing))
          take_parameter (self, p, comment, end, line);
      }
      p = next;
    }
}

/**
 * mq_outline_new:
 * @script: Python, or anything
 *
 * Looks at the first MiB of it.
 *
 * Returns: (transfer full): where things are in it
 */
MqOutline *
mq_outline_new (const char *script)
{
  MqOutline *self = g_new0 (MqOutline, 1);
  g_autofree char *valid = NULL;

  self->parameters = g_ptr_array_new_with_free_func (parameter_free);
  self->functions = g_ptr_array_new_with_free_func (function_free);

  if (script != NULL)
    {
      valid = g_utf8_make_valid (script, strnlen (script, MAX_SCRIPT));
      read_lines (self, valid, valid + strlen (valid));
    }

  return self;
}

/**
 * mq_outline_free:
 * @self: (nullable): an outline
 */
void
mq_outline_free (MqOutline *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->parameters);
  g_ptr_array_unref (self->functions);
  g_free (self);
}

/**
 * mq_outline_get_n_parameters:
 * @self: an outline
 *
 * Returns: how many constants are set at the margin
 */
guint
mq_outline_get_n_parameters (MqOutline *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->parameters->len;
}

/**
 * mq_outline_get_parameter:
 * @self: an outline
 * @index: from 0
 *
 * Returns: (transfer none): a parameter, in the script's order
 */
const MqOutlineParameter *
mq_outline_get_parameter (MqOutline *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->parameters->len, NULL);

  return self->parameters->pdata[index];
}

/**
 * mq_outline_get_n_functions:
 * @self: an outline
 *
 * Returns: how many functions there are at the margin
 */
guint
mq_outline_get_n_functions (MqOutline *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->functions->len;
}

/**
 * mq_outline_get_function:
 * @self: an outline
 * @index: from 0
 *
 * Returns: (transfer none): a function, in the script's order
 */
const MqOutlineFunction *
mq_outline_get_function (MqOutline *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->functions->len, NULL);

  return self->functions->pdata[index];
}

static const MqOutlineFunction *
find_title (MqOutline *self, const char *title)
{
  for (guint i = 0; i < self->functions->len; i++)
    {
      MqOutlineFunction *function = self->functions->pdata[i];

      if (g_ascii_strcasecmp (function->title, title) == 0)
        return function;
    }

  return NULL;
}

/**
 * mq_outline_find_part:
 * @self: an outline
 * @part: a part's id, or the name of the function that a plan gives it
 *
 * Returns: (transfer none) (nullable): the function that makes it: the one of that name, else the
 *   one whose words are the same ("Front Legs", `make_front_legs`), one or many
 */
const MqOutlineFunction *
mq_outline_find_part (MqOutline *self, const char *part)
{
  g_autofree char *words = NULL;
  g_autofree char *title = NULL;
  g_autofree char *other = NULL;
  const MqOutlineFunction *found;

  g_return_val_if_fail (self != NULL && part != NULL, NULL);

  for (guint i = 0; i < self->functions->len; i++)
    if (g_str_equal (((MqOutlineFunction *)self->functions->pdata[i])->name, part))
      return self->functions->pdata[i];

  words = g_utf8_make_valid (part, -1);
  title = make_title (g_strdelimit (words, " .-", '_'));
  if (*title == '\0')
    return NULL;
  if ((found = find_title (self, title)) != NULL)
    return found;

  other = g_str_has_suffix (title, "s") ? g_strndup (title, strlen (title) - 1)
                                        : g_strconcat (title, "s", NULL);
  return find_title (self, other);
}

/**
 * mq_outline_find_line:
 * @self: an outline
 * @line: from 1
 *
 * Returns: (transfer none) (nullable): the function that the line is in
 */
const MqOutlineFunction *
mq_outline_find_line (MqOutline *self, guint line)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->functions->len; i++)
    {
      const MqOutlineFunction *function = self->functions->pdata[i];

      if (function->first_line <= line && line <= function->last_line)
        return function;
    }

  return NULL;
}
