/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Updates a plan from its script, see mq-plan-follow.h. In a plan of the sketcher, the kind
 * determines parameters and parts, so only values are updated. */
#include "service/pipeline/mq-plan-follow.h"

#include "common/asset/mq-asset-names.h"
#include "common/asset/mq-color-name.h"
#include "common/base/mq-each.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script-parameter.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#define MAX_PARAMS 60
#define MAX_PARTS 100
#define MAX_TOLD 4   /* changes in a sentence */
#define MAX_VALUE 40 /* characters of a value in a sentence */

/* Takes values and ranges from the script; without @fixed also the set of parameters. */
static JsonArray *
follow_params (JsonArray *params, GPtrArray *parameters, gboolean fixed)
{
  g_autoptr (GHashTable) planned = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *now = json_array_new ();

  MQ_JSON_EACH (params, i, param)
    {
      const char *name = mq_json_get_string (param, "name", NULL);
      const MqScriptParameter *parameter = name != NULL
                                               ? mq_script_parameters_find (parameters, name)
                                               : NULL;
      double number;

      if (param == NULL || (parameter == NULL && !fixed))
        continue;

      if (parameter != NULL && mq_script_read_number (parameter->value, &number, NULL))
        json_object_set_double_member (param, "value", number);
      if (parameter != NULL && parameter->has_range && !fixed)
        mq_json_add (param, "min:d max:d", parameter->min, parameter->max);
      if (name != NULL)
        g_hash_table_add (planned, (gpointer)name);
      json_array_add_object_element (now, json_object_ref (param));
    }

  for (guint i = 0; !fixed && i < parameters->len && json_array_get_length (now) < MAX_PARAMS; i++)
    {
      const MqScriptParameter *parameter = g_ptr_array_index (parameters, i);
      const char *unit = "ratio";
      double number;

      if (!parameter->has_range || !mq_script_read_number (parameter->value, &number, NULL)
          || !g_hash_table_add (planned, parameter->name))
        continue;

      /* The unit as in the planner's schema. */
      if (g_str_equal (parameter->unit, "m") || g_str_equal (parameter->unit, "deg"))
        unit = parameter->unit;
      else if (g_str_equal (parameter->name, "SEED"))
        unit = "seed";
      else if (strchr (parameter->value, '.') == NULL && parameter->min == rint (parameter->min)
               && parameter->max == rint (parameter->max))
        unit = "count";
      json_array_add_object_element (now, mq_json_new ("name:s value:d min:d max:d unit:s about:s",
                                                       parameter->name, number, parameter->min,
                                                       parameter->max, unit, parameter->about));
    }

  return now;
}

/* @name: "COLOR". Returns: (nullable): the value of TIMBER_COLOR for the material "timber". */
static const char *
find_value (JsonObject *material, const char *name, GPtrArray *parameters)
{
  g_autofree char *id = g_ascii_strup (mq_json_get_string (material, "id", ""), -1);
  g_autofree char *whole = g_strconcat (id, "_", name, NULL);
  const MqScriptParameter *parameter = mq_script_parameters_find (parameters, whole);

  return parameter != NULL ? parameter->value : NULL;
}

static gboolean
defines (const char *script, const char *function)
{
  g_autofree char *line = g_strconcat ("\ndef ", function, "(", NULL);

  return strstr (script, line) != NULL;
}

/* The box of a part's objects as JSON; NULL if it has none. @id: (nullable): %NULL: of all objects.
 * @count: (out): number of objects */
static JsonObject *
measure_box (JsonObject *report, const char *id, guint *count)
{
  JsonArray *objects = mq_json_get_array (report, "objects");
  double low[3] = { 0 };
  double high[3] = { 0 };

  *count = 0;
  MQ_JSON_EACH (objects, i, object)
    {
      double min[3];
      double max[3];

      if ((id != NULL && g_strcmp0 (mq_json_get_string (object, "part", NULL), id) != 0)
          || mq_json_get_boolean (object, "hidden", FALSE) || !mq_json_get_box (object, min, max))
        continue;
      mq_json_grow_box (low, high, min, max, (*count)++ == 0);
    }

  return *count > 0
             ? mq_json_new ("min:a max:a", mq_json_from_vector (low), mq_json_from_vector (high))
             : NULL;
}

/* @gone: (element-type utf8): ids of the parts to drop, also from the joins of the others */
static void
drop_parts (JsonArray *parts, GHashTable *gone)
{
  for (guint i = json_array_get_length (parts); i-- > 0;)
    {
      JsonObject *part = mq_json_element_object (parts, i);
      const char *id = mq_json_get_string (part, "id", NULL);
      JsonArray *joins = mq_json_get_array (part, "joins");

      if (id != NULL && g_hash_table_contains (gone, id))
        {
          json_array_remove_element (parts, i);
          continue;
        }
      for (guint j = joins != NULL ? json_array_get_length (joins) : 0; j-- > 0;)
        {
          const char *other = mq_json_element_string (joins, j);

          if (other != NULL && g_hash_table_contains (gone, other))
            json_array_remove_element (joins, j);
        }
    }
}

/* Updates parameters and colours from the script, and boxes from the report, and adds the
 * measured parts that were not planned. @report: (nullable): its report. Returns: (transfer
 * full): the updated plan */
JsonObject *
mq_plan_follow_script (JsonObject *plan, const char *script, JsonObject *report)
{
  JsonObject *copy = mq_json_copy_object (plan);
  g_autoptr (GPtrArray) parameters = mq_script_parameters_list (script);
  JsonArray *parts = mq_json_get_array (copy, "parts");
  gboolean fixed = mq_json_get_string (plan, "kind", NULL) != NULL;
  JsonArray *materials;

  json_object_set_array_member (
      copy, "params", follow_params (mq_json_get_array (copy, "params"), parameters, fixed));

  /* TIMBER_COLOR = "#b98249" and TIMBER_FINISH = "wood" are those of the material "timber". */
  materials = mq_json_get_array (copy, "materials");
  MQ_JSON_EACH (materials, i, material)
    {
      const char *color_value = find_value (material, "COLOR", parameters);
      const char *finish_value = find_value (material, "FINISH", parameters);
      g_autofree char *color = color_value != NULL ? mq_script_read_color (color_value) : NULL;
      g_autofree char *finish = finish_value != NULL ? mq_script_read_word (finish_value) : NULL;

      mq_json_add (material, "color:s? finish:s?", color, finish);
    }
  if (parts != NULL && !fixed)
    {
      JsonArray *objects = mq_json_get_array (report, "objects");
      guint count;

      if (json_array_get_length (parts) == 0)
        {
          const MqScriptParameter *asset = mq_script_parameters_find (parameters, "ASSET");
          g_autofree char *name = asset != NULL ? mq_script_read_word (asset->value) : NULL;

          /* A plan that a model did not make has the user's words as its title: the script's is
           * better. */
          if (name != NULL && *name != '\0' && !g_str_equal (name, "Asset"))
            json_object_set_string_member (copy, "title", name);
        }

      /* Boxes and numbers of objects are what was built: the next role reads nothing stale. */
      mq_json_add (copy, "box:o?", measure_box (report, NULL, &count));
      MQ_JSON_EACH (parts, i, part)
        {
          const char *id = mq_json_get_string (part, "id", "");
          JsonObject *box = part != NULL ? measure_box (report, id, &count) : NULL;

          if (box != NULL)
            mq_json_add (part, "box:o count:i", box, count);
        }

      /* Adds the measured parts that the plan does not have. */
      for (guint i = 0; i < mq_json_length (objects) && json_array_get_length (parts) < MAX_PARTS;
           i++)
        {
          JsonObject *object = mq_json_element_object (objects, i);
          const char *id = mq_json_get_string (object, "part", "");
          gboolean is_planned = FALSE;
          g_autofree char *name = NULL;
          JsonObject *box;

          if (*id == '\0' || mq_json_get_object (object, "box") == NULL
              || mq_json_get_boolean (object, "hidden", FALSE))
            continue;

          for (guint j = 0; j < json_array_get_length (parts) && !is_planned; j++)
            {
              JsonObject *part = mq_json_element_object (parts, j);

              is_planned = g_ascii_strcasecmp (mq_json_get_string (part, "id", ""), id) == 0
                           || g_ascii_strcasecmp (mq_json_get_string (part, "name", ""), id) == 0;
            }
          if (is_planned)
            continue;

          /* Its joins are unknown. */
          name = g_strdelimit (g_strdup (id), "_", ' ');
          name[0] = g_ascii_toupper (name[0]);
          box = measure_box (report, id, &count);
          json_array_add_object_element (
              parts, mq_json_new ("id:s name:s purpose:s function:s count:i box:o? materials:a "
                                  "joins:a effect:b adjust:a",
                                  id, name, "", defines (script, id) ? id : "", count, box,
                                  json_array_new (), json_array_new (), FALSE, json_array_new ()));
        }
    }
  return copy;
}

/* @report: (nullable): the report. Returns: (transfer full): the plan without the parts that
 * have no measured object; all stay if the report is incomplete or has none of them */
JsonObject *
mq_plan_without_vanished (JsonObject *plan, JsonObject *report)
{
  JsonObject *copy = mq_json_copy_object (plan);
  JsonArray *parts = mq_json_get_array (copy, "parts");
  g_autoptr (GHashTable) gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean any = FALSE;

  MQ_JSON_EACH (parts, i, part)
    {
      const char *id = mq_json_get_string (part, "id", "");

      if (mq_json_find (mq_json_get_array (report, "objects"), "part", id) != NULL)
        any = TRUE;
      else
        g_hash_table_add (gone, g_strdup (id));
    }

  if (any && !mq_json_get_boolean (report, "truncated", FALSE))
    drop_parts (parts, gone);
  return copy;
}

/* A refinement that removes the function of a part means to remove the part. If the plan kept it,
 * measuring would report it as missing and a repair would restore it. Returns: (transfer full): the
 * plan without the parts whose functions were removed, and without what was required of them */
JsonObject *
mq_plan_without_removed (JsonObject *plan, const char *before, const char *after)
{
  JsonObject *copy = mq_json_copy_object (plan);
  JsonArray *parts = mq_json_get_array (copy, "parts");
  g_autoptr (GHashTable) gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  MQ_JSON_EACH (parts, i, part)
    {
      const char *function = mq_json_get_string (part, "function", "");

      if (*function != '\0' && defines (before, function) && !defines (after, function))
        g_hash_table_add (gone, g_strdup (mq_json_get_string (part, "id", "")));
    }

  if (parts != NULL && g_hash_table_size (gone) < json_array_get_length (parts))
    {
      static const char *const members[] = { "of", "to" };
      JsonArray *requirements;

      drop_parts (parts, gone);

      /* Requirements of parts that are gone go with them; functions are parts, too. */
      requirements = mq_json_get_array (copy, "requirements");
      for (guint i = mq_json_length (requirements); i-- > 0;)
        {
          JsonObject *requirement = mq_json_element_object (requirements, i);
          gboolean stale = FALSE;

          for (gsize j = 0; j < G_N_ELEMENTS (members); j++)
            {
              const char *id = mq_json_get_string (requirement, members[j], "");

              stale |= g_hash_table_contains (gone, id)
                       || (defines (before, id) && !defines (after, id));
            }
          if (stale)
            json_array_remove_element (requirements, i);
        }
    }
  return copy;
}

/* Replaces the lines of parameters by their names, to compare the rest of two scripts. */
static char *
leave_out_parameters (const char *script, GPtrArray *parameters)
{
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);

  MQ_EACH (parameters, i, const MqScriptParameter, parameter)
    if (mq_script_parameters_find (parameters, parameter->name) == parameter)
      g_set_str (&lines[parameter->line - 1], parameter->name);
  for (gsize i = 0; lines[i] != NULL; i++)
    g_strchomp (lines[i]);

  return g_strjoinv ("\n", lines);
}

/* @before: the script of the base version. Returns: (transfer full): for the user: "Seat width
 * 50 cm, legs 6" if only parameters changed, "Edited script" otherwise */
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

  MQ_EACH (new, i, const MqScriptParameter, parameter)
    {
      const MqScriptParameter *was = mq_script_parameters_find (old, parameter->name);
      g_autofree char *title = g_ascii_strdown (parameter->name, -1);
      g_autofree char *translated = mq_asset_name_find_title (MQ_ASSET_NAME_PARAMETER, title);
      g_autofree char *value = mq_text_clean (parameter->value, MAX_VALUE);
      gsize length = strlen (value);
      double number;

      if (was == NULL || mq_script_parameters_find (new, parameter->name) != parameter
          || g_str_equal (was->value, parameter->value) || n_changed++ >= MAX_TOLD)
        continue;

      /* "SEAT_WIDTH" -> "seat width"; "LEG_COUNT" -> "legs"; in another language its name there, if
       * the tree has it. */
      if (text->len > 0)
        g_string_append (text, ", ");
      g_strdelimit (title, "_", ' ');
      if (translated != NULL)
        g_string_append (text, translated);
      else if (g_str_has_suffix (title, " count"))
        {
          title[strlen (title) - strlen (" count")] = '\0';
          g_string_append_printf (text, "%s%s", title, g_str_has_suffix (title, "s") ? "" : "s");
        }
      else
        g_string_append (text, title);
      g_string_append_c (text, ' ');

      /* "0.5" in metres -> "50 cm", as people say it. */
      if (mq_script_read_number (value, &number, NULL))
        {
          locale_t own = mq_text_begin_numbers ();

          if (g_str_equal (parameter->unit, "m") && fabs (number) < 1)
            g_string_append_printf (text, "%.4g cm", number * 100);
          else
            g_string_append_printf (text, "%.15g%s%s", number, *parameter->unit != '\0' ? " " : "",
                                    parameter->unit);
          uselocale (own);
        }
      else if (g_str_equal (value, "True") || g_str_equal (value, "False"))
        /* Translators: the value of a switch in a list of what was changed: “window on”. */
        g_string_append (text, *value == 'T' ? C_ ("value", "on") : C_ ("value", "off"));
      else if (length >= 2 && (value[0] == '"' || value[0] == '\'')
               && value[length - 1] == value[0])
        {
          g_autofree char *inner = g_strndup (value + 1, length - 2);
          const char *color = mq_color_name_find (inner);

          g_string_append (text, color != NULL ? color : inner);
        }
      else
        g_string_append (text, value);
    }

  if (n_changed == 0)
    return g_strdup (g_str_equal (before, after) ? _ ("The same script, run again")
                                                 : _ ("Edited script"));
  if (n_changed > MAX_TOLD)
    /* Translators: the end of a list of changed values: “seat width 50 cm, legs 6 and 2 more
     * values”. */
    g_string_append_printf (
        text, ngettext (" and %u more value", " and %u more values", n_changed - MAX_TOLD),
        n_changed - MAX_TOLD);

  text->str[0] = g_ascii_toupper (text->str[0]);
  return g_string_free_and_steal (g_steal_pointer (&text));
}
