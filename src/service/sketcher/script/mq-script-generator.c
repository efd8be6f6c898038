/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Script generator, see mq-script-generator.h. Deterministic: the same plan gives the same
 * bytes. */
#include "service/sketcher/script/mq-script-generator.h"

#include "common/base/mq-each.h"
#include "common/json/mq-json.h"
#include "common/script/mq-finishes.h"
#include "common/script/mq-python-imports.h"
#include "common/script/mq-python-source.h"
#include "service/sketcher/plan/mq-sketch-composition.h"
#include "service/sketcher/plan/mq-sketch-plan.h"

#include <math.h>
#include <string.h>

/* Maximum bytes of the message quoted in the docstring. */
#define MAX_QUOTED 600
/* Maximum bytes of the words on an object. */
#define MAX_LETTERS 200
/* Maximum columns of the script's lines. */
#define WIDTH 96
#define INDENT 4 /* columns, of build() */

/* The lines of a script that copy and arrange the things of a composition; the functions that they
 * call are in data/sketcher/library/arrangement.py. */

typedef struct
{
  MqKindCatalogue *catalogue;
  MqSketchPlan *plan;
  GPtrArray *things; /* of MqSketchPlan: the plan itself, or those of a composition */
  MqPythonNeeds *needs;
  GString *text;
} ScriptWriter;

/* The list of a thing's copies: `chairs`. */
static char *
copies_name (MqSketchPlan *thing)
{
  g_autofree char *name = mq_sketch_composition_count_name (thing);

  return g_ascii_strdown (name, -1);
}

static char *script_clean (const char *text, gsize max_bytes);

/* `chairs + stools`: all things with the place at @base, or on the ground. */
static char *
list_placed (MqSketchPlan *plan, MqPlanPlace place, const MqSketchPlan *base)
{
  GString *lists = g_string_new (NULL);

  MQ_EACH (plan->things, i, MqSketchPlan, thing)
    {
      g_autofree char *list = copies_name (thing);

      if (thing->place == place && (base == NULL || g_strcmp0 (thing->at, base->kind->prefix) == 0))
        g_string_append_printf (lists, "%s%s", lists->len > 0 ? " + " : "", list);
    }

  return g_string_free_and_steal (lists);
}

/* `tables = set_around(tables, chairs, GAP)` */
static void
append_placed (GString *text, MqSketchPlan *plan, MqPlanPlace place)
{
  MQ_EACH (plan->things, i, MqSketchPlan, base)
    {
      g_autofree char *bases = copies_name (base);
      g_autofree char *lists = list_placed (plan, place, base);
      g_autofree char *surface = g_strjoinv ("\", \"", (GStrv)base->kind->surface);

      if (*lists == '\0')
        continue;
      if (place == MQ_PLAN_AROUND)
        g_string_append_printf (text, "    %s = set_around(%s, %s, GAP)\n", bases, bases, lists);
      else
        g_string_append_printf (text, "    %s = set_on(%s, [\"%s\"], %s, GAP)\n", bases, bases,
                                surface, lists);
    }
}

/* @text: the script; receives the end of build(), after the lists of the things' objects */
static void
script_arrangement_append (GString *text, MqSketchPlan *plan)
{
  g_autofree char *ground = list_placed (plan, MQ_PLAN_BESIDE, NULL);

  g_string_append_c (text, '\n');
  MQ_EACH (plan->things, i, MqSketchPlan, thing)
    {
      g_autofree char *list = copies_name (thing);
      g_autofree char *count = mq_sketch_composition_count_name (thing);
      g_autofree char *name = script_clean (thing->name, 60);

      /* `chairs = make_copies("Chair", chair, CHAIRS)` */
      g_string_append_printf (text, "    %s = make_copies(\"%s\", %s", list, name,
                              thing->kind->prefix);
      if (thing->copies > 1)
        g_string_append_printf (text, ", %s", count);
      g_string_append (text, ")\n");
      if (thing->is_piled && thing->copies > 1)
        g_string_append_printf (text, "    %s = [set_on_each_other(%s)]\n", list, list);
    }

  append_placed (text, plan, MQ_PLAN_AROUND);
  append_placed (text, plan, MQ_PLAN_ON);
  g_string_append_printf (text, "    return set_on_ground(%s, GAP)\n", ground);
}

/* @plan: any plan. Returns: (transfer full): what moves all objects of a composition when it
 * changes: numbers, places and sizes; empty when it is none */
static char *
script_arrangement_describe (MqSketchPlan *plan)
{
  GString *text = g_string_new (NULL);

  if (plan->things->len == 0)
    return g_string_free_and_steal (text);

  script_arrangement_append (text, plan);
  g_string_append_printf (text, "%g\n", plan->gap);
  MQ_EACH (plan->things, i, MqSketchPlan, thing)
    {
      double size[3];

      mq_sketch_plan_get_size (thing, NULL, size);
      g_string_append_printf (text, "%u %.5f %.5f %.5f\n", thing->copies, size[0], size[1],
                              size[2]);
    }
  return g_string_free_and_steal (text);
}

/* @max_bytes: it is cut at a character after so many. Returns: (transfer full): text for a
 * docstring, a comment or a double-quoted string, on one line: without control, formatting
 * (bidirectional and other invisible) and unassigned characters; quotes become ‘ and ”,
 * backslashes ⧵ */
static char *
script_clean (const char *text, gsize max_bytes)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_new (NULL);
  gboolean space = FALSE;

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);
      GUnicodeType type = g_unichar_type (character);

      if (g_unichar_isspace (character) || type == G_UNICODE_LINE_SEPARATOR
          || type == G_UNICODE_PARAGRAPH_SEPARATOR)
        {
          space = clean->len > 0;
          continue;
        }
      if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_UNASSIGNED
          || type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_SURROGATE)
        continue;

      if (clean->len + 8 > max_bytes)
        {
          g_string_append (clean, " …");
          break;
        }
      if (space)
        g_string_append_c (clean, ' ');
      space = FALSE;
      if (character == '"')
        g_string_append (clean, "”");
      else if (character == '\'')
        g_string_append (clean, "’");
      else if (character == '\\')
        g_string_append (clean, "⧵");
      else
        g_string_append_unichar (clean, character);
    }

  return g_string_free_and_steal (clean);
}

/* Wraps words into lines that begin with @indent and end before WIDTH. */
static void
append_wrapped (GString *text, const char *indent, const char *words)
{
  g_auto (GStrv) pieces = g_strsplit (words, " ", -1);
  glong column = 0;

  for (gsize i = 0; pieces[i] != NULL; i++)
    {
      glong length = g_utf8_strlen (pieces[i], -1);

      if (i > 0 && column + 1 + length > WIDTH)
        {
          g_string_append_c (text, '\n');
          column = 0;
        }
      if (column == 0)
        {
          g_string_append (text, indent);
          column = strlen (indent);
        }
      else
        {
          g_string_append_c (text, ' ');
          column++;
        }
      g_string_append (text, pieces[i]);
      column += length;
    }
  g_string_append_c (text, '\n');
}

static void
append_docstring (ScriptWriter *writer)
{
  MqSketchPlan *plan = writer->plan;
  g_autofree char *title = script_clean (plan->title, 80);
  g_autofree char *about = script_clean (plan->kind->about, 200);
  g_autofree char *text = script_clean (plan->text, MAX_QUOTED);
  g_autofree char *summary = plan->things->len > 0 ? g_strdup_printf ("%s.", title)
                                                   : g_strdup_printf ("%s: %s.", title, about);

  g_string_append (writer->text, "\"\"\"");
  append_wrapped (writer->text, "", summary);
  g_string_append (writer->text,
                   "\nMade by Maquette's built-in sketcher (no AI model) from these words:\n");
  append_wrapped (writer->text, "    ", text);
  for (guint i = 0; i < plan->instructions->len; i++)
    {
      g_autofree char *clean = script_clean (g_ptr_array_index (plan->instructions, i), MAX_QUOTED);
      g_autofree char *line = g_strconcat ("then: ", clean, NULL);

      append_wrapped (writer->text, "    ", line);
    }
  g_string_append (
      writer->text,
      "\n"
      "To run it, open it in Blender's Scripting tab (4.2 or newer) and press Run Script, or type\n"
      "    blender --python script.py\n"
      "Change a value under Parameters and run it again: the asset is built anew in its own\n"
      "collection, and nothing else in the scene is touched.\n"
      "\"\"\"\n\n");
}

/* 0.45 for a length, 4 for a count. */
static char *
format_value (const char *unit, double value)
{
  GString *text = NULL;

  if (g_str_equal (unit, "count") || g_str_equal (unit, "seed"))
    return g_strdup_printf ("%d", (int)rint (value));

  text = g_string_new (NULL);
  mq_plan_append_number (text, value);
  if (strpbrk (text->str, ".e") == NULL)
    g_string_append (text, ".0");
  return g_string_free_and_steal (text);
}

static char *
color_name (const MqPlanMaterial *material)
{
  g_autofree char *upper = g_ascii_strup (material->id, -1);

  return g_strconcat (upper, material->colors != NULL ? "_COLORS" : "_COLOR", NULL);
}

/* NULL: the finish has no choices. */
static char *
finish_name (const MqPlanMaterial *material)
{
  g_auto (GStrv) choices = mq_finishes_list_choices (material->finish);
  g_autofree char *upper = g_ascii_strup (material->id, -1);

  return choices != NULL ? g_strconcat (upper, "_FINISH", NULL) : NULL;
}

static void
append_look (ScriptWriter *writer, const MqPlanMaterial *material)
{
  g_autofree char *name = color_name (material);
  g_autofree char *finish = finish_name (material);
  g_autofree char *label = script_clean (material->label, 60);

  g_string_append_printf (writer->text, "%s = ", name);
  if (material->colors != NULL)
    {
      g_string_append_c (writer->text, '[');
      for (guint i = 0; i < json_array_get_length (material->colors); i++)
        g_string_append_printf (writer->text, "%s\"%s\"", i > 0 ? ", " : "",
                                mq_json_element_string (material->colors, i));
      g_string_append (writer->text, "]");
    }
  else
    g_string_append_printf (writer->text, "\"%s\"", material->color);
  if (finish == NULL)
    {
      g_string_append_printf (writer->text, "  # %s; finish: %s\n", label, material->finish);
      return;
    }

  g_string_append_printf (writer->text, "  # %s\n", label);
  mq_finishes_append_parameter (writer->text, finish, material->finish);
}

/* `SCALE`, of a thing in a composition `CHAIR_SCALE`. */
static char *
scale_name (const MqSketchPlan *plan)
{
  g_autofree char *name = plan->kind->prefix != NULL
                              ? g_strconcat (plan->kind->prefix, "_SCALE", NULL)
                              : g_strdup ("SCALE");

  return g_ascii_strup (name, -1);
}

static void
append_imports (ScriptWriter *writer)
{
  g_autofree char *imports = mq_python_imports_to_text (writer->needs->imports);

  if (*imports != '\0')
    g_string_append_printf (writer->text, "%s\n", imports);
}

static void
append_parameters (ScriptWriter *writer)
{
  MqSketchPlan *plan = writer->plan;
  g_autofree char *title = script_clean (plan->title, 60);

  g_string_append_printf (writer->text,
                          "# Parameters\n"
                          "ASSET = \"%s\"  # name of the collection that holds it\n",
                          title);
  MQ_EACH (plan->things, i, MqSketchPlan, thing)
    {
      g_autofree char *name = mq_sketch_composition_count_name (thing);
      g_autofree char *about = mq_sketch_composition_count_about (thing);

      /* A single thing needs no number. */
      if (thing->copies > 1)
        g_string_append_printf (writer->text, "%s = %u  # 1..%u: %s\n", name, thing->copies,
                                MQ_PLAN_MAX_COPIES, about);
    }
  if (plan->things->len > 0)
    {
      g_string_append (writer->text, "GAP = ");
      mq_plan_append_number (writer->text, plan->gap);
      g_string_append (writer->text, "  # m, 0.0..10.0: between things\n");
    }

  MQ_EACH (writer->things, i, MqSketchPlan, thing)
    {
      if (thing->kind->lettering != NULL
          && g_hash_table_contains (writer->needs->constants, thing->kind->lettering))
        {
          g_autofree char *letters = script_clean (mq_sketch_plan_get_letters (thing), MAX_LETTERS);

          g_string_append_printf (writer->text, "%s = \"%s\"  # %s\n", thing->kind->lettering,
                                  letters, thing->kind->letters_about);
        }
      MQ_EACH (thing->kind->params, j, const MqKindParam, param)
        {
          g_autofree char *value = format_value (param->unit, thing->values[j]);
          g_autofree char *min = format_value (param->unit, param->min);
          g_autofree char *max = format_value (param->unit, param->max);
          gboolean has_unit = g_str_equal (param->unit, "m") || g_str_equal (param->unit, "deg");

          if (g_hash_table_contains (writer->needs->constants, param->name))
            g_string_append_printf (writer->text, "%s = %s  # %s%s%s..%s%s%s\n", param->name, value,
                                    has_unit ? param->unit : "", has_unit ? ", " : "", min, max,
                                    *param->about != '\0' ? ": " : "", param->about);
        }
    }
  /* The library uses random numbers too, but not every kind has a parameter for the seed. */
  if (g_hash_table_contains (writer->needs->constants, "SEED")
      && mq_kind_find (plan->kind->params, "SEED") == NULL)
    g_string_append (writer->text, "SEED = 0  # 0..999: varies grain and brush marks\n");

  MQ_EACH (writer->things, i, MqSketchPlan, thing)
    {
      g_autofree char *scale = scale_name (thing);

      if (thing->scale != 1)
        {
          g_string_append_printf (writer->text, "%s = ", scale);
          mq_plan_append_number (writer->text, thing->scale);
          g_string_append (writer->text, "  # 0.01..100: size of the whole\n");
        }
      MQ_EACH (thing->materials, j, const MqPlanMaterial, material)
        if (mq_sketch_plan_uses_material (thing, material->id, NULL))
          append_look (writer, material);
    }
}

/* The asset's own parts come first; library functions such as bevels matter less to a reader. */
static void
append_functions (ScriptWriter *writer)
{
  GPtrArray *lists[] = { writer->needs->own, writer->needs->library };

  for (gsize list = 0; list < G_N_ELEMENTS (lists); list++)
    MQ_EACH (lists[list], i, const MqPythonFunction, function)
      {
        if (i == 0)
          g_string_append_printf (writer->text, "\n\n# %s\n", list == 0 ? "Parts" : "Library");
        g_string_append_printf (writer->text, "%s%s", i > 0 ? "\n\n" : "\n", function->text);
      }
}

/* `JOINTS = door_joints() + drawer_joints()`: of the parts that are there. A composition moves its
 * things about after their parts are made, so it has none. */
static GPtrArray *
list_joints (const MqSketchPlan *plan)
{
  GPtrArray *functions = g_ptr_array_new ();

  for (guint i = 0; plan->things->len == 0 && i < plan->parts->len; i++)
    {
      const MqPlanPart *part = g_ptr_array_index (plan->parts, i);

      if (*part->kind->joints != '\0'
          && !g_ptr_array_find_with_equal_func (functions, part->kind->joints, g_str_equal, NULL))
        g_ptr_array_add (functions, (gpointer)part->kind->joints);
    }

  return functions;
}

static void
append_joints (ScriptWriter *writer)
{
  g_autoptr (GPtrArray) functions = list_joints (writer->plan);

  for (guint i = 0; i < functions->len; i++)
    g_string_append_printf (writer->text, "%s%s()",
                            i > 0 ? " + " : "\n\n# Joints: what moves, and how far\nJOINTS = ",
                            (const char *)g_ptr_array_index (functions, i));
  if (functions->len > 0)
    g_string_append_c (writer->text, '\n');
}

/* `, roughness=0.4, glow=2.5` */
static void
append_options (GString *text, JsonObject *options)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, options);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    {
      GType type = json_node_get_value_type (node);

      g_string_append_printf (text, ", %s=", key);
      if (type == G_TYPE_STRING)
        {
          g_autofree char *clean = script_clean (json_node_get_string (node), 100);

          g_string_append_printf (text, "\"%s\"", clean);
        }
      else if (type == G_TYPE_BOOLEAN)
        g_string_append (text, json_node_get_boolean (node) ? "True" : "False");
      else
        mq_plan_append_number (text, json_node_get_double (node));
    }
}

static char *
material_name (const MqPlanMaterial *material)
{
  return g_strconcat (material->id, material->colors != NULL ? "_materials" : "_material", NULL);
}

/* `frame_material = wood("Frame", FRAME_COLOR)`, without indentation and line end. */
static char *
material_line (const MqSketchPlan *plan, const MqPlanMaterial *material)
{
  g_autofree char *name = material_name (material);
  g_autofree char *finish = finish_name (material);
  /* The Python that makes it: `wood`, or `finishes[FRAME_FINISH]`. */
  g_autofree char *maker = finish != NULL ? g_strdup_printf ("finishes[%s]", finish)
                                          : g_strdup (material->finish);
  g_autofree char *color = color_name (material);
  g_autofree char *label = script_clean (material->label, 60);
  g_autoptr (GString) options = g_string_new (NULL);
  GString *line = g_string_new (NULL);
  const MqKindMaterial *slot = mq_kind_find (plan->kind->materials, material->base);
  gboolean is_wanted = FALSE;

  /* The material's name in the scene. Where the user asked for the finish, it says so: "Frame,
   * wood", and "Metal" for what was called after another one. */
  MQ_EACH (plan->requirements, i, JsonObject, row)
    {
      const char *of = mq_json_get_string (row, "of", NULL);
      const MqPlanPart *part = mq_sketch_plan_find_part ((MqSketchPlan *)plan, of);

      /* Metal legs do not make another part's metal a wanted one. */
      if (part != NULL
          && !g_ptr_array_find_with_equal_func (part->materials, material->id, g_str_equal, NULL))
        continue;
      is_wanted |= g_str_equal (mq_json_get_string (row, "what", ""), "material")
                   && g_str_equal (mq_json_get_string (row, "text", ""), material->finish);
    }

  if (is_wanted && strstr (label, material->finish) == NULL)
    {
      g_autofree char *old = g_steal_pointer (&label);
      gboolean is_other = slot != NULL && !g_str_equal (slot->finish, material->finish)
                          && strstr (old, slot->finish) != NULL;

      label = is_other ? g_strdup (material->finish)
                       : g_strdup_printf ("%s, %s", old, material->finish);
    }
  if (*label != '\0')
    label[0] = g_ascii_toupper (label[0]);

  g_string_append_printf (line, "%s = ", name);
  if (material->colors != NULL)
    {
      g_string_append_printf (line, "[%s(f\"%s {i + 1}\", color", maker, label);
      append_options (line, material->options);
      g_string_append_printf (line, ") for i, color in enumerate(%s)]", color);
    }
  else
    {
      g_string_append_printf (line, "%s(\"%s\", %s", maker, label, color);
      append_options (options, material->options);
      if (options->len > 0 && INDENT + line->len + options->len + 1 > WIDTH)
        g_string_append_printf (line, ",\n%*s%s", (int)(INDENT + strcspn (line->str, "(") + 1), "",
                                options->str + 2);
      else
        g_string_append (line, options->str);
      g_string_append_c (line, ')');
    }

  return g_string_free_and_steal (line);
}

static void
append_point (GString *text, const double point[3], double scale)
{
  for (gsize axis = 0; axis < 3; axis++)
    {
      g_string_append (text, axis > 0 ? ", " : "");
      mq_plan_append_number (text, rint (point[axis] / scale * 1e5) / 1e5 + 0.0);
    }
}

/* `x=0.1, z=-0.012`: only what differs from @rest. */
static void
append_named (GString *text, const double point[3], double rest)
{
  for (gsize axis = 0; axis < 3; axis++)
    {
      if (fabs (point[axis] - rest) < 1e-6)
        continue;
      g_string_append_printf (text, ", %c=", "xyz"[axis]);
      mq_plan_append_number (text, rint (point[axis] * 1e5) / 1e5);
    }
}

static void
append_adjust (GString *text, const MqSketchPlan *plan, const char *objects,
               const MqPlanAdjust *adjust)
{
  g_autofree char *why = script_clean (adjust->why, 200);
  double near[3] = { adjust->x[0] / plan->scale, adjust->x[1] / plan->scale,
                     adjust->x[2] / plan->scale };

  g_string_append (text, "    ");
  switch (adjust->kind)
    {
    case MQ_PLAN_MOVE:
      g_string_append_printf (text, "move(%s[%u]", objects, adjust->object);
      append_named (text, near, 0);
      g_string_append_c (text, ')');
      break;
    case MQ_PLAN_FIT:
      g_string_append_printf (text, "fit(%s, (", objects);
      append_point (text, adjust->x, plan->scale);
      g_string_append (text, "), (");
      append_point (text, adjust->y, plan->scale);
      g_string_append (text, "))");
      break;
    case MQ_PLAN_RESIZE:
      g_string_append_printf (text, "resize(%s", objects);
      append_named (text, adjust->x, 1);
      g_string_append_c (text, ')');
      break;
    case MQ_PLAN_REMOVE:
      g_string_append_printf (text, "remove(%s.pop(%u))", objects, adjust->object);
      break;
    case MQ_PLAN_COPY:
      g_string_append_printf (text, "%s.append(duplicate(%s[%u]", objects, objects, adjust->object);
      append_named (text, near, 0);
      g_string_append (text, "))");
      break;
    case MQ_PLAN_SHIFT:
      g_string_append_printf (text, "shift(%s", objects);
      append_named (text, near, 0);
      g_string_append_c (text, ')');
      break;
    case MQ_PLAN_STRETCH:
      g_string_append_printf (text, "stretch_each(%s", objects);
      append_named (text, adjust->x, 1);
      g_string_append (text, ", stays=(");
      append_point (text, adjust->y, 1);
      g_string_append (text, "))");
      break;
    case MQ_PLAN_THICKEN:
      g_string_append_printf (text, "thicken_each(%s, ", objects);
      mq_plan_append_number (text, adjust->x[0]);
      g_string_append (text, ", ");
      mq_plan_append_number (text, adjust->x[1]);
      g_string_append_c (text, ')');
      break;
    default:
      g_assert_not_reached ();
    }
  g_string_append_printf (text, "  # %s\n", why);
}

/* The list of build() that the objects are added to: `objects`, or `chair`. */
static const char *
list_name (const MqSketchPlan *plan)
{
  return plan->kind->prefix != NULL ? plan->kind->prefix : "objects";
}

/* The lines of build() that make one part. */
static char *
part_lines (MqSketchPlan *plan, const MqPlanPart *part)
{
  GString *text = g_string_new (NULL);
  const char *list = list_name (plan);
  g_autofree char *objects = g_strconcat (part->kind->id, "_objects", NULL);

  if (part->adjust->len == 0)
    g_string_append_printf (text, "    %s += %s(", list, part->kind->function);
  else
    g_string_append_printf (text, "    %s = %s(", objects, part->kind->function);
  for (guint i = 0; i < part->materials->len; i++)
    {
      const MqPlanMaterial *material
          = mq_sketch_plan_find_material (plan, g_ptr_array_index (part->materials, i));
      g_autofree char *name = material_name (material);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
    }
  g_string_append (text, ")\n");

  for (guint i = 0; i < part->adjust->len; i++)
    append_adjust (text, plan, objects, g_ptr_array_index (part->adjust, i));
  if (part->adjust->len > 0)
    g_string_append_printf (text, "    %s += %s\n", list, objects);

  return g_string_free_and_steal (text);
}

static void
append_build (ScriptWriter *writer)
{
  g_autoptr (GPtrArray) finishes = g_ptr_array_new ();
  g_autoptr (GString) materials = g_string_new (NULL);

  g_string_append (writer->text, "\n\ndef build():\n"
                                 "    \"\"\"Make the whole and return its objects.\"\"\"\n"
                                 "    start(ASSET)\n\n");

  MQ_EACH (writer->things, i, MqSketchPlan, thing)
    {
      MQ_EACH (thing->materials, j, const MqPlanMaterial, material)
        {
          g_autofree char *line = NULL;

          if (!mq_sketch_plan_uses_material (thing, material->id, NULL))
            continue;
          line = material_line (thing, material);
          g_ptr_array_add (finishes, material->finish);
          g_string_append_printf (materials, "    %s\n", line);
        }
    }
  mq_finishes_append_table (writer->text, finishes);
  g_string_append (writer->text, materials->str);

  MQ_EACH (writer->things, i, MqSketchPlan, thing)
    {
      g_autofree char *scale = scale_name (thing);

      g_string_append_printf (writer->text, "\n    %s = []\n", list_name (thing));
      for (guint j = 0; j < thing->parts->len; j++)
        {
          g_autofree char *lines = part_lines (thing, g_ptr_array_index (thing->parts, j));

          g_string_append (writer->text, lines);
        }
      if (thing->scale != 1)
        g_string_append_printf (writer->text, "    scale_all(%s, %s)\n", list_name (thing), scale);
    }

  if (writer->plan->things->len > 0)
    script_arrangement_append (writer->text, writer->plan);
  else
    {
      g_autoptr (GPtrArray) functions = list_joints (writer->plan);
      g_autofree char *scale = scale_name (writer->plan);

      if (functions->len > 0)
        g_string_append_printf (writer->text, "    add_joints(JOINTS%s%s)\n",
                                writer->plan->scale != 1 ? ", " : "",
                                writer->plan->scale != 1 ? scale : "");
      g_string_append (writer->text, "    return objects\n");
    }
  g_string_append (writer->text, "\n\n"
                                 "if __name__ == \"__main__\":\n"
                                 "    build()\n");
}

/* The parts of a script, in their order. */
static void (*const sections[]) (ScriptWriter *writer) = { append_docstring,  append_imports,
                                                           append_parameters, append_functions,
                                                           append_joints,     append_build };

/**
 * mq_script_generator_write:
 * @plan: the plan
 *
 * Returns: (transfer full): the script
 */
char *
mq_script_generator_write (MqKindCatalogue *catalogue, MqSketchPlan *plan)
{
  static const char *const adjusters[] = { "move",      "fit",   "resize",       "remove",
                                           "duplicate", "shift", "stretch_each", "thicken_each" };
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) itself = g_ptr_array_new ();
  g_autoptr (GPtrArray) joints = list_joints (plan);
  g_autoptr (MqPythonSource) joined = NULL;
  g_autoptr (MqPythonNeeds) needs = NULL;
  ScriptWriter writer = { catalogue, plan, plan->things, NULL, g_string_new (NULL) };

  g_ptr_array_add (names, g_strdup ("start"));
  if (joints->len > 0)
    g_ptr_array_add (names, g_strdup ("add_joints"));
  for (guint i = 0; i < joints->len; i++)
    g_ptr_array_add (names, g_strdup (g_ptr_array_index (joints, i)));
  if (plan->things->len > 0)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GString) functions = g_string_new (NULL);

      g_ptr_array_add (names, g_strdup ("make_copies"));
      g_ptr_array_add (names, g_strdup ("set_on_ground"));
      /* The functions of all things are one source, so that the library is resolved once. */
      MQ_EACH (plan->things, i, const MqSketchPlan, thing)
        {
          MqPythonSource *source = thing->kind->source;
          g_autofree char *imports = mq_python_imports_to_text (source->imports);

          if (thing->is_piled)
            g_ptr_array_add (names, g_strdup ("set_on_each_other"));
          if (thing->place != MQ_PLAN_BESIDE)
            g_ptr_array_add (names,
                             g_strdup (thing->place == MQ_PLAN_ON ? "set_on" : "set_around"));
          g_string_append (text, imports);
          for (guint j = 0; j < source->functions->len; j++)
            g_string_append_printf (functions, "\n\n%s",
                                    ((MqPythonFunction *)source->functions->pdata[j])->text);
        }
      g_string_append (text, functions->str);
      joined = mq_python_source_new (text->str, -1, "parts.py", NULL);
    }
  else
    {
      g_ptr_array_add (itself, plan);
      writer.things = itself;
    }
  MQ_EACH (writer.things, i, MqSketchPlan, thing)
    {
      if (thing->scale != 1)
        g_ptr_array_add (names, g_strdup ("scale_all"));
      MQ_EACH (thing->parts, j, const MqPlanPart, part)
        {
          g_ptr_array_add (names, g_strdup (part->kind->function));
          for (guint k = 0; k < part->adjust->len; k++)
            g_ptr_array_add (names,
                             g_strdup (adjusters[((MqPlanAdjust *)part->adjust->pdata[k])->kind]));
          for (guint k = 0; k < part->materials->len; k++)
            {
              const char *finish
                  = mq_sketch_plan_find_material (thing, part->materials->pdata[k])->finish;
              g_auto (GStrv) choices = mq_finishes_list_choices (finish);

              g_ptr_array_add (names, g_strdup (finish));
              for (guint l = 0; choices != NULL && choices[l] != NULL; l++)
                g_ptr_array_add (names, g_strdup (choices[l]));
            }
        }
    }
  g_ptr_array_add (names, NULL);

  writer.needs = needs = mq_python_library_resolve (catalogue->library,
                                                    joined != NULL ? joined : plan->kind->source,
                                                    (const char *const *)names->pdata);
  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    sections[i](&writer);
  return g_string_free_and_steal (writer.text);
}

/**
 * mq_script_generator_fingerprints:
 * @plan: a plan
 *
 * Hashes the input of each part's objects: its lines in build(), its materials, and the parameters
 * that its functions use, directly or through others. Two plans whose parts have the same
 * fingerprint make the same objects for it.
 *
 * Returns: (transfer full) (element-type utf8 utf8): part id → fingerprint
 */
GHashTable *
mq_script_generator_fingerprints (MqKindCatalogue *catalogue, MqSketchPlan *plan)
{
  GHashTable *prints = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *arrangement = script_arrangement_describe (plan);

  for (guint i = 0; i < plan->things->len; i++)
    {
      g_autoptr (GHashTable) own
          = mq_script_generator_fingerprints (catalogue, g_ptr_array_index (plan->things, i));
      GHashTableIter iter;
      gpointer id;
      gpointer print;

      g_hash_table_iter_init (&iter, own);
      while (g_hash_table_iter_next (&iter, &id, &print))
        g_hash_table_insert (prints, g_strdup (id),
                             g_strconcat (arrangement, (const char *)print, NULL));
    }

  MQ_EACH (plan->parts, i, const MqPlanPart, part)
    {
      g_autoptr (GPtrArray) names = g_ptr_array_new ();
      g_autoptr (MqPythonNeeds) needs = NULL;
      g_autoptr (GString) print = g_string_new (NULL);
      g_autofree char *lines = part_lines (plan, part);

      g_ptr_array_add (names, (gpointer)part->kind->function);
      if (*part->kind->joints != '\0')
        g_ptr_array_add (names, (gpointer)part->kind->joints);
      g_ptr_array_add (names, NULL);
      needs = mq_python_library_resolve (catalogue->library, plan->kind->source,
                                         (const char *const *)names->pdata);

      g_string_append_printf (print, "%g\n%s", plan->scale, lines);
      for (guint j = 0; j < part->materials->len; j++)
        {
          const MqPlanMaterial *material
              = mq_sketch_plan_find_material (plan, g_ptr_array_index (part->materials, j));
          g_autofree char *line = material_line (plan, material);

          g_string_append_printf (print, "%s %s %s\n", line, material->color, material->finish);
          if (material->colors != NULL)
            {
              g_autofree char *colors = mq_json_array_to_string (material->colors, FALSE);

              g_string_append (print, colors);
            }
        }
      MQ_EACH (plan->kind->params, j, const MqKindParam, param)
        if (g_hash_table_contains (needs->constants, param->name))
          g_string_append_printf (print, "%s %.9g\n", param->name, plan->values[j]);
      if (plan->kind->lettering != NULL
          && g_hash_table_contains (needs->constants, plan->kind->lettering))
        g_string_append (print, mq_sketch_plan_get_letters (plan));
      g_hash_table_insert (prints, g_strdup (part->kind->id), g_strdup (print->str));
    }

  return prints;
}
