/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser of script parameters, see mq-script-parameter.h. */
#include "common/script/mq-script-parameter.h"

#include "common/base/mq-each.h"
#include "common/base/mq-text.h"
#include "common/script/mq-python-tokens.h"

#include <math.h>
#include <string.h>

/* A limit, as scripts are untrusted. */
#define MAX_PARAMETERS 2000
#define MAX_ABOUT 200  /* bytes */
#define MAX_NUMBER 1e9 /* larger values are not sizes or counts that a user adjusts */
#define MAX_DECIMALS 6
#define MAX_CHOICES 32
#define MAX_CHOICE 40 /* bytes of a word */

void
mq_script_parameter_free (MqScriptParameter *self)
{
  g_free (self->name);
  g_free (self->value);
  g_free (self->comment);
  g_free (self->unit);
  g_free (self->about);
  g_strfreev (self->choices);
  g_free (self);
}

/**
 * mq_script_read_number:
 * @text: text that may start with a number
 * @number: (out): the number
 * @end: (out) (optional): the text after it, also after a larger number; without @end, no text may
 *   follow
 *
 * Other syntax of strtod() ("inf", "0x10") is rejected: it is not an adjustable Python literal.
 *
 * Returns: whether it is a plain number of at most 1e9
 */
gboolean
mq_script_read_number (const char *text, double *number, const char **end)
{
  char *stop = NULL;

  if (!g_ascii_isdigit (text[text[0] == '-']) || (text[0] == '0' && g_ascii_isalpha (text[1])))
    return FALSE;

  *number = g_ascii_strtod (text, &stop);
  if (end != NULL)
    *end = stop;
  else if (*stop != '\0')
    return FALSE;
  return fabs (*number) <= MAX_NUMBER;
}

/**
 * mq_script_count_decimals:
 * @number: text that starts with a number
 *
 * Returns: the number of digits after the decimal point, at most 6
 */
guint
mq_script_count_decimals (const char *number)
{
  const char *point = strchr (number, '.');

  return point != NULL ? (guint)MIN (strspn (point + 1, "0123456789"), MAX_DECIMALS) : 0;
}

/**
 * mq_script_read_color:
 * @value: a parameter's value
 *
 * Returns: (transfer full) (nullable): the color in "\"#50331d\"", without quotes; %NULL if it is
 *   not a color
 */
char *
mq_script_read_color (const char *value)
{
  return strlen (value) == 9 && (value[0] == '"' || value[0] == '\'') && value[8] == value[0]
                 && value[1] == '#' && strspn (value + 2, "0123456789abcdefABCDEF") == 6
             ? g_strndup (value + 1, 7)
             : NULL;
}

/**
 * mq_script_read_word:
 * @value: a parameter's value
 *
 * Returns: (transfer full): it without quotes, if it has them
 */
char *
mq_script_read_word (const char *value)
{
  gsize length = strlen (value);
  gboolean is_quoted = length >= 2 && strchr ("\"'", value[0]) != NULL
                       && value[length - 1] == value[0];

  return is_quoted ? g_strndup (value + 1, length - 2) : g_strdup (value);
}

/**
 * mq_script_make_word:
 * @value: a parameter's value
 * @word: a word to put in its place
 *
 * Returns: (transfer full): the literal: @word, with quotes if @value has them
 */
char *
mq_script_make_word (const char *value, const char *word)
{
  return strchr ("\"'", value[0]) != NULL ? g_strdup_printf ("\"%s\"", word) : g_strdup (word);
}

/**
 * mq_script_parameter_get_kind:
 * @self: a parameter
 *
 * Returns: what its value is
 */
MqScriptValueKind
mq_script_parameter_get_kind (const MqScriptParameter *self)
{
  g_autofree char *color = mq_script_read_color (self->value);
  double number;

  if (color != NULL)
    return MQ_SCRIPT_VALUE_COLOR;
  if (self->choices != NULL)
    return MQ_SCRIPT_VALUE_CHOICE;
  if (g_str_equal (self->value, "True") || g_str_equal (self->value, "False"))
    return MQ_SCRIPT_VALUE_SWITCH;

  return mq_script_read_number (self->value, &number, NULL) ? MQ_SCRIPT_VALUE_NUMBER
                                                            : MQ_SCRIPT_VALUE_OTHER;
}

/**
 * mq_script_parameter_read:
 * @tokens: (element-type MqPythonToken): the tokens of a script
 * @statement: the first token of a statement that is not indented
 *
 * Returns: (transfer full) (nullable): the parameter that the statement sets; %NULL if it sets none
 *   or spans several lines
 */
MqScriptParameter *
mq_script_parameter_read (GArray *tokens, guint statement)
{
  const MqPythonToken *first = mq_python_tokens_get (tokens, statement);
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;
  g_autofree char *comment = NULL;
  g_autofree char *word = NULL;
  g_autofree char *head = NULL;
  g_auto (GStrv) choices = NULL;
  MqScriptParameter *self;
  const char *start;
  const char *end;
  const char *dots;
  gboolean is_choice;
  gsize length;
  guint n;
  guint last = statement;
  guint equals = statement + 1;

  if (!mq_python_token_is_name (first) || first->column > 0
      || !mq_python_is_constant (name = mq_python_token_dup (first)))
    return NULL;

  while (last < tokens->len && mq_python_tokens_get (tokens, last)->kind != MQ_PYTHON_NEWLINE)
    last++;

  /* The type of `SIZE: float = 0.5` is skipped. */
  while (equals < last && mq_python_tokens_match (tokens, statement + 1, ":")
         && !mq_python_tokens_match (tokens, equals, "="))
    equals++;
  if (equals >= last || !mq_python_tokens_match (tokens, equals, "="))
    return NULL;

  start = mq_python_tokens_get (tokens, equals)->start + 1;
  end = mq_python_tokens_find_end (tokens, statement, last);
  value = g_strstrip (g_strndup (start, end - start));
  if (*value == '\0' || memchr (first->start, '\n', end - first->start) != NULL)
    return NULL;

  end += strspn (end, " \t\f\r");
  comment = g_strstrip (*end == '#' ? g_strndup (end + 1, strcspn (end + 1, "\n")) : g_strdup (""));
  word = mq_script_read_word (value);
  self = g_new0 (MqScriptParameter, 1);
  self->name = g_steal_pointer (&name);
  self->value = g_steal_pointer (&value);
  self->comment = *comment != '\0' ? g_strdup (comment) : NULL;
  self->line = first->line;

  /* "cone | drum | dome: shape of the shade" */
  length = strcspn (comment, ":");
  head = g_strndup (comment, length);
  choices = g_strsplit (head, "|", MAX_CHOICES + 1);
  n = g_strv_length (choices);
  is_choice = n >= 2 && n <= MAX_CHOICES;
  for (guint i = 0; i < n; i++)
    {
      gsize size = strlen (g_strstrip (choices[i]));

      is_choice &= size > 0 && size <= MAX_CHOICE
                   && strspn (choices[i], G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS " _-.") == size;
    }
  if (is_choice && g_strv_contains ((const char *const *)choices, word))
    {
      self->choices = g_steal_pointer (&choices);
      self->unit = g_strdup ("");
      self->about = mq_text_clean (comment + length + strspn (comment + length, ": "), MAX_ABOUT);
      return self;
    }

  /* "m, 0.34..0.7: across the seat", "3..6: legs"; the first dot is parsed as part of "3.". */
  dots = start = strstr (comment, "..");
  while (start != NULL && start > comment && strchr ("+-.0123456789", start[-1]) != NULL)
    start--;
  self->has_range = dots != NULL && start < dots && (start == comment || start[-1] == ' ')
                    && mq_script_read_number (start, &self->min, &end) && end >= dots
                    && mq_script_read_number (dots + 2, &self->max, &end) && self->min < self->max;
  if (!self->has_range)
    {
      self->unit = g_strdup ("");
      self->about = mq_text_clean (comment, MAX_ABOUT);
      return self;
    }

  self->digits = mq_script_count_decimals (start);
  self->unit = g_strstrip (g_strdelimit (g_strndup (comment, start - comment), ",", ' '));
  self->about = mq_text_clean (end + strspn (end, ": "), MAX_ABOUT);
  return self;
}

/**
 * mq_script_parameters_list:
 * @script: Python, possibly invalid
 *
 * Returns: (transfer full) (element-type MqScriptParameter): its parameters in order, at most 2000;
 *   a parameter that is set twice appears twice
 */
GPtrArray *
mq_script_parameters_list (const char *script)
{
  GPtrArray *parameters = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_script_parameter_free);
  g_autoptr (GArray) tokens = mq_python_tokenize (script, NULL, NULL);

  for (guint i = 0; i < tokens->len && parameters->len < MAX_PARAMETERS;
       i = mq_python_tokens_find_next (tokens, i))
    {
      MqScriptParameter *parameter = mq_script_parameter_read (tokens, i);

      if (parameter != NULL)
        g_ptr_array_add (parameters, parameter);
    }

  return parameters;
}

/**
 * mq_script_parameters_find:
 * @parameters: (element-type MqScriptParameter): the parameters of a script
 * @name: a parameter's name
 *
 * Returns: (nullable): the first parameter of that name
 */
const MqScriptParameter *
mq_script_parameters_find (GPtrArray *parameters, const char *name)
{
  MQ_EACH (parameters, i, const MqScriptParameter, parameter)
    if (g_str_equal (parameter->name, name))
      return parameter;

  return NULL;
}

/**
 * mq_script_rewrite_line:
 * @line: a line of a script
 * @name: the parameter that it sets
 * @value: its literal there
 * @new_value: the literal to put in its place
 *
 * Returns: (transfer full) (nullable): `NAME = new  # comment`; %NULL if @line is another statement
 */
char *
mq_script_rewrite_line (const char *line, const char *name, const char *value,
                        const char *new_value)
{
  const char *at;

  if (!g_str_has_prefix (line, name))
    return NULL;

  at = line + strlen (name);
  at += strspn (at, " ");
  if (*at != '=')
    return NULL;

  at += 1 + strspn (at + 1, " ");
  if (!g_str_has_prefix (at, value))
    return NULL;

  return g_strdup_printf ("%.*s%s%s", (int)(at - line), line, new_value, at + strlen (value));
}
