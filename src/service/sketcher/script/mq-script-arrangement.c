/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of a script that arranges the things of a composition, see mq-script-arrangement.h. */
#include "service/sketcher/script/mq-script-arrangement.h"

#include "common/script/mq-python-imports.h"
#include "service/sketcher/script/mq-script-generator.h"
#include "service/sketcher/plan/mq-sketch-composition.h"

/* A single thing needs no number. */
static void
append_count (GString *text, MqSketchPlan *thing)
{
  g_autofree char *name = mq_sketch_composition_count_name (thing);
  g_autofree char *about = mq_sketch_composition_count_about (thing);

  if (thing->copies > 1)
    g_string_append_printf (text, "%s = %u  # 1..%u: %s\n", name, thing->copies, MQ_PLAN_MAX_COPIES,
                            about);
}

/* @plan: any plan; only a composition has such parameters */
void
mq_script_arrangement_append_parameters (GString *text, MqSketchPlan *plan)
{
  for (guint i = 0; i < plan->things->len; i++)
    append_count (text, g_ptr_array_index (plan->things, i));
  if (plan->things->len > 0)
    {
      g_string_append (text, "GAP = ");
      mq_plan_append_number (text, plan->gap);
      g_string_append (text, "  # m, 0.0..10.0: between things\n");
    }
}

/* The list of a thing's copies: `chairs`. */
static char *
copies_name (MqSketchPlan *thing)
{
  g_autofree char *name = mq_sketch_composition_count_name (thing);

  return g_ascii_strdown (name, -1);
}

/* `chairs = make_copies("Chair", chair, CHAIRS)` */
static void
append_copies_made (GString *text, MqSketchPlan *thing)
{
  g_autofree char *list = copies_name (thing);
  g_autofree char *count = mq_sketch_composition_count_name (thing);
  g_autofree char *name = mq_script_clean (thing->name, 60);

  g_string_append_printf (text, "    %s = make_copies(\"%s\", %s", list, name, thing->kind->prefix);
  if (thing->copies > 1)
    g_string_append_printf (text, ", %s", count);
  g_string_append (text, ")\n");
  if (thing->is_piled && thing->copies > 1)
    g_string_append_printf (text, "    %s = [set_on_each_other(%s)]\n", list, list);
}

/* `chairs + stools`: all things with the place at @base, or on the ground. */
static char *
list_placed (MqSketchPlan *plan, MqPlanPlace place, const MqSketchPlan *base)
{
  GString *lists = g_string_new (NULL);

  for (guint i = 0; i < plan->things->len; i++)
    {
      MqSketchPlan *thing = g_ptr_array_index (plan->things, i);
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
  for (guint i = 0; i < plan->things->len; i++)
    {
      MqSketchPlan *base = g_ptr_array_index (plan->things, i);
      g_autofree char *bases = copies_name (base);
      g_autofree char *lists = list_placed (plan, place, base);
      g_autofree char *surface = g_strjoinv ("\", \"", base->kind->surface);

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
void
mq_script_arrangement_append (GString *text, MqSketchPlan *plan)
{
  g_autofree char *ground = list_placed (plan, MQ_PLAN_BESIDE, NULL);

  g_string_append_c (text, '\n');
  for (guint i = 0; i < plan->things->len; i++)
    append_copies_made (text, g_ptr_array_index (plan->things, i));
  append_placed (text, plan, MQ_PLAN_AROUND);
  append_placed (text, plan, MQ_PLAN_ON);
  g_string_append_printf (text, "    return set_on_ground(%s, GAP)\n", ground);
}

/* @plan: any plan. Returns: (transfer full): what moves all objects of a composition when it
 * changes: numbers, places and sizes; empty when it is none */
char *
mq_script_arrangement_describe (MqSketchPlan *plan)
{
  GString *text = g_string_new (NULL);

  if (plan->things->len == 0)
    return g_string_free_and_steal (text);

  mq_script_arrangement_append (text, plan);
  g_string_append_printf (text, "%g\n", plan->gap);
  for (guint i = 0; i < plan->things->len; i++)
    {
      MqSketchPlan *thing = g_ptr_array_index (plan->things, i);
      double size[3];

      mq_sketch_plan_get_size (thing, NULL, size);
      g_string_append_printf (text, "%u %.5f %.5f %.5f\n", thing->copies, size[0], size[1],
                              size[2]);
    }
  return g_string_free_and_steal (text);
}

/* Returns: (transfer full): the functions of all things, so that the library is resolved once */
MqPythonSource *
mq_script_arrangement_join_sources (MqSketchPlan *plan)
{
  g_autoptr (GString) imports = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < plan->things->len; i++)
    {
      MqPythonSource *source = ((MqSketchPlan *)g_ptr_array_index (plan->things, i))->kind->source;
      g_autofree char *own = mq_python_imports_to_text (source->imports);

      g_string_append (imports, own);
      for (guint j = 0; j < source->functions->len; j++)
        g_string_append_printf (
            text, "\n\n%s",
            ((const MqPythonFunction *)g_ptr_array_index (source->functions, j))->text);
    }
  g_string_append (imports, text->str);
  return mq_python_source_new (imports->str, -1, "parts.py", NULL);
}

/* @names: (element-type utf8): receives the functions of the library that arrange */
void
mq_script_arrangement_list_functions (GPtrArray *names, MqSketchPlan *plan)
{
  g_ptr_array_add (names, g_strdup ("make_copies"));
  g_ptr_array_add (names, g_strdup ("set_on_ground"));
  for (guint i = 0; i < plan->things->len; i++)
    {
      const MqSketchPlan *thing = g_ptr_array_index (plan->things, i);

      if (thing->is_piled)
        g_ptr_array_add (names, g_strdup ("set_on_each_other"));
      if (thing->place != MQ_PLAN_BESIDE)
        g_ptr_array_add (names, g_strdup (thing->place == MQ_PLAN_ON ? "set_on" : "set_around"));
    }
}
