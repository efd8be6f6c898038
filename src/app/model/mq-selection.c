/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice of parts, see mq-selection.h. */
#include "app/model/mq-selection.h"

#include "app/model/mq-report-view.h"
#include "common/asset/mq-asset-names.h"
#include "common/base/mq-each.h"
#include "common/base/mq-signal.h"
#include "common/base/mq-text.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

static guint changed_signal;

G_DEFINE_FINAL_TYPE (MqSelection, mq_selection, G_TYPE_OBJECT)

static void
mq_selection_finalize (GObject *object)
{
  MqSelection *self = MQ_SELECTION (object);

  g_clear_pointer (&self->report, json_object_unref);
  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->functions);
  json_array_unref (self->targets);
  g_hash_table_unref (self->objects);
  g_free (self->titles);

  G_OBJECT_CLASS (mq_selection_parent_class)->finalize (object);
}

static void
mq_selection_class_init (MqSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_selection_finalize;
  changed_signal = mq_signal_new (MQ_TYPE_SELECTION, "changed", 0);
}

static void
mq_selection_init (MqSelection *self)
{
  self->rows = g_ptr_array_new ();
  self->functions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->targets = json_array_new ();
  self->objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->titles = g_strdup ("");
}

/* Whether both are the same, or one is an object of the part that the other is. */
static gboolean
overlaps (JsonObject *a, JsonObject *b)
{
  static const char *const members[] = { "part", "object", "function" };
  const char *object = mq_json_get_string (a, "object", NULL);
  const char *other_object = mq_json_get_string (b, "object", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *name = mq_json_get_string (a, members[i], NULL);
      const char *other = mq_json_get_string (b, members[i], NULL);

      if (name != NULL || other != NULL)
        return g_strcmp0 (name, other) == 0
               && (object == NULL || other_object == NULL || g_str_equal (object, other_object));
    }

  return FALSE;
}

/**
 * mq_selection_add_objects:
 * @self: a selection
 * @target: a target
 * @objects: a set of names
 *
 * Adds the names of the objects of the version that the target means.
 */
void
mq_selection_add_objects (MqSelection *self, JsonObject *target, GHashTable *objects)
{
  JsonArray *all = mq_json_get_array (self->report, "objects");
  const char *part = mq_json_get_string (target, "part", NULL);
  const char *only = mq_json_get_string (target, "object", NULL);

  if (only != NULL)
    g_hash_table_add (objects, g_strdup (only));
  else if (part != NULL)
    MQ_JSON_EACH (all, i, object)
      if (g_strcmp0 (mq_json_get_string (object, "part", NULL), part) == 0)
        g_hash_table_add (objects, g_strdup (mq_json_get_string (object, "name", "")));
}

/* Takes @targets. */
static void
set_targets (MqSelection *self, JsonArray *targets)
{
  json_array_unref (self->targets);
  self->targets = targets;
  g_hash_table_remove_all (self->objects);
  for (guint i = 0; i < mq_json_length (targets); i++)
    mq_selection_add_objects (self, json_array_get_object_element (targets, i), self->objects);
  g_free (self->titles);
  self->titles = mq_selection_dup_titles (self, targets);
  g_signal_emit (self, changed_signal, 0);
}

/**
 * mq_selection_set_version:
 * @self: a selection
 * @report: (nullable): of the version
 * @plan: (nullable): of the version
 * @outline: of its script
 *
 * What is in this version, too, stays chosen.
 */
void
mq_selection_set_version (MqSelection *self, JsonObject *report, JsonObject *plan,
                          MqOutline *outline)
{
  JsonArray *targets = json_array_new ();

  mq_json_replace_object (&self->report, report);
  g_ptr_array_unref (self->rows);
  self->rows = mq_report_view_list_parts (report, plan, outline);
  g_hash_table_remove_all (self->functions);
  MQ_EACH (self->rows, i, const MqPartRow, row)
    {
      const MqOutlineFunction *function = row->line > 0 ? mq_outline_find_line (outline, row->line)
                                                        : NULL;

      if (function != NULL)
        g_hash_table_insert (self->functions, g_strdup (row->part), g_strdup (function->name));
    }

  for (guint i = 0; i < mq_json_length (self->targets); i++)
    {
      JsonObject *target = json_array_get_object_element (self->targets, i);

      if (mq_selection_is_there (self->rows, report, target))
        json_array_add_object_element (targets, json_object_ref (target));
    }
  set_targets (self, targets);
}

/**
 * mq_selection_find_object:
 * @self: a selection
 * @object: the name of an object of the version
 *
 * Returns: (transfer full): a target: the object, with its part and the function that makes it
 */
JsonObject *
mq_selection_find_object (MqSelection *self, const char *object)
{
  JsonObject *row = mq_json_find (mq_json_get_array (self->report, "objects"), "name", object);
  const char *part = mq_json_get_string (row, "part", NULL);

  return mq_target_new (part, object,
                        part != NULL ? g_hash_table_lookup (self->functions, part) : NULL);
}

/**
 * mq_selection_find_part:
 * @self: a selection
 * @part: (nullable): the id of a row of mq_report_view_list_parts()
 * @function: (nullable): the function of a script that has no report
 *
 * Returns: (transfer full): a target: the part, or an object that belongs to none
 */
JsonObject *
mq_selection_find_part (MqSelection *self, const char *part, const char *function)
{
  JsonObject *object = mq_json_find (mq_json_get_array (self->report, "objects"), "name", part);
  gboolean is_object = object != NULL && mq_json_get_string (object, "part", NULL) == NULL;

  if (part != NULL)
    function = g_hash_table_lookup (self->functions, part);
  return mq_target_new (is_object ? NULL : part, is_object ? part : NULL, function);
}

/**
 * mq_selection_find_clicked:
 * @self: a selection
 * @object: the name of an object of the version
 * @adds: see mq_selection_choose()
 *
 * A click takes the part. Where that is chosen already, or an object of it, it takes the one
 * object, and from this one the part again; with @adds, what is chosen goes.
 *
 * Returns: (transfer full): what a click on the object chooses, as a target
 */
JsonObject *
mq_selection_find_clicked (MqSelection *self, const char *object, gboolean adds)
{
  g_autoptr (JsonObject) alone = mq_selection_find_object (self, object);
  const char *part = mq_json_get_string (alone, "part", NULL);
  JsonArray *objects = mq_json_get_array (self->report, "objects");
  gboolean is_chosen = mq_selection_has_object (self, object);
  guint n_alone = 0, n_objects = 0;

  if (part == NULL)
    return g_steal_pointer (&alone);

  MQ_JSON_EACH (objects, i, each)
    n_objects += g_strcmp0 (mq_json_get_string (each, "part", NULL), part) == 0;
  MQ_JSON_EACH (self->targets, i, target)
    n_alone += json_object_has_member (target, "object")
               && g_strcmp0 (mq_json_get_string (target, "part", NULL), part) == 0;
  if (n_objects > 1 && (n_alone > 0 ? adds || !is_chosen : is_chosen && !adds))
    return g_steal_pointer (&alone);

  return mq_selection_find_part (self, part, NULL);
}

/**
 * mq_selection_choose:
 * @self: a selection
 * @target: (nullable): what to choose; %NULL: nothing
 * @adds: whether it is chosen beside the others, or no longer if it is chosen; else in their place
 */
void
mq_selection_choose (MqSelection *self, JsonObject *target, gboolean adds)
{
  guint n = mq_json_length (self->targets);
  JsonArray *targets;
  gboolean was_chosen = FALSE;

  if (target == NULL && (n == 0 || adds))
    return;

  targets = json_array_new ();
  for (guint i = 0; adds && i < n; i++)
    {
      JsonObject *other = json_array_get_object_element (self->targets, i);

      if (overlaps (other, target))
        was_chosen = TRUE;
      else
        json_array_add_object_element (targets, json_object_ref (other));
    }
  if (target != NULL && !was_chosen && mq_json_length (targets) < MQ_TARGETS_MAX)
    json_array_add_object_element (targets, json_object_ref (target));
  set_targets (self, targets);
}

/**
 * mq_selection_has:
 * @self: a selection
 * @part: (nullable): the id of a row of mq_report_view_list_parts()
 * @function: the function of a script that has no report
 * @last: whether it must be what was chosen last
 *
 * Returns: whether that is chosen
 */
gboolean
mq_selection_has (MqSelection *self, const char *part, const char *function, gboolean last)
{
  guint n = mq_json_length (self->targets);

  for (guint i = last ? MAX (n, 1) - 1 : 0; i < n; i++)
    {
      JsonObject *target = json_array_get_object_element (self->targets, i);
      const char *object = mq_json_get_string (target, "object", NULL);

      if (part != NULL ? g_strcmp0 (mq_json_get_string (target, "part", object), part) == 0
                       : g_strcmp0 (mq_json_get_string (target, "function", NULL), function) == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * mq_selection_has_object:
 * @self: a selection
 * @object: the name of an object of the version
 *
 * Returns: whether it is chosen, or the whole part that it belongs to
 */
gboolean
mq_selection_has_object (MqSelection *self, const char *object)
{
  return g_hash_table_contains (self->objects, object);
}

/**
 * mq_selection_merge:
 * @targets: (nullable): what a message points at
 * @more: what it points at, too
 * @is_cut: (out): whether they are more than a message may have
 *
 * A part that is pointed at once more is there once, at its new place.
 *
 * Returns: (transfer full): all, as many as a message may have
 */
JsonArray *
mq_selection_merge (JsonArray *targets, JsonArray *more, gboolean *is_cut)
{
  g_autoptr (JsonArray) others = json_array_new ();

  for (guint i = 0; i < mq_json_length (targets); i++)
    {
      JsonObject *target = json_array_get_object_element (targets, i);
      gboolean is_again = FALSE;

      for (guint j = 0; j < mq_json_length (more) && !json_object_has_member (target, "mark"); j++)
        is_again = is_again || overlaps (target, json_array_get_object_element (more, j));
      if (!is_again)
        json_array_add_object_element (others, json_object_ref (target));
    }

  return mq_target_list_merge (others, more, is_cut);
}

/**
 * mq_selection_dup_label:
 * @self: a selection
 * @object: (nullable): the name of the object under the pointer
 * @hint: (out) (transfer full): how to choose something else there; empty: it cannot be
 *
 * Returns: (transfer full): what is to be named at the pointer: what is chosen there, else what a
 *   click takes; without @object, all that is chosen
 */
char *
mq_selection_dup_label (MqSelection *self, const char *object, char **hint)
{
  g_autoptr (JsonObject) target = NULL;
  g_autofree char *title = NULL;

  *hint = g_strdup ("");
  if (object == NULL)
    return g_strdup (self->titles);

  target = mq_selection_find_clicked (self, object, FALSE);
  title = mq_selection_dup_title (self->rows, target);
  if (!mq_selection_has_object (self, object))
    return g_steal_pointer (&title);

  if (mq_json_length (self->targets) > 1 || !g_str_equal (title, self->titles))
    {
      g_free (*hint);
      /* Translators: a part is chosen, and its object is under the pointer, or the other way round:
       * “Click again for “Left door (of Doors)””. */
      *hint = g_strdup_printf (_ ("Click again for “%s”"), title);
    }
  return g_strdup (self->titles);
}

/* Returns: (transfer full): what @targets are, for people: "Armrests, Seat" */
char *
mq_selection_dup_titles (MqSelection *self, JsonArray *targets)
{
  GString *titles = g_string_new (NULL);

  for (guint i = 0; i < mq_json_length (targets); i++)
    {
      g_autofree char *title = mq_selection_dup_title (self->rows,
                                                       json_array_get_object_element (targets, i));

      g_string_append_printf (titles, i > 0 ? ", %s" : "%s", title);
    }

  return g_string_free (titles, FALSE);
}

static const MqPartRow *
find_row (GPtrArray *rows, const char *part)
{
  for (guint i = 0; rows != NULL && part != NULL && i < rows->len; i++)
    if (g_str_equal (((MqPartRow *)rows->pdata[i])->part, part))
      return rows->pdata[i];

  return NULL;
}

/**
 * mq_selection_dup_title:
 * @rows: (nullable): of mq_report_view_list_parts()
 * @target: a target
 *
 * Returns: (transfer full): what the window calls it: "Armrests"; "Leg 3 (of Legs)" of one of its
 *   objects; "Leg 3: “thicker”" of one that was drawn on
 */
char *
mq_selection_dup_title (GPtrArray *rows, JsonObject *target)
{
  JsonObject *mark = mq_json_get_object (target, "mark");
  const char *text = mq_json_get_string (mark, "text", NULL);
  const char *object = mq_json_get_string (target, "object", NULL);
  gboolean is_of_all = mark != NULL && object == NULL && !json_object_has_member (target, "part")
                       && !json_object_has_member (target, "function");
  const char *part = mq_json_get_string (target, "part", NULL);
  const MqPartRow *row = find_row (rows, part);
  g_autofree char *title = NULL;

  if (is_of_all)
    title = g_strdup (_ ("Everything"));
  else if (object != NULL && (mark != NULL || part == NULL))
    title = mq_text_clean (object, 4 * MQ_TARGET_MAX_TEXT);
  else if (row != NULL)
    title = g_strdup (row->title);
  else
    {
      title = mq_target_dup_name (target);
      if (part != NULL || mq_json_get_string (target, "function", NULL) != NULL)
        {
          g_autofree char *words = g_strdelimit (g_steal_pointer (&title), "_", ' ');

          title = mq_asset_name_make_title (MQ_ASSET_NAME_PART, words);
        }
    }

  /* A part of one object often has its name. */
  if (object != NULL && part != NULL && mark == NULL && g_ascii_strcasecmp (object, title) != 0)
    {
      g_autofree char *whole = g_steal_pointer (&title);

      /* Translators: one object, and the part that it is of: “Left door (of Doors)”. */
      title = g_strdup_printf (_ ("%s (of %s)"), object, whole);
    }
  /* Translators: a part, then what was written at it in a drawing. */
  return text != NULL ? g_strdup_printf (_ ("%s: “%s”"), title, text) : g_steal_pointer (&title);
}

/**
 * mq_selection_is_there:
 * @rows: of mq_report_view_list_parts() for a version
 * @report: (nullable): of that version
 * @target: a target
 *
 * Returns: whether the version has it, or it cannot be said
 */
gboolean
mq_selection_is_there (GPtrArray *rows, JsonObject *report, JsonObject *target)
{
  const char *part = mq_json_get_string (target, "part", NULL);
  const char *object = mq_json_get_string (target, "object", NULL);

  if (report == NULL)
    return TRUE;
  if (part != NULL && find_row (rows, part) == NULL)
    return FALSE;

  return object == NULL
         || mq_json_find (mq_json_get_array (report, "objects"), "name", object) != NULL;
}
