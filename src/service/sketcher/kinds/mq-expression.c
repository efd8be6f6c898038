/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Evaluator of expressions, see mq-expression.h: recursive descent over `+ - * / % ( )`,
 * numbers, names and a table of functions, limited in length and depth. A result that is not
 * finite is an error. */
#include "service/sketcher/kinds/mq-expression.h"

#include "common/base/mq-error.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const char *text;
  const char *at;
  MqExpressionLookup lookup;
  gpointer data;
  guint depth;
  GError *error;
} ExpressionReader;

typedef struct
{
  const char *name;
  guint arguments; /* exact number; 0 for two or more */
  double (*one) (double);
  double (*two) (double, double);
} Function;

static const Function functions[] = {
  { "min", 0, NULL, fmin },     { "max", 0, NULL, fmax },    { "abs", 1, fabs, NULL },
  { "sqrt", 1, sqrt, NULL },    { "sin", 1, sin, NULL },     { "cos", 1, cos, NULL },
  { "tan", 1, tan, NULL },      { "atan2", 2, NULL, atan2 }, { "hypot", 2, NULL, hypot },
  { "floor", 1, floor, NULL },  { "ceil", 1, ceil, NULL },   { "round", 1, rint, NULL },
  { "radians", 1, NULL, NULL },
};

static double read_sum (ExpressionReader *reader);

static double
fail (ExpressionReader *reader, const char *what)
{
  if (reader->error == NULL)
    g_set_error (&reader->error, MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s in “%s”", what, reader->text);
  /* Moves to the end of the text, so that every loop stops after an error. */
  reader->at = reader->text + strlen (reader->text);
  return 0;
}

static char
peek (ExpressionReader *reader)
{
  while (*reader->at == ' ')
    reader->at++;
  return *reader->at;
}

static gboolean
take (ExpressionReader *reader, char c)
{
  if (peek (reader) != c)
    return FALSE;
  reader->at++;
  return TRUE;
}

/* A parameter, or a function with its arguments. */
static double
read_name (ExpressionReader *reader)
{
  g_autofree char *name = NULL;
  const char *start = reader->at;
  const Function *function = NULL;
  double value = 0;
  guint count = 1;

  while (g_ascii_isalnum (*reader->at) || *reader->at == '_')
    reader->at++;
  name = g_strndup (start, reader->at - start);

  if (!take (reader, '('))
    {
      g_autofree char *what = g_strdup_printf ("“%s” is not a parameter", name);

      if (g_str_equal (name, "pi"))
        return G_PI;
      if (reader->lookup == NULL || !reader->lookup (name, &value, reader->data))
        return fail (reader, what);
      return value;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    if (g_str_equal (functions[i].name, name))
      function = &functions[i];
  if (function == NULL)
    return fail (reader, "There is an unknown function");

  value = read_sum (reader);
  if (function->arguments == 1)
    value = function->one != NULL ? function->one (value) : value * G_PI / 180;
  while (take (reader, ','))
    {
      double next = read_sum (reader);

      count++;
      if (function->two != NULL)
        value = function->two (value, next);
    }

  if (!take (reader, ')'))
    return fail (reader, "A bracket is not closed");
  if (function->arguments == 0 ? count < 2 : count != function->arguments)
    return fail (reader, "A function has the wrong number of arguments");

  return value;
}

static double
read_atom (ExpressionReader *reader)
{
  double value;
  char c = peek (reader);

  if (++reader->depth > MQ_EXPRESSION_MAX_DEPTH)
    return fail (reader, "Brackets are nested too deep");

  if (take (reader, '('))
    {
      value = read_sum (reader);
      if (!take (reader, ')'))
        value = fail (reader, "A bracket is not closed");
    }
  else if (take (reader, '-'))
    value = -read_atom (reader);
  else if (take (reader, '+'))
    value = read_atom (reader);
  else if (g_ascii_isdigit (c) || c == '.')
    {
      char *end;

      value = g_ascii_strtod (reader->at, &end);
      if (end == reader->at)
        value = fail (reader, "A number cannot be read");
      else
        reader->at = end;
    }
  else if (g_ascii_isalpha (c) || c == '_')
    value = read_name (reader);
  else
    value = fail (reader, "Something is missing or does not belong");

  reader->depth--;
  return value;
}

static double
read_product (ExpressionReader *reader)
{
  double value = read_atom (reader);

  for (;;)
    {
      if (take (reader, '*'))
        value *= read_atom (reader);
      else if (take (reader, '/'))
        value /= read_atom (reader);
      else if (take (reader, '%'))
        value = fmod (value, read_atom (reader));
      else
        return value;
    }
}

static double
read_sum (ExpressionReader *reader)
{
  double value = read_product (reader);

  for (;;)
    {
      if (take (reader, '+'))
        value += read_product (reader);
      else if (take (reader, '-'))
        value -= read_product (reader);
      else
        return value;
    }
}

/**
 * mq_expression_evaluate:
 * @text: an expression
 * @lookup: (nullable): gives the values of names
 * @data: for @lookup
 * @value: (out): the result, finite
 * @error: %MQ_ERROR_BAD_INPUT quoting @text
 *
 * Returns: %FALSE when the expression is invalid
 */
gboolean
mq_expression_evaluate (const char *text, MqExpressionLookup lookup, gpointer data, double *value,
                        GError **error)
{
  ExpressionReader reader = { .text = text, .at = text, .lookup = lookup, .data = data };
  double result;

  if (strlen (text) > MQ_EXPRESSION_MAX_LENGTH)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "An expression is longer than %d bytes",
                    MQ_EXPRESSION_MAX_LENGTH);

  result = read_sum (&reader);
  if (peek (&reader) != '\0')
    fail (&reader, "Something does not belong");
  else if (!isfinite (result))
    fail (&reader, "The result is no number");

  if (reader.error != NULL)
    {
      g_propagate_error (error, reader.error);
      return FALSE;
    }

  *value = result;
  return TRUE;
}
