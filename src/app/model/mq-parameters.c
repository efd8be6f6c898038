/* MqParameters, see mq-parameters.h. */
#include "app/model/mq-parameters.h"

#include "app/model/mq-outline.h"
#include "common/mq-error.h"
#include "common/mq-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_CHOICES 40
#define MAX_WORD 80
#define MAX_NUMBER 1e12

struct _MqParameter
{
  GObject parent_instance;

  MqParameterType kind;
  char *name;
  char *title;
  char *about;
  char *value;
  double number;
  gboolean ranged;
  double lower;
  double upper;
  char *unit;
  GStrv choices;
  guint line;
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_TITLE,
  PROP_ABOUT,
  PROP_VALUE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MqParameter, mq_parameter, G_TYPE_OBJECT)

static void
mq_parameter_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqParameter *self = MQ_PARAMETER (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_ABOUT:
      g_value_set_string (value, self->about);
      break;
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_parameter_finalize (GObject *object)
{
  MqParameter *self = MQ_PARAMETER (object);

  g_free (self->name);
  g_free (self->title);
  g_free (self->about);
  g_free (self->value);
  g_free (self->unit);
  g_strfreev (self->choices);

  G_OBJECT_CLASS (mq_parameter_parent_class)->finalize (object);
}

static void
mq_parameter_class_init (MqParameterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = mq_parameter_finalize;
  object_class->get_property = mq_parameter_get_property;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_ABOUT] = g_param_spec_string ("about", NULL, NULL, NULL, flags);
  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mq_parameter_init (MqParameter *self)
{
}

/**
 * mq_parameter_get_name:
 * @self: a parameter
 *
 * Returns: the constant's name, "LEG_COUNT"
 */
const char *
mq_parameter_get_name (MqParameter *self)
{
  g_return_val_if_fail (MQ_IS_PARAMETER (self), NULL);

  return self->name;
}

/**
 * mq_parameter_get_title:
 * @self: a parameter
 *
 * Returns: its name for people, "Leg count"; plain text
 */
const char *
mq_parameter_get_title (MqParameter *self)
{
  g_return_val_if_fail (MQ_IS_PARAMETER (self), NULL);

  return self->title;
}

/**
 * mq_parameter_get_about:
 * @self: a parameter
 *
 * Returns: (nullable): what the script says about it; plain text
 */
const char *
mq_parameter_get_about (MqParameter *self)
{
  g_return_val_if_fail (MQ_IS_PARAMETER (self), NULL);

  return self->about;
}

/**
 * mq_parameter_get_kind:
 * @self: a parameter
 *
 * Returns: what it can be
 */
MqParameterType
mq_parameter_get_kind (MqParameter *self)
{
  g_return_val_if_fail (MQ_IS_PARAMETER (self), MQ_PARAMETER_FLOAT);

  return self->kind;
}

/**
 * mq_parameter_get_value:
 * @self: a parameter
 *
 * Returns: what it is, as the script has it, without quotation marks
 */
const char *
mq_parameter_get_value (MqParameter *self)
{
  g_return_val_if_fail (MQ_IS_PARAMETER (self), NULL);

  return self->value;
}

/**
 * mq_parameter_get_number:
 * @self: a parameter
 *
 * Returns: its value as a number; 0 when it is none
 */
double
mq_parameter_get_number (MqParameter *self)
{
  g_return_val_if_fail (MQ_IS_PARAMETER (self), 0);

  return self->number;
}

/**
 * mq_parameter_get_range:
 * @self: a parameter
 * @lower: (out): the least it may be
 * @upper: (out): the most
 *
 * Returns: whether the script tells a range; the value is in it
 */
gboolean
mq_parameter_get_range (MqParameter *self, double *lower, double *upper)
{
  g_return_val_if_fail (MQ_IS_PARAMETER (self), FALSE);

  *lower = self->lower;
  *upper = self->upper;
  return self->ranged;
}

/**
 * mq_parameter_get_unit:
 * @self: a parameter
 *
 * Returns: (nullable): "m", "deg"
 */
const char *
mq_parameter_get_unit (MqParameter *self)
{
  g_return_val_if_fail (MQ_IS_PARAMETER (self), NULL);

  return self->unit;
}

/**
 * mq_parameter_get_choices:
 * @self: a parameter
 *
 * Returns: (nullable): what it may be, of %MQ_PARAMETER_CHOICE
 */
const char *const *
mq_parameter_get_choices (MqParameter *self)
{
  g_return_val_if_fail (MQ_IS_PARAMETER (self), NULL);

  return (const char *const *)self->choices;
}

/**
 * mq_parameter_get_line:
 * @self: a parameter
 *
 * Returns: its line in the script, from 1
 */
guint
mq_parameter_get_line (MqParameter *self)
{
  g_return_val_if_fail (MQ_IS_PARAMETER (self), 0);

  return self->line;
}

/* "LEG_COUNT" → "Leg count" */
static char *
make_title (const char *name)
{
  char *title = g_strdelimit (g_ascii_strdown (name, -1), "_", ' ');

  *title = g_ascii_toupper (*title);
  return title;
}

/* A number as Python writes one in decimals, and nothing else. */
static gboolean
read_number (const char *text, double *number, gboolean *whole)
{
  const char *p = text + (*text == '-' || *text == '+');
  char *end = NULL;

  *whole = *p != '\0' && strspn (p, "0123456789") == strlen (p);
  if (!g_ascii_isdigit (*p) && !(*p == '.' && g_ascii_isdigit (p[1])))
    return FALSE;
  if (strspn (p, "0123456789.eE+-") != strlen (p))
    return FALSE;

  *number = g_ascii_strtod (text, &end);
  return *end == '\0' && isfinite (*number) && fabs (*number) <= MAX_NUMBER;
}

static gboolean
is_color (const char *text)
{
  return *text == '#' && strlen (text) == 7 && strspn (text + 1, "0123456789abcdefABCDEF") == 6;
}

/* What stands between quotation marks without anything that would mean something there. */
static char *
read_string (const char *text)
{
  gsize length = strlen (text);

  if (length < 2 || (*text != '"' && *text != '\'') || text[length - 1] != *text)
    return NULL;

  for (gsize i = 1; i < length - 1; i++)
    if (text[i] == *text || text[i] == '\\')
      return NULL;

  return g_strndup (text + 1, length - 2);
}

/* `0.34..0.7` at the head of @text; returns what follows, or NULL. */
static const char *
read_range (const char *text, double *lower, double *upper)
{
  char *end = NULL;
  const char *dots = strstr (text, "..");
  g_autofree char *first = NULL;
  gboolean whole;

  if (dots == NULL || dots - text > 40)
    return NULL;

  first = g_strstrip (g_strndup (text, dots - text));
  if (!read_number (first, lower, &whole))
    return NULL;

  *upper = g_ascii_strtod (dots + 2, &end);
  return end != dots + 2 && isfinite (*upper) && fabs (*upper) <= MAX_NUMBER && *lower < *upper
             ? end
             : NULL;
}

/* `m, 0.34..0.7: across the seat`, `3..8`, `deg`, or words. */
static void
read_comment (MqParameter *self, const char *comment)
{
  const char *comma = strchr (comment, ',');
  const char *rest = read_range (comment, &self->lower, &self->upper);
  g_autofree char *about = NULL;

  if (rest == NULL && comma != NULL && comma - comment <= 8)
    {
      rest = read_range (comma + 1, &self->lower, &self->upper);
      if (rest != NULL)
        self->unit = g_strstrip (g_strndup (comment, comma - comment));
    }

  self->ranged = rest != NULL && self->number >= self->lower && self->number <= self->upper;
  if (rest == NULL)
    rest = comment;

  about = mq_text_clean (rest + strspn (rest, " :,"), MAX_WORD * 4);
  g_strstrip (about);
  if (*about != '\0')
    self->about = g_steal_pointer (&about);
}

/* `oak | ash | walnut`, or `one of: oak, ash`; the value is one of them, or it is no choice. */
static GStrv
read_choices (const char *comment, const char *value)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  const char *list = comment;

  if (g_str_has_prefix (comment, "one of:"))
    list += strlen ("one of:");
  else if (strchr (comment, '|') == NULL)
    return NULL;

  words = g_strsplit (list, list == comment ? "|" : ",", MAX_CHOICES);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_strstrip (words[i]);
      if (*words[i] == '\0' || strlen (words[i]) > MAX_WORD || strpbrk (words[i], "\"'\\") != NULL)
        return NULL;
      g_strv_builder_add (builder, words[i]);
    }

  return g_strv_contains ((const char *const *)words, value) ? g_strv_builder_end (builder) : NULL;
}

static MqParameter *
parameter_new (const MqOutlineParameter *from)
{
  g_autoptr (MqParameter) self = g_object_new (MQ_TYPE_PARAMETER, NULL);
  g_autofree char *string = read_string (from->value);
  const char *comment = from->comment != NULL ? from->comment : "";
  gboolean whole = FALSE;

  if (read_number (from->value, &self->number, &whole))
    self->kind = whole ? MQ_PARAMETER_INT : MQ_PARAMETER_FLOAT;
  else if (g_str_equal (from->value, "True") || g_str_equal (from->value, "False"))
    self->kind = MQ_PARAMETER_BOOL;
  else if (string != NULL && is_color (string))
    self->kind = MQ_PARAMETER_COLOR;
  else if (string != NULL && (self->choices = read_choices (comment, string)) != NULL)
    self->kind = MQ_PARAMETER_CHOICE;
  else
    return NULL;

  if (self->kind == MQ_PARAMETER_INT || self->kind == MQ_PARAMETER_FLOAT)
    read_comment (self, comment);
  else if (self->kind != MQ_PARAMETER_CHOICE && *comment != '\0')
    self->about = mq_text_clean (comment, MAX_WORD * 4);

  self->name = g_strdup (from->name);
  self->title = make_title (from->name);
  self->value = string != NULL ? g_steal_pointer (&string) : g_strdup (from->value);
  self->line = from->line;
  return g_steal_pointer (&self);
}

/* A name that is set twice is not a parameter that one could turn. */
static gboolean
is_set_once (MqOutline *outline, const char *name)
{
  guint n = 0;

  for (guint i = 0; i < mq_outline_get_n_parameters (outline); i++)
    n += g_str_equal (mq_outline_get_parameter (outline, i)->name, name);

  return n == 1;
}

/**
 * mq_parameters_new:
 * @script: Python, or anything
 *
 * Returns: (transfer full): a list of MqParameter: what can be turned in it
 */
GListModel *
mq_parameters_new (const char *script)
{
  g_autoptr (MqOutline) outline = mq_outline_new (script);
  GListStore *list = g_list_store_new (MQ_TYPE_PARAMETER);

  for (guint i = 0; i < mq_outline_get_n_parameters (outline); i++)
    {
      const MqOutlineParameter *from = mq_outline_get_parameter (outline, i);
      g_autoptr (MqParameter) parameter = is_set_once (outline, from->name) ? parameter_new (from)
                                                                            : NULL;

      if (parameter != NULL)
        g_list_store_append (list, parameter);
    }

  return G_LIST_MODEL (list);
}

static MqParameter *
find_parameter (const char *script, const char *name)
{
  g_autoptr (GListModel) list = mq_parameters_new (script);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (MqParameter) parameter = g_list_model_get_item (list, i);

      if (g_str_equal (parameter->name, name))
        return g_steal_pointer (&parameter);
    }

  return NULL;
}

static gboolean
is_in_range (MqParameter *self, double number)
{
  return !self->ranged || (number >= self->lower && number <= self->upper);
}

static gboolean
is_allowed (MqParameter *self, const char *value)
{
  double number;
  gboolean whole;

  switch (self->kind)
    {
    case MQ_PARAMETER_INT:
      return read_number (value, &number, &whole) && whole && is_in_range (self, number);
    case MQ_PARAMETER_FLOAT:
      return read_number (value, &number, &whole) && is_in_range (self, number);
    case MQ_PARAMETER_BOOL:
      return g_str_equal (value, "True") || g_str_equal (value, "False");
    case MQ_PARAMETER_COLOR:
      return is_color (value);
    case MQ_PARAMETER_CHOICE:
      return g_strv_contains ((const char *const *)self->choices, value);
    default:
      return FALSE;
    }
}

/* Where the value's own characters are: after the `=` of its line, within its quotation marks. */
static const char *
find_value (const char *script, MqParameter *self)
{
  const char *line = script;
  const char *equals;

  for (guint i = 1; i < self->line && line != NULL; i++)
    {
      const char *newline = strchr (line, '\n');

      line = newline != NULL ? newline + 1 : NULL;
    }

  equals = line != NULL ? strchr (line, '=') : NULL;
  if (equals == NULL)
    return NULL;

  equals += 1 + strspn (equals + 1, " \t");
  if (*equals == '"' || *equals == '\'')
    equals++;

  return g_str_has_prefix (equals, self->value) ? equals : NULL;
}

/**
 * mq_parameters_apply:
 * @script: a script
 * @name: of a parameter
 * @value: what it is to be, as mq_parameter_get_value() has it
 * @error: %MQ_ERROR_NOT_FOUND when there is no such parameter, %MQ_ERROR_BAD_INPUT when it cannot be
 *   that
 *
 * Returns: (transfer full) (nullable): the script with that value, and not a character else changed
 */
char *
mq_parameters_apply (const char *script, const char *name, const char *value, GError **error)
{
  g_autoptr (MqParameter) parameter = NULL;
  g_autoptr (MqParameter) after = NULL;
  g_autofree char *changed = NULL;
  const char *at;

  g_return_val_if_fail (script != NULL && name != NULL && value != NULL, NULL);

  if (!g_utf8_validate (script, -1, NULL) || !(parameter = find_parameter (script, name))
      || !(at = find_value (script, parameter)))
    {
      g_set_error (error, MQ_ERROR, MQ_ERROR_NOT_FOUND, _ ("The script has no parameter “%s”"),
                   name);
      return NULL;
    }

  if (!is_allowed (parameter, value))
    {
      g_set_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, _ ("“%s” cannot be “%s”"), parameter->title,
                   value);
      return NULL;
    }

  changed = g_strdup_printf ("%.*s%s%s", (int)(at - script), script, value,
                             at + strlen (parameter->value));

  /* What was written must be what is read. */
  after = find_parameter (changed, name);
  if (after == NULL || after->line != parameter->line || !g_str_equal (after->value, value))
    {
      g_set_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, _ ("“%s” cannot be “%s”"), parameter->title,
                   value);
      return NULL;
    }

  return g_steal_pointer (&changed);
}
