/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An adjustable constant of a script, see mq-parameter.h. */
#include "app/parameters/mq-parameter.h"

#include "common/asset/mq-asset-names.h"
#include "common/base/mq-each.h"
#include "common/base/mq-written-number.h"
#include "common/base/mq-text.h"
#include "common/script/mq-script-parameter.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define NO_LIMIT 1e6
#define MAX_DIGITS 6
#define MAX_TOLD 5 /* changes in one line */
#define NO_BREAK_SPACE "\302\240"

enum
{
  PROP_0,
  PROP_NUMBER,
  PROP_COLOR,
  PROP_CHANGED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MqParameter, mq_parameter, G_TYPE_OBJECT)

/* A parameter's value as the user reads and types it: "45 cm" for 0.45 m, "11°" for 11 degrees.
 * Lengths are shown in the unit that suits the whole range of a slider, so that it does not change
 * while one drags. */
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
 * (out): the value for the script. Returns: whether @text begins with a number, the only one */
gboolean
mq_parameter_parse (MqParameter *self, const char *text, double *number)
{
  const Unit *own, *unit;
  g_autofree char *shown = format_number (0.5, 1);
  MqWrittenNumber typed;

  g_return_val_if_fail (MQ_IS_PARAMETER (self) && text != NULL, FALSE);

  /* “1,234” is meant as the numbers beside it are shown. */
  if (!mq_written_number_find (text, 0, shown, &typed) || typed.start > strspn (text, " \t")
      || !isfinite (typed.value) || strpbrk (text + typed.end, "0123456789") != NULL)
    return FALSE;

  own = find_unit (self->unit);
  unit = choose_unit (self);
  *number = typed.value;
  if (own != NULL && own->metres > 0)
    *number = (typed.metres != 0 ? typed.metres : typed.value * unit->metres) / own->metres;
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

static void
set_number (MqParameter *self, double number)
{
  if (self->number == number)
    return;

  self->number = number;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NUMBER]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHANGED]);
}

static void
set_color (MqParameter *self, const GdkRGBA *color)
{
  if (color == NULL || gdk_rgba_equal (&self->color, color))
    return;

  self->color = *color;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLOR]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHANGED]);
}

static void
mq_parameter_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MqParameter *self = MQ_PARAMETER (object);

  switch (prop_id)
    {
    case PROP_NUMBER:
      g_value_set_double (value, self->number);
      break;
    case PROP_COLOR:
      g_value_set_boxed (value, &self->color);
      break;
    case PROP_CHANGED:
      g_value_set_boolean (value, mq_parameter_is_changed (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mq_parameter_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MqParameter *self = MQ_PARAMETER (object);

  switch (prop_id)
    {
    case PROP_NUMBER:
      set_number (self, g_value_get_double (value));
      break;
    case PROP_COLOR:
      set_color (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mq_parameter_finalize (GObject *object)
{
  MqParameter *self = MQ_PARAMETER (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->literal, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->group, g_free);
  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->about, g_free);
  g_clear_pointer (&self->unit, g_free);
  g_clear_pointer (&self->choices, g_strfreev);

  G_OBJECT_CLASS (mq_parameter_parent_class)->finalize (object);
}

static void
mq_parameter_class_init (MqParameterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = mq_parameter_get_property;
  object_class->set_property = mq_parameter_set_property;
  object_class->finalize = mq_parameter_finalize;

  properties[PROP_NUMBER] = g_param_spec_double ("number", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0,
                                                 flags);
  properties[PROP_COLOR] = g_param_spec_boxed ("color", NULL, NULL, GDK_TYPE_RGBA, flags);
  properties[PROP_CHANGED] = g_param_spec_boolean ("changed", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mq_parameter_init (MqParameter *self)
{
}

static gboolean
read_literal (MqParameter *self, const MqScriptParameter *source)
{
  const char *value = source->value;
  g_autofree char *color = NULL;
  g_autofree char *word = NULL;
  guint position = 0;

  switch (mq_script_parameter_get_kind (source))
    {
    case MQ_SCRIPT_VALUE_NUMBER:
      self->kind = strpbrk (value, ".eE") == NULL ? MQ_PARAMETER_COUNT : MQ_PARAMETER_NUMBER;
      self->digits = mq_script_count_decimals (value);
      return mq_script_read_number (value, &self->original, NULL);

    case MQ_SCRIPT_VALUE_SWITCH:
      self->kind = MQ_PARAMETER_SWITCH;
      self->original = g_str_equal (value, "True");
      return TRUE;

    case MQ_SCRIPT_VALUE_COLOR:
      self->kind = MQ_PARAMETER_COLOR;
      color = mq_script_read_color (value);
      return gdk_rgba_parse (&self->original_color, color);

    case MQ_SCRIPT_VALUE_CHOICE:
      self->kind = MQ_PARAMETER_CHOICE;
      self->choices = g_strdupv (source->choices);
      word = mq_script_read_word (value);
      while (self->choices[position] != NULL && !g_str_equal (self->choices[position], word))
        position++;
      self->original = position;
      return TRUE;

    case MQ_SCRIPT_VALUE_OTHER:
    default:
      return FALSE;
    }
}

static MqParameter *
parameter_new (const MqScriptParameter *source)
{
  g_autoptr (MqParameter) self = g_object_new (MQ_TYPE_PARAMETER, NULL);
  g_autofree char *words = g_ascii_strdown (source->name, -1);

  if (!read_literal (self, source))
    return NULL;

  self->title = mq_asset_name_make_title (MQ_ASSET_NAME_PARAMETER, words);
  self->name = g_strdup (source->name);
  self->literal = g_strdup (source->value);
  self->line = source->line;
  self->about = g_strdup (mq_asset_name_translate (MQ_ASSET_NAME_DESCRIPTION, source->about));
  self->unit = g_strdup (source->unit);
  self->digits = MAX (self->digits, source->digits);
  self->has_limits = source->has_range;
  self->lower = source->has_range ? source->min : -NO_LIMIT;
  self->upper = source->has_range ? source->max : NO_LIMIT;

  if (self->kind == MQ_PARAMETER_CHOICE)
    {
      self->lower = 0;
      self->upper = g_strv_length (self->choices) - 1;
    }

  /* A hand-written value may be outside of the limits in its comment. */
  self->lower = MIN (self->lower, self->original);
  self->upper = MAX (self->upper, self->original);
  self->number = self->original;
  self->color = self->original_color;
  mq_parameter_mark_good (self);

  return g_steal_pointer (&self);
}

/* The first word of a name, "SEAT" of SEAT_WIDTH. */
static char *
dup_first_word (const char *name)
{
  return g_strndup (name, strcspn (name, "_"));
}

/* Returns: (transfer full) (nullable): "BAIL_METAL" of BAIL_METAL_COLOR and BAIL_METAL_FINISH */
static char *
dup_material (const char *name)
{
  const char *end = strrchr (name, '_');

  return end != NULL && (g_str_equal (end, "_COLOR") || g_str_equal (end, "_FINISH"))
             ? g_strndup (name, end - name)
             : NULL;
}

/* Returns: (transfer full): the title of @rest, or of @name if only that has a translation */
static char *
make_label (const char *rest, const char *name)
{
  g_autofree char *words = g_ascii_strdown (rest, -1);
  g_autofree char *all = g_ascii_strdown (name, -1);
  char *label = mq_asset_name_find_title (MQ_ASSET_NAME_PARAMETER, words);

  if (label == NULL)
    label = mq_asset_name_find_title (MQ_ASSET_NAME_PARAMETER, all);
  return label != NULL ? label : mq_text_make_title (words);
}

/* Puts parameters whose names begin with the same word into a group. Color and finish of a material
 * are one of their own, unless a dimension begins with its first word. */
static void
group_parameters (GPtrArray *list)
{
  g_autoptr (GHashTable) words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) uses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  MQ_EACH (list, i, MqParameter, parameter)
    {
      g_autofree char *material = dup_material (parameter->name);

      if (material == NULL)
        g_hash_table_add (words, dup_first_word (parameter->name));
    }

  /* Until all are counted, the group is the start of the name. */
  MQ_EACH (list, i, MqParameter, parameter)
    {
      g_autofree char *word = dup_first_word (parameter->name);
      guint count;

      parameter->group = g_hash_table_contains (words, word) ? NULL
                                                             : dup_material (parameter->name);
      if (parameter->group == NULL)
        parameter->group = g_steal_pointer (&word);
      count = GPOINTER_TO_UINT (g_hash_table_lookup (uses, parameter->group));
      g_hash_table_replace (uses, g_strdup (parameter->group), GUINT_TO_POINTER (count + 1));
    }

  MQ_EACH (list, i, MqParameter, parameter)
    {
      g_autofree char *start = g_steal_pointer (&parameter->group);
      g_autofree char *group = g_ascii_strdown (start, -1);
      gboolean is_shared = GPOINTER_TO_UINT (g_hash_table_lookup (uses, start)) > 1;
      const char *rest = parameter->name + strlen (start);

      parameter->group = is_shared ? mq_asset_name_make_title (g_hash_table_contains (words, start)
                                                                   ? MQ_ASSET_NAME_PART
                                                                   : MQ_ASSET_NAME_MATERIAL,
                                                               group)
                                   : g_strdup ("");
      /* "Width" of "Seat width" in the group "Seat". */
      if (is_shared && rest[0] != '\0' && rest[1] != '\0')
        parameter->label = make_label (rest + 1, parameter->name);
      else
        parameter->label = g_strdup (parameter->title);
    }
}

/* Returns: (transfer full): of #MqParameter */
GPtrArray *
mq_parameter_list (MqOutline *outline)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = MIN (outline->parameters->len, MQ_PARAMETERS_MAX);

  for (guint i = 0; i < n; i++)
    {
      MqParameter *parameter = parameter_new (outline->parameters->pdata[i]);

      if (parameter != NULL)
        g_ptr_array_add (list, parameter);
    }

  group_parameters (list);
  return list;
}

/* @joint: of a version; @about: a note, may be empty. Returns: (transfer full): its value in a
 * pose, which is in no script */
MqParameter *
mq_parameter_new_pose (const MqJoint *joint, const char *about)
{
  MqParameter *self = g_object_new (MQ_TYPE_PARAMETER, NULL);

  self->title = g_strdup (joint->title);
  self->name = g_strdup (joint->name);
  self->literal = g_strdup ("");
  self->group = g_strdup ("");
  self->label = g_strdup (joint->title);
  self->about = g_strdup (about);
  self->unit = g_strdup (joint->is_length ? "m" : "deg");
  self->kind = MQ_PARAMETER_NUMBER;
  self->has_limits = TRUE;
  self->lower = joint->low;
  self->upper = joint->high;
  self->digits = joint->is_length ? 3 : 1;
  self->number = joint->value;
  return self;
}

static char *
dup_literal (MqParameter *self)
{
  guint digits = mq_parameter_get_digits (self);
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  char format[8];
  gsize length;

  switch (self->kind)
    {
    case MQ_PARAMETER_COLOR:
      return g_strdup_printf ("\"#%02x%02x%02x\"", (guint)lround (self->color.red * 255),
                              (guint)lround (self->color.green * 255),
                              (guint)lround (self->color.blue * 255));
    case MQ_PARAMETER_SWITCH:
      return g_strdup (self->number != 0 ? "True" : "False");
    case MQ_PARAMETER_CHOICE:
      return mq_script_make_word (self->literal, self->choices[(guint)self->number]);
    case MQ_PARAMETER_NUMBER:
    case MQ_PARAMETER_COUNT:
    default:
      g_snprintf (format, sizeof format, "%%.%uf", digits);
      g_ascii_formatd (text, sizeof text, format, self->number);
      /* 0.450 -> 0.45, but 11.0 stays a number with a point. */
      length = strlen (text);
      while (digits > 1 && text[length - 1] == '0' && text[length - 2] != '.')
        text[--length] = '\0';
      return g_strdup (text);
    }
}

/* @parameters: of #MqParameter; @script: the script that @parameters were read from. Returns:
 * (transfer full): @script with the changed values */
char *
mq_parameter_apply (GPtrArray *parameters, const char *script)
{
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);
  guint n_lines = g_strv_length (lines);

  MQ_EACH (parameters, i, MqParameter, parameter)
    {
      g_autofree char *literal = dup_literal (parameter);
      char *line;

      if (!mq_parameter_is_changed (parameter) || parameter->line == 0 || parameter->line > n_lines
          || !(line = mq_script_rewrite_line (lines[parameter->line - 1], parameter->name,
                                              parameter->literal, literal)))
        continue;

      g_free (lines[parameter->line - 1]);
      lines[parameter->line - 1] = line;
    }

  return g_strjoinv ("\n", lines);
}

/* Returns: (transfer full): names and new values of the changed ones: "Seat width 60 cm · Frame
 * color #50331d"; an ellipsis for more than %MAX_TOLD; empty if none changed */
char *
mq_parameter_describe_changes (GPtrArray *parameters)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint told = 0;

  for (guint i = 0; i < parameters->len && told <= MAX_TOLD; i++)
    {
      MqParameter *parameter = parameters->pdata[i];
      g_autofree char *value = NULL;

      if (!mq_parameter_is_changed (parameter))
        continue;

      if (told > 0)
        g_string_append (text, " · ");
      if (told++ == MAX_TOLD)
        {
          g_string_append (text, "…");
          break;
        }

      if (parameter->kind == MQ_PARAMETER_SWITCH)
        value = g_strdup (parameter->number != 0 ? C_ ("switch", "on") : C_ ("switch", "off"));
      else if (parameter->kind == MQ_PARAMETER_CHOICE)
        value = mq_asset_name_from_id (MQ_ASSET_NAME_FINISH,
                                       parameter->choices[(guint)parameter->number]);
      else if (parameter->kind == MQ_PARAMETER_COLOR)
        value = g_strstrip (g_strdelimit (dup_literal (parameter), "\"", ' '));
      else
        value = mq_parameter_format (parameter, parameter->number);
      g_string_append_printf (text, "%s %s", parameter->title, value);
    }

  return g_string_free_and_steal (g_steal_pointer (&text));
}

/* Returns: a power of ten, at most a twentieth of the range */
double
mq_parameter_get_step (MqParameter *self)
{
  double range;

  if (self->kind != MQ_PARAMETER_NUMBER)
    return 1;

  range = self->has_limits ? self->upper - self->lower : fabs (self->original);
  return range > 0 ? MAX (pow (10, floor (log10 (range / 20))), pow (10, -MAX_DIGITS)) : 0.1;
}

/* Returns: the number of decimals that show the value and its steps */
guint
mq_parameter_get_digits (MqParameter *self)
{
  if (self->kind != MQ_PARAMETER_NUMBER)
    return 0;

  return CLAMP ((int)ceil (-log10 (mq_parameter_get_step (self))), MAX ((int)self->digits, 1),
                MAX_DIGITS);
}

/* Returns: whether it is where random numbers begin: each value is as good as another */
gboolean
mq_parameter_is_seed (MqParameter *self)
{
  return self->kind == MQ_PARAMETER_COUNT
         && (g_str_equal (self->name, "SEED") || g_str_has_suffix (self->name, "_SEED"));
}

gboolean
mq_parameter_is_changed (MqParameter *self)
{
  if (self->kind == MQ_PARAMETER_COLOR)
    return !gdk_rgba_equal (&self->color, &self->original_color);
  return fabs (self->number - self->original) > 1e-9;
}

void
mq_parameter_reset (MqParameter *self)
{
  set_number (self, self->original);
  set_color (self, &self->original_color);
}

/* Marks its value as one that mq_parameter_restore_good() goes back to. */
void
mq_parameter_mark_good (MqParameter *self)
{
  self->good_number = self->number;
  self->good_color = self->color;
}

void
mq_parameter_restore_good (MqParameter *self)
{
  set_number (self, self->good_number);
  set_color (self, &self->good_color);
}

/* Makes it the new version's: the value stays, and what it is a change of is another. @fresh:
 * the same parameter of the version that was built with its value. */
void
mq_parameter_rebase (MqParameter *self, MqParameter *fresh)
{
  g_return_if_fail (MQ_IS_PARAMETER (self) && MQ_IS_PARAMETER (fresh));

  g_set_str (&self->literal, fresh->literal);
  self->line = fresh->line;
  self->original = fresh->original;
  self->original_color = fresh->original_color;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHANGED]);
}
