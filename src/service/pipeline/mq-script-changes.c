/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Describes a user's changes to a script, see mq-script-changes.h. */
#include "service/pipeline/mq-script-changes.h"

#include "common/base/mq-text.h"
#include "common/script/mq-script-parameter.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_TOLD 4   /* changes in a sentence */
#define MAX_VALUE 40 /* characters of a value in a sentence */

/* "SEAT_WIDTH" -> "seat width"; "LEG_COUNT" -> "legs" */
static char *
make_title (const char *name)
{
  g_autofree char *title = g_ascii_strdown (name, -1);

  g_strdelimit (title, "_", ' ');
  if (g_str_has_suffix (title, " count"))
    {
      title[strlen (title) - strlen (" count")] = '\0';
      return g_strconcat (title, g_str_has_suffix (title, "s") ? "" : "s", NULL);
    }

  return g_steal_pointer (&title);
}

/* "0.5" in metres -> "0.50 m", the common form of lengths. */
static char *
make_value (const MqScriptParameter *parameter)
{
  g_autofree char *clean = mq_text_clean (parameter->value, MAX_VALUE);
  gsize length = strlen (clean);
  const char *point = strchr (clean, '.');
  double number;

  if (mq_script_read_number (clean, &number, NULL))
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];

      if (g_str_equal (parameter->unit, "m") && (point == NULL || strlen (point + 1) < 2))
        return g_strconcat (g_ascii_formatd (text, sizeof text, "%.2f", number), " m", NULL);
      return g_strconcat (clean, *parameter->unit != '\0' ? " " : "", parameter->unit, NULL);
    }

  if (g_str_equal (clean, "True") || g_str_equal (clean, "False"))
    /* Translators: the value of a switch in a list of what was changed: “window on”. */
    return g_strdup (*clean == 'T' ? C_ ("value", "on") : C_ ("value", "off"));
  if (length >= 2 && (clean[0] == '"' || clean[0] == '\'') && clean[length - 1] == clean[0])
    return g_strndup (clean + 1, length - 2);

  return g_steal_pointer (&clean);
}

static void
add_change (GString *text, const MqScriptParameter *parameter)
{
  g_autofree char *title = make_title (parameter->name);
  g_autofree char *value = make_value (parameter);

  g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", title, value);
}

/* Replaces the lines of parameters by their names, to compare the rest of two scripts. */
static char *
leave_out_parameters (const char *script, GPtrArray *parameters)
{
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);

  for (guint i = 0; i < parameters->len; i++)
    {
      const MqScriptParameter *parameter = parameters->pdata[i];

      if (mq_script_parameters_find (parameters, parameter->name) == parameter)
        g_set_str (&lines[parameter->line - 1], parameter->name);
    }
  for (gsize i = 0; lines[i] != NULL; i++)
    g_strchomp (lines[i]);

  return g_strjoinv ("\n", lines);
}

/**
 * mq_script_changes_describe:
 * @before: the script of the base version
 * @after: the edited script
 *
 * Returns: (transfer full): for the user: "Seat width 0.50 m, legs 6" if only parameters changed,
 *   "Edited script" otherwise
 */
char *
mq_script_changes_describe (const char *before, const char *after)
{
  g_autoptr (GPtrArray) old = mq_script_parameters_list (before);
  g_autoptr (GPtrArray) new = mq_script_parameters_list (after);
  g_autofree char *old_rest = leave_out_parameters (before, old);
  g_autofree char *new_rest = leave_out_parameters (after, new);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_changed = 0;

  if (!g_str_equal (old_rest, new_rest))
    return g_strdup (_ ("Edited script"));

  for (guint i = 0; i < new->len; i++)
    {
      const MqScriptParameter *parameter = new->pdata[i];
      const MqScriptParameter *was = mq_script_parameters_find (old, parameter->name);

      if (was != NULL && mq_script_parameters_find (new, parameter->name) == parameter
          && !g_str_equal (was->value, parameter->value) && n_changed++ < MAX_TOLD)
        add_change (text, parameter);
    }

  if (n_changed == 0)
    return g_strdup (_ ("The same script, run again"));
  if (n_changed > MAX_TOLD)
    /* Translators: the end of a list of changed values: “seat width 0.50 m, legs 6 and 2 more
     * values”. */
    g_string_append_printf (
        text, ngettext (" and %u more value", " and %u more values", n_changed - MAX_TOLD),
        n_changed - MAX_TOLD);

  text->str[0] = g_ascii_toupper (text->str[0]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
