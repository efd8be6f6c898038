/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Values with units, see mq-parameter-unit.h. Lengths are shown in the unit that suits the whole
 * range of a slider, so that it does not change while one drags. */
#include "app/parameters/mq-parameter-unit.h"

#include <math.h>
#include <string.h>

#define NO_BREAK_SPACE "\302\240"

typedef struct
{
  const char *name;
  const char *suffix; /* the same in all languages */
  double metres;      /* 0: not a length */
  double most;        /* the longest length that is shown in it, m */
} Unit;

/* From small to large. */
static const Unit units[] = {
  { "mm", NO_BREAK_SPACE "mm", 0.001, 0.1 },
  { "cm", NO_BREAK_SPACE "cm", 0.01, 3 },
  { "m", NO_BREAK_SPACE "m", 1, G_MAXDOUBLE },
  { "deg", "°", 0, 0 },
  { "degrees", "°", 0, 0 },
  { "°", "°", 0, 0 },
  { "%", NO_BREAK_SPACE "%", 0, 0 },
};

static const Unit *
find_unit (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (units[i].name, name))
      return &units[i];

  return NULL;
}

static const Unit *
choose_length (double longest)
{
  const Unit *unit = units;

  while (longest > unit->most)
    unit++;
  return unit;
}

/* The unit that the values of a parameter are shown in; NULL if the script's is not known. */
static const Unit *
choose_unit (MqParameter *self)
{
  const Unit *own = find_unit (self->unit);
  double longest = self->has_limits ? MAX (fabs (self->lower), fabs (self->upper))
                                    : fabs (self->original);

  return own != NULL && own->metres > 0 ? choose_length (longest * own->metres) : own;
}

/* In the user's locale, without zeros at the end. */
static char *
format_number (double number, int digits)
{
  g_autofree char *text = g_strdup_printf ("%.*f", CLAMP (digits, 0, 6), number);
  gsize length = strlen (text);

  if (digits <= 0)
    return g_steal_pointer (&text);

  while (text[length - 1] == '0')
    text[--length] = '\0';
  if (!g_ascii_isdigit (text[length - 1]))
    *g_utf8_find_prev_char (text, text + length) = '\0';
  return g_str_equal (text, "-0") ? g_strdup ("0") : g_steal_pointer (&text);
}

/* @value: one of its values. Returns: (transfer full): @value with its unit, in the user's
 * locale */
char *
mq_parameter_format (MqParameter *self, double value)
{
  const Unit *own, *unit;
  double factor = 1;
  g_autofree char *number = NULL;

  own = find_unit (self->unit);
  unit = choose_unit (self);
  if (unit != NULL && unit->metres > 0)
    factor = own->metres / unit->metres;
  number = format_number (value * factor,
                          (int)mq_parameter_get_digits (self) - (int)lround (log10 (factor)));

  if (unit != NULL)
    return g_strconcat (number, unit->suffix, NULL);
  return self->unit[0] != '\0' ? g_strdup_printf ("%s" NO_BREAK_SPACE "%s", number, self->unit)
                               : g_steal_pointer (&number);
}

/* @text: what the user typed: a number, and a unit if it is not the one that is shown; @number:
 * (out): the value for the script. Returns: whether @text begins with a number */
gboolean
mq_parameter_parse (MqParameter *self, const char *text, double *number)
{
  const Unit *own, *unit;
  g_autofree char *rest = NULL;
  char *end;

  g_return_val_if_fail (MQ_IS_PARAMETER (self) && text != NULL, FALSE);

  *number = g_strtod (text, &end);
  if (end == text || !isfinite (*number))
    return FALSE;

  own = find_unit (self->unit);
  unit = choose_unit (self);
  if (g_str_has_prefix (end, NO_BREAK_SPACE))
    end += strlen (NO_BREAK_SPACE);
  rest = g_strstrip (g_strdup (end));
  if (own != NULL && own->metres > 0)
    {
      const Unit *typed = find_unit (rest);

      if (typed != NULL && typed->metres > 0)
        unit = typed;
      *number *= unit->metres / own->metres;
    }

  return TRUE;
}

/* @low: the lowest corner of a box, m; @high: its highest corner, m. Returns: (transfer full):
 * its width, depth and height */
char *
mq_parameter_format_size (const float low[3], const float high[3])
{
  double longest = 0;
  const Unit *unit;
  char *sides[3];
  char *all;

  for (guint axis = 0; axis < 3; axis++)
    longest = MAX (longest, (double)high[axis] - low[axis]);
  unit = choose_length (longest);
  for (guint axis = 0; axis < 3; axis++)
    sides[axis] = format_number (((double)high[axis] - low[axis]) / unit->metres,
                                 unit->metres < 1 ? 1 : 2);

  all = g_strdup_printf ("%s × %s × %s%s", sides[0], sides[1], sides[2], unit->suffix);
  for (guint axis = 0; axis < 3; axis++)
    g_free (sides[axis]);
  return all;
}
