/* What a person changed in a script, see mq-script-changes.h. Lines are looked at, no Python is run:
 * a parameter is a line of its own that begins with a name in capitals, as the team writes them. */
#include "service/run/mq-script-changes.h"

#include "common/mq-json.h"
#include "common/mq-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_CONSTANTS 1000
#define MAX_TOLD 4   /* changes in a sentence */
#define MAX_VALUE 40 /* characters of a value in a sentence */

typedef struct
{
  char *name;
  char *value;
  char *unit; /* "" when the comment names none */
} Constant;

static void
constant_free (gpointer data)
{
  Constant *constant = data;

  g_free (constant->name);
  g_free (constant->value);
  g_free (constant->unit);
  g_free (constant);
}

/* Past a value that may be text with "#" in it. */
static const char *
find_comment (const char *text)
{
  char quote = '\0';

  for (; *text != '\0'; text++)
    {
      if (quote != '\0' && *text == '\\' && text[1] != '\0')
        text++;
      else if (quote != '\0')
        quote = *text == quote ? '\0' : quote;
      else if (*text == '"' || *text == '\'')
        quote = *text;
      else if (*text == '#')
        return text;
    }

  return NULL;
}

/* "m, 0.34..0.7: across the seat" -> "m" */
static char *
read_unit (const char *comment)
{
  gsize length = comment != NULL ? strcspn (comment, ",.:") : 0;

  return length > 0 && length <= 4 && comment[length] == ',' ? g_strndup (comment, length)
                                                             : g_strdup ("");
}

/* `SEAT_WIDTH = 0.45  # m, 0.34..0.7: across the seat` */
static Constant *
read_constant (const char *line)
{
  gsize length = strspn (line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
  const char *at = line + length + strspn (line + length, " ");
  const char *comment;
  Constant *constant;

  if (length == 0 || !g_ascii_isupper (*line) || at[0] != '=' || at[1] == '=')
    return NULL;

  comment = find_comment (at + 1);
  constant = g_new0 (Constant, 1);
  constant->name = g_strndup (line, length);
  constant->value = comment != NULL ? g_strndup (at + 1, comment - at - 1) : g_strdup (at + 1);
  g_strstrip (constant->value);
  constant->unit = read_unit (comment != NULL ? comment + 1 + strspn (comment + 1, " ") : NULL);
  return constant;
}

/* Constants by name; what else there is goes to @rest, constants as their names only. */
static GHashTable *
read_script (const char *script, GPtrArray *order, GString *rest)
{
  GHashTable *constants = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, constant_free);
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      Constant *constant = g_hash_table_size (constants) < MAX_CONSTANTS ? read_constant (lines[i])
                                                                         : NULL;

      if (constant != NULL && g_hash_table_contains (constants, constant->name))
        g_clear_pointer (&constant, constant_free);
      if (rest != NULL)
        g_string_append_printf (rest, "%s\n",
                                constant != NULL ? constant->name : g_strchomp (lines[i]));
      if (constant == NULL)
        continue;

      g_hash_table_insert (constants, constant->name, constant);
      if (order != NULL)
        g_ptr_array_add (order, constant);
    }

  return constants;
}

static gboolean
read_number (const char *value, double *number)
{
  char *end = NULL;

  if (!g_ascii_isdigit (value[value[0] == '-']) || (value[0] == '0' && g_ascii_isalpha (value[1])))
    return FALSE;

  *number = g_ascii_strtod (value, &end);
  return *end == '\0' && isfinite (*number);
}

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

/* "0.5" in metres -> "0.50 m", as lengths are written everywhere. */
static char *
make_value (const Constant *constant)
{
  g_autofree char *clean = mq_text_clean (constant->value, MAX_VALUE);
  gsize length = strlen (clean);
  const char *point = strchr (clean, '.');
  double number;

  if (read_number (clean, &number))
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];

      if (g_str_equal (constant->unit, "m") && (point == NULL || strlen (point + 1) < 2))
        return g_strconcat (g_ascii_formatd (text, sizeof text, "%.2f", number), " m", NULL);
      return g_strconcat (clean, *constant->unit != '\0' ? " " : "", constant->unit, NULL);
    }

  if (g_str_equal (clean, "True") || g_str_equal (clean, "False"))
    /* Translators: the value of a switch in a list of what was changed: “window on”. */
    return g_strdup (*clean == 'T' ? C_ ("value", "on") : C_ ("value", "off"));
  if (length >= 2 && (clean[0] == '"' || clean[0] == '\'') && clean[length - 1] == clean[0])
    return g_strndup (clean + 1, length - 2);

  return g_steal_pointer (&clean);
}

static void
add_change (GString *text, const Constant *constant)
{
  g_autofree char *title = make_title (constant->name);
  g_autofree char *value = make_value (constant);

  g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", title, value);
}

/**
 * mq_script_changes_describe:
 * @before: the script of the version that it was made from
 * @after: the script of a person's own
 *
 * Returns: (transfer full): what was changed, for people: "Seat width 0.50 m, legs 6" when only
 *   parameters were, else "Edited script"
 */
char *
mq_script_changes_describe (const char *before, const char *after)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  g_autoptr (GString) old_rest = g_string_new (NULL);
  g_autoptr (GString) new_rest = g_string_new (NULL);
  g_autoptr (GHashTable) old = read_script (before, NULL, old_rest);
  g_autoptr (GHashTable) new = read_script (after, order, new_rest);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_changed = 0;

  if (!g_string_equal (old_rest, new_rest))
    return g_strdup (_ ("Edited script"));

  for (guint i = 0; i < order->len; i++)
    {
      const Constant *constant = order->pdata[i];
      const Constant *was = g_hash_table_lookup (old, constant->name);

      if (was != NULL && !g_str_equal (was->value, constant->value) && n_changed++ < MAX_TOLD)
        add_change (text, constant);
    }

  if (n_changed == 0)
    return g_strdup (_ ("The same script, run again"));
  if (n_changed > MAX_TOLD)
    /* Translators: the end of a list of changed values: “seat width 0.50 m, legs 6 and 2 more values”. */
    g_string_append_printf (
        text, ngettext (" and %u more value", " and %u more values", n_changed - MAX_TOLD),
        n_changed - MAX_TOLD);

  text->str[0] = g_ascii_toupper (text->str[0]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What was planned is what the script says now. */
static void
follow_params (JsonArray *params, GHashTable *constants)
{
  for (guint i = 0; params != NULL && i < json_array_get_length (params); i++)
    {
      JsonObject *param = mq_json_element_object (params, i);
      const char *name = mq_json_get_string (param, "name", NULL);
      const Constant *constant = name != NULL ? g_hash_table_lookup (constants, name) : NULL;
      double number;

      if (constant != NULL && read_number (constant->value, &number))
        json_object_set_double_member (param, "value", number);
    }
}

/* The colour of the material "timber" is TIMBER_COLOR = "#b98249". */
static void
follow_materials (JsonArray *materials, GHashTable *constants)
{
  for (guint i = 0; materials != NULL && i < json_array_get_length (materials); i++)
    {
      JsonObject *material = mq_json_element_object (materials, i);
      g_autofree char *id = g_ascii_strup (mq_json_get_string (material, "id", ""), -1);
      g_autofree char *name = g_strconcat (id, "_COLOR", NULL);
      const Constant *constant = g_hash_table_lookup (constants, name);
      const char *value = constant != NULL ? constant->value : "";

      if (strlen (value) == 9 && value[1] == '#'
          && strspn (value + 2, "0123456789abcdefABCDEF") == 6
          && (value[0] == '"' || value[0] == '\'') && value[8] == value[0])
        {
          g_autofree char *color = g_strndup (value + 1, 7);

          json_object_set_string_member (material, "color", color);
        }
    }
}

static gboolean
has_objects (JsonObject *report, const char *part)
{
  JsonArray *objects = mq_json_get_array (report, "objects");

  for (guint i = 0; objects != NULL && i < json_array_get_length (objects); i++)
    if (g_strcmp0 (mq_json_get_string (mq_json_element_object (objects, i), "part", NULL), part)
        == 0)
      return TRUE;

  return FALSE;
}

/* Parts with nothing left of them are planned no more, nor is a join with them. */
static void
drop_vanished (JsonArray *parts, JsonObject *report)
{
  g_autoptr (GHashTable) vanished = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = json_array_get_length (parts); i-- > 0;)
    {
      const char *id = mq_json_get_string (mq_json_element_object (parts, i), "id", NULL);

      if (id == NULL || has_objects (report, id))
        continue;
      g_hash_table_add (vanished, g_strdup (id));
      json_array_remove_element (parts, i);
    }

  for (guint i = 0; i < json_array_get_length (parts); i++)
    {
      JsonArray *joins = mq_json_get_array (mq_json_element_object (parts, i), "joins");

      for (guint j = joins != NULL ? json_array_get_length (joins) : 0; j-- > 0;)
        {
          const char *other = mq_json_element_string (joins, j);

          if (other != NULL && g_hash_table_contains (vanished, other))
            json_array_remove_element (joins, j);
        }
    }
}

/**
 * mq_script_changes_follow:
 * @plan: of the version that the script was made from
 * @script: the script of a person's own
 * @report: (nullable): what was measured of it
 *
 * Takes over what the script says of parameters and colours, and leaves out parts of which nothing
 * was measured (all stay when the report is cut short, or says nothing of any of them).
 *
 * Returns: (transfer full): the plan as the script has it
 */
JsonObject *
mq_script_changes_follow (JsonObject *plan, const char *script, JsonObject *report)
{
  JsonObject *copy = mq_json_copy_object (plan);
  g_autoptr (GHashTable) constants = read_script (script, NULL, NULL);
  JsonArray *parts = mq_json_get_array (copy, "parts");
  gboolean any = FALSE;

  follow_params (mq_json_get_array (copy, "params"), constants);
  follow_materials (mq_json_get_array (copy, "materials"), constants);

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts) && !any; i++)
    any = has_objects (report, mq_json_get_string (mq_json_element_object (parts, i), "id", ""));
  if (any && !mq_json_get_boolean (report, "truncated", FALSE))
    drop_vanished (parts, report);

  return copy;
}
