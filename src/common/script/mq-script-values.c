/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Other values of a script's parameters, see mq-script-values.h. */
#include "common/script/mq-script-values.h"

#include "common/base/mq-written-number.h"
#include "common/base/mq-error.h"
#include "common/script/mq-script-parameter.h"

#include <math.h>
#include <string.h>

/* "45 cm" for a parameter in m is 0.45. */
static char *
make_number (const MqScriptParameter *parameter, const char *text, GError **error)
{
  gboolean whole = strpbrk (parameter->value, ".eE") == NULL;
  char literal[G_ASCII_DTOSTR_BUF_SIZE];
  MqWrittenNumber written;
  const char *rest;
  double number;

  if (!mq_written_number_find (text, 0, NULL, &written) || written.start > strspn (text, " ")
      || !(fabs (written.value) <= 1e9))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s is a number; “%s” is none", parameter->name,
                         text);
  if (written.is_doubtful)
    {
      g_autofree char *doubt = mq_written_number_describe_doubt (text);

      return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s: %s", parameter->name, doubt);
    }

  rest = text + written.end + strspn (text + written.end, " ");
  number = written.metres != 0 ? written.metres : written.value;
  if (g_str_equal (rest, "%") && *parameter->unit == '\0')
    number /= 100;
  else if (g_str_equal (rest, "rad") && g_str_equal (parameter->unit, "deg"))
    number *= 180 / G_PI;
  else if (*rest != '\0' || isfinite (written.off)
           || (*written.unit != '\0'
               && !g_str_equal (parameter->unit, g_str_equal (written.unit, "deg") ? "deg" : "m")))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s is in %s; “%s” is not understood",
                         parameter->name, *parameter->unit != '\0' ? parameter->unit : "no unit",
                         text);

  if (whole && number != floor (number))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s is a whole number", parameter->name);
  if (parameter->has_range && (number < parameter->min - 1e-9 || number > parameter->max + 1e-9))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s goes from %g to %g%s%s", parameter->name,
                         parameter->min, parameter->max, *parameter->unit != '\0' ? " " : "",
                         parameter->unit);

  g_ascii_formatd (literal, sizeof literal, whole ? "%.0f" : "%.9g", number);
  return !whole && strpbrk (literal, ".e") == NULL ? g_strconcat (literal, ".0", NULL)
                                                   : g_strdup (literal);
}

/* A string of one line, as it is between quotes; %NULL for what is no string, or has escapes. */
static char *
read_string (const char *value)
{
  g_autofree char *word = mq_script_read_word (value);

  return strlen (word) + 2 == strlen (value) && strpbrk (word, "\"'\\\n\r") == NULL
             ? g_steal_pointer (&word)
             : NULL;
}

/**
 * mq_script_dup_with_values:
 * @script: a script
 * @words: "NAME=VALUE" each, a length with its unit
 * @error: %MQ_ERROR_BAD_INPUT, or %MQ_ERROR_NOT_FOUND
 *
 * Returns: (transfer full) (nullable): the script with these values, each of the kind and within
 * the range of its parameter
 */
char *
mq_script_dup_with_values (const char *script, char **words, GError **error)
{
  g_autoptr (GPtrArray) parameters = mq_script_parameters_list (script);
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *equals = strchr (words[i], '=');
      g_autofree char *name = equals != NULL ? g_strndup (words[i], equals - words[i]) : NULL;
      const char *text = equals != NULL ? equals + 1 : "";
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", text);
      g_autofree char *read = NULL;
      g_autofree char *before = NULL;
      g_autofree char *choices = NULL;
      g_autofree char *literal = NULL;
      const MqScriptParameter *parameter;
      char *line = NULL;

      if (name == NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "“%s” is not NAME=VALUE", words[i]);
      if ((parameter = mq_script_parameters_find (parameters, name)) == NULL)
        return mq_fail_null (error, MQ_ERROR_NOT_FOUND,
                             "The script has no parameter “%s”\nmaquette-cli parameters lists them",
                             name);

      /* The new literal, of the same kind as the old one. */
      switch (mq_script_parameter_get_kind (parameter))
        {
        case MQ_SCRIPT_VALUE_NUMBER:
          if (!(literal = make_number (parameter, text, error)))
            return NULL;
          break;
        case MQ_SCRIPT_VALUE_SWITCH:
          if (g_ascii_strcasecmp (text, "true") == 0 || g_str_equal (text, "1"))
            literal = g_strdup ("True");
          else if (g_ascii_strcasecmp (text, "false") == 0 || g_str_equal (text, "0"))
            literal = g_strdup ("False");
          else
            return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s is true or false", name);
          break;
        case MQ_SCRIPT_VALUE_COLOR:
          if ((read = mq_script_read_color (quoted)) == NULL)
            return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                                 "%s is a color such as #50331d; “%s” is none", name, text);
          literal = g_steal_pointer (&quoted);
          break;
        case MQ_SCRIPT_VALUE_CHOICE:
          choices = g_strjoinv (", ", parameter->choices);
          if (!g_strv_contains ((const char *const *)parameter->choices, text))
            return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s is one of %s; “%s” is none", name,
                                 choices, text);
          literal = mq_script_make_word (parameter->value, text);
          break;
        case MQ_SCRIPT_VALUE_OTHER:
        default:
          if ((before = read_string (parameter->value)) == NULL)
            return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                                 "%s = %s is no number, text or color, so no value can be set\n"
                                 "Edit the script in the window, or run your own with --script",
                                 name, parameter->value);
          if ((read = read_string (quoted)) == NULL)
            return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                                 "%s is a text of one line, without quotes and backslashes", name);
          literal = g_steal_pointer (&quoted);
        }

      if (parameter->line <= g_strv_length (lines))
        line = mq_script_rewrite_line (lines[parameter->line - 1], name, parameter->value, literal);
      if (line == NULL)
        return mq_fail_null (error, MQ_ERROR_FAILED, "The line of %s could not be changed", name);

      g_free (lines[parameter->line - 1]);
      lines[parameter->line - 1] = line;
    }

  return g_strjoinv ("\n", lines);
}
