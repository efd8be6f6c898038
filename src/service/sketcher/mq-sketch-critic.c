/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The sketcher's critic, see mq-sketch-critic.h: finds defects and repairs them.
 * The report determines by size which distance is contact and which overlap too deep; the
 * ground's tolerance is 2 mm, a part's box has the kind's tolerance. */
#include "service/sketcher/mq-sketch-critic.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/sketcher/plan/mq-sketch-composition.h"
#include "service/sketcher/plan/mq-sketch-requirements.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define GROUND_TOLERANCE 0.002
/* Maximum defects that are listed; others are usually consequences of these. */
#define MAX_DEFECTS 40

/* One measured object of a part. */
typedef struct
{
  const char *name;
  guint index;
  double min[3];
  double max[3];
} Piece;

typedef struct
{
  MqSketchPlan *plan;
  JsonObject *report;
  JsonArray *defects;
  GHashTable *fitted; /* ids of parts whose box is fitted, which also restores contact */
} Critic;

static char *
in_units (double metres)
{
  if (fabs (metres) < 0.1)
    return g_strdup_printf ("%.1f mm", metres * 1000);
  return g_strdup_printf ("%.3f m", metres);
}

static JsonObject *
new_fix (const char *what, const char *part, guint object, const double x[3], const double y[3])
{
  return mq_json_new ("do:s part:s object:i x:a? y:a?", what, part, object,
                      x != NULL ? mq_json_from_vector (x) : NULL,
                      y != NULL ? mq_json_from_vector (y) : NULL);
}

/* Takes @fix. @code, the part and the object identify a defect in every language. Returns the new
 * defect without its texts, or NULL when the maximum is reached. */
static JsonObject *
add_defect (Critic *self, const char *code, const char *part, const char *object,
            const char *severity, JsonObject *fix)
{
  JsonObject *defect;

  if (json_array_get_length (self->defects) >= MAX_DEFECTS)
    {
      g_clear_pointer (&fix, json_object_unref);
      return NULL;
    }

  defect = mq_json_new ("code:s part:s object:s severity:s fix:o", code, part, object, severity,
                        fix != NULL ? fix : json_object_new ());
  json_array_add_object_element (self->defects, defect);
  return defect;
}

/* Adds the texts of a defect: @name for the user, translated, and in English at the end of its
 * "reason", for a comment in the script. */
static void
    G_GNUC_PRINTF (3, 4) set_text (JsonObject *defect, const char *name, const char *format, ...)
{
  g_autofree char *english = NULL;
  g_autofree char *said = NULL;
  g_autofree char *reason = NULL;
  const char *before;
  va_list args;

  if (defect == NULL)
    return;

  va_start (args, format);
  said = g_strdup_vprintf (_ (format), args);
  va_end (args);
  va_start (args, format);
  english = g_strdup_vprintf (format, args);
  va_end (args);

  before = mq_json_get_string (defect, "reason", NULL);
  reason = before != NULL ? g_strdup_printf ("%s: %s", before, english) : g_strdup (english);
  json_object_set_string_member (defect, name, said);
  json_object_set_string_member (defect, "reason", reason);
}

static gboolean
is_of_part (JsonObject *object, const MqKindPart *part)
{
  const char *of = mq_json_get_string (object, "part", "");

  return g_ascii_strcasecmp (of, part->id) == 0 || g_ascii_strcasecmp (of, part->name) == 0;
}

static const MqPlanPart *
part_of_plan (MqSketchPlan *plan, JsonObject *object)
{
  const MqPlanPart *found = NULL;

  for (guint i = 0; object != NULL && i < plan->parts->len; i++)
    {
      const MqPlanPart *part = g_ptr_array_index (plan->parts, i);

      if (is_of_part (object, part->kind))
        return part;
    }
  for (guint i = 0; found == NULL && i < plan->things->len; i++)
    found = part_of_plan (g_ptr_array_index (plan->things, i), object);

  return found;
}

/* @object: the name of an object of the report */
static const MqPlanPart *
part_of (Critic *self, const char *object)
{
  JsonArray *objects = mq_json_get_array (self->report, "objects");

  return part_of_plan (self->plan, mq_json_find (objects, "name", object));
}

static int
compare_pieces (gconstpointer a, gconstpointer b)
{
  const Piece *piece_a = a;
  const Piece *piece_b = b;
  gsize length_a = strlen (piece_a->name);
  gsize length_b = strlen (piece_b->name);

  /* Natural order: "Leg 10" after "Leg 9". */
  if (length_a != length_b)
    return length_a < length_b ? -1 : 1;
  return strcmp (piece_a->name, piece_b->name);
}

/* The objects of a part in the order its function returns them, by their numbers. */
static GArray *
find_pieces (Critic *self, const MqKindPart *part)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  JsonArray *objects = mq_json_get_array (self->report, "objects");

  MQ_JSON_EACH (objects, i, object)
    {
      Piece piece = { .name = mq_json_get_string (object, "name", "") };

      if (is_of_part (object, part) && mq_json_get_box (object, piece.min, piece.max))
        g_array_append_val (pieces, piece);
    }

  g_array_sort (pieces, compare_pieces);
  MQ_EACH_VALUE (pieces, i, Piece, piece)
    {
      const char *space = strrchr (piece->name, ' ');
      guint64 number = space != NULL ? g_ascii_strtoull (space + 1, NULL, 10) : 0;

      piece->index = number >= 1 && number <= pieces->len ? (guint)number - 1 : i;
    }
  return pieces;
}

/* Whether no object is near @center, the planned or mirrored position of a missing one. */
static gboolean
is_free (GArray *pieces, const double center[3], double tolerance)
{
  MQ_EACH_VALUE (pieces, i, const Piece, piece)
    {
      double distance = 0;

      for (gsize axis = 0; axis < 3; axis++)
        distance += pow ((piece->min[axis] + piece->max[axis]) / 2 - center[axis], 2);
      if (sqrt (distance) < tolerance)
        return FALSE;
    }

  return TRUE;
}

static void
report_missing (Critic *self, const char *part, const char *name, guint planned, guint measured,
                JsonObject *fix)
{
  JsonObject *defect = add_defect (self, "missing", part, name, "severe", fix);

  set_text (defect, "what", N_ ("%s is missing"), name);
  /* Translators: the planned and the measured number of objects. */
  set_text (defect, "evidence", N_ ("%u planned, %u measured"), planned, measured);
}

/* Finds a place for a missing object: a planned one that is free, else that of a measured object
 * mirrored inside the part's box. */
static gboolean
find_free_place (Critic *self, const MqKindPart *part, GArray *pieces, double center[3])
{
  static const double signs[3][2] = { { -1, 1 }, { 1, -1 }, { -1, -1 } };
  const Piece *first = &g_array_index (pieces, Piece, 0);
  double size = 0;
  double min[3];
  double max[3];

  for (gsize axis = 0; axis < 3; axis++)
    size = MAX (size, first->max[axis] - first->min[axis]);
  for (guint i = 0; i < part->at->len; i++)
    {
      const char *const *at = g_ptr_array_index (part->at, i);

      for (gsize axis = 0; axis < 3; axis++)
        center[axis] = self->plan->scale * mq_sketch_plan_evaluate (self->plan, at[axis]);
      if (is_free (pieces, center, MAX (0.01, size / 2)))
        return TRUE;
    }

  mq_sketch_plan_get_box (self->plan, part, min, max);
  for (guint i = 0; i < pieces->len; i++)
    for (gsize mirror = 0; mirror < 3; mirror++)
      {
        const Piece *piece = &g_array_index (pieces, Piece, i);
        gboolean inside = TRUE;
        double small = 0.01;

        for (gsize axis = 0; axis < 3; axis++)
          {
            center[axis] = (piece->min[axis] + piece->max[axis]) / 2
                           * (axis < 2 ? signs[mirror][axis] : 1);
            inside &= center[axis] > min[axis] - 0.005 && center[axis] < max[axis] + 0.005;
            small = MAX (small, (piece->max[axis] - piece->min[axis]) * (axis < 2 ? 0.5 : 0));
          }
        if (inside && is_free (pieces, center, small))
          return TRUE;
      }

  return FALSE;
}

static double
distance_to_box (const Piece *piece, const double min[3], const double max[3])
{
  double distance = 0;

  for (gsize axis = 0; axis < 3; axis++)
    distance = MAX (distance, MAX (min[axis] - piece->min[axis], piece->max[axis] - max[axis]));
  return distance;
}

/* Adds missing objects, and removes surplus ones, first those outside the part's box, then the last
 * ones. */
static void
check_count (Critic *self, const MqPlanPart *part, GArray *pieces, guint count)
{
  const char *id = part->kind->id;
  g_autofree gboolean *chosen = NULL;
  double min[3];
  double max[3];

  for (guint i = pieces->len; i < count; i++)
    {
      const Piece *first = &g_array_index (pieces, Piece, 0);
      g_autofree char *name = g_strdup_printf ("%s %u", part->kind->name, i + 1);
      Piece made = *first;
      double center[3];
      double by[3];

      if (!find_free_place (self, part->kind, pieces, center))
        {
          report_missing (self, id, name, count, i, NULL);
          return;
        }
      for (gsize axis = 0; axis < 3; axis++)
        {
          by[axis] = center[axis] - (first->min[axis] + first->max[axis]) / 2;
          made.min[axis] += by[axis];
          made.max[axis] += by[axis];
        }
      report_missing (self, id, name, count, i, new_fix ("copy", id, first->index, by, NULL));
      made.index = i;
      g_array_append_val (pieces, made);
    }

  chosen = g_new0 (gboolean, pieces->len + 1);
  mq_sketch_plan_get_box (self->plan, part->kind, min, max);
  for (guint surplus = pieces->len - count; surplus > 0; surplus--)
    {
      guint worst = G_MAXUINT;

      for (guint i = 0; i < pieces->len; i++)
        if (!chosen[i]
            && (worst == G_MAXUINT
                || distance_to_box (&g_array_index (pieces, Piece, i), min, max)
                       >= distance_to_box (&g_array_index (pieces, Piece, worst), min, max) - 1e-4))
          worst = i;
      chosen[worst] = TRUE;
    }

  /* In reverse order, so that the numbers of the other objects stay valid. */
  for (guint i = pieces->len; i > 0; i--)
    if (chosen[i - 1])
      {
        const Piece *piece = &g_array_index (pieces, Piece, i - 1);
        JsonObject *fix = new_fix ("remove", id, piece->index, NULL, NULL);
        JsonObject *defect = add_defect (self, "surplus", id, piece->name, "severe", fix);

        set_text (defect, "what", N_ ("%s is one too many"), piece->name);
        set_text (defect, "evidence", N_ ("%u planned, %u measured"), count, pieces->len);
      }
}

/* Compares each part with the plan: it has as many pieces, and they fill its box. */
static void
check_parts (Critic *self)
{
  static const char *const sides[3][2] = { { "-x", "+x" }, { "-y", "+y" }, { "-z", "+z" } };

  MQ_EACH (self->plan->parts, i, const MqPlanPart, part)
    {
      g_autoptr (GArray) pieces = find_pieces (self, part->kind);
      guint count = mq_sketch_plan_get_count (self->plan, part->kind);
      double tolerance = mq_sketch_plan_get_tolerance (self->plan, part->kind);
      gboolean is_compared = count > 0 && pieces->len == count;
      double min[3], max[3];
      double low[3] = { 0 }, high[3] = { 0 };
      double worst = 0;
      const char *side = NULL;
      g_autofree char *by = NULL;
      g_autofree char *allowed = NULL;
      JsonObject *defect;

      if (count > 0 && pieces->len == 0)
        report_missing (self, part->kind->id, part->kind->name, count, 0, NULL);
      else if (count > 0 && pieces->len != count)
        check_count (self, part, pieces, count);

      /* A part that the user had stretched is not compared with its box. */
      for (guint j = 0; j < part->adjust->len; j++)
        {
          MqPlanAdjustKind kind = ((const MqPlanAdjust *)g_ptr_array_index (part->adjust, j))->kind;

          is_compared &= kind != MQ_PLAN_RESIZE && kind != MQ_PLAN_THICKEN
                         && (kind != MQ_PLAN_STRETCH || pieces->len == 1);
        }
      if (!is_compared)
        continue;

      mq_sketch_plan_get_box (self->plan, part->kind, min, max);
      MQ_EACH_VALUE (pieces, j, const Piece, piece)
        mq_json_grow_box (low, high, piece->min, piece->max, j == 0);
      for (gsize axis = 0; axis < 3; axis++)
        {
          double off_low = fabs (low[axis] - min[axis]);
          double off_high = fabs (high[axis] - max[axis]);

          if (MAX (off_low, off_high) > worst)
            {
              worst = MAX (off_low, off_high);
              side = sides[axis][off_low <= off_high];
            }
        }
      if (worst <= tolerance)
        continue;

      g_hash_table_add (self->fitted, (gpointer)part->kind->id);
      by = in_units (worst);
      allowed = in_units (tolerance);
      defect = add_defect (self, "misfit", part->kind->id, part->kind->name, "severe",
                           new_fix ("fit", part->kind->id, 0, min, max));
      set_text (defect, "what", N_ ("%s does not fill its planned place"), part->kind->name);
      /* Translators: a part's deviation; a side such as “+x”, and two lengths. */
      set_text (defect, "evidence", N_ ("its %s side is off by %s; %s is allowed"), side, by,
                allowed);
    }
}

static void
check_floating (Critic *self)
{
  JsonArray *groups = mq_json_get_array (self->report, "floating");

  MQ_JSON_EACH (groups, i, group)
    {
      JsonArray *names = mq_json_get_array (group, "objects");
      g_autofree char *gap = in_units (mq_json_get_double (group, "gap_m", 0));
      const char *nearest = mq_json_get_string (group, "nearest", "the rest");
      double by[3];

      if (names == NULL || !mq_json_get_vector (group, "move_m", by))
        continue;
      MQ_JSON_EACH_STRING (names, j, name)
        {
          const MqPlanPart *part = part_of (self, name);
          g_autoptr (GArray) pieces = NULL;
          JsonObject *fix = NULL;
          JsonObject *defect;
          guint index = 0;

          if (part == NULL || part->kind->effect
              || g_hash_table_contains (self->fitted, part->kind->id))
            continue;
          pieces = find_pieces (self, part->kind);
          for (guint k = 0; k < pieces->len; k++)
            if (g_str_equal (g_array_index (pieces, Piece, k).name, name))
              {
                index = g_array_index (pieces, Piece, k).index;
                break;
              }
          /* A thing of a composition is placed by the script, not moved in pieces. */
          if (self->plan->things->len == 0)
            fix = new_fix ("move", part->kind->id, index, by, NULL);
          defect = add_defect (self, "floating", part->kind->id, name, "severe", fix);
          set_text (defect, "what", N_ ("%s floats"), name);
          set_text (defect, "evidence", N_ ("%s away from %s"), gap, nearest);
        }
    }
}

/* Lifts the asset when it reaches below the ground; reports parts that should stand on the
 * ground but do not. */
static void
check_ground (Critic *self)
{
  double lowest = INFINITY;
  const char *lowest_name = "";

  if (!self->plan->kind->grounded)
    return;

  MQ_EACH (self->plan->parts, i, const MqPlanPart, part)
    {
      g_autoptr (GArray) pieces = find_pieces (self, part->kind);

      for (guint j = 0; j < pieces->len && !part->kind->effect; j++)
        {
          const Piece *piece = &g_array_index (pieces, Piece, j);
          g_autofree char *depth = in_units (-piece->min[2]);
          JsonObject *defect;
          double up[3] = { 0, 0, -piece->min[2] };

          if (piece->min[2] < lowest)
            {
              lowest = piece->min[2];
              lowest_name = piece->name;
            }
          if (piece->min[2] >= -GROUND_TOLERANCE
              || g_hash_table_contains (self->fitted, part->kind->id))
            continue;
          defect = add_defect (self, "sunk", part->kind->id, piece->name, "severe",
                               new_fix ("move", part->kind->id, piece->index, up, NULL));
          set_text (defect, "what", N_ ("%s is sunk into the ground"), piece->name);
          set_text (defect, "evidence", N_ ("it reaches %s below z = 0"), depth);
        }
    }

  if (isfinite (lowest) && lowest > GROUND_TOLERANCE && g_hash_table_size (self->fitted) == 0)
    {
      g_autofree char *gap = in_units (lowest);
      double down[3] = { 0, 0, -lowest };
      JsonObject *defect = add_defect (self, "above-ground", "whole", lowest_name, "severe",
                                       new_fix ("move", "whole", 0, down, NULL));

      set_text (defect, "what", N_ ("%s does not stand on the ground"), self->plan->kind->title);
      set_text (defect, "evidence", N_ ("its lowest point, %s, is %s above z = 0"), lowest_name,
                gap);
    }
}

static void
check_penetrations (Critic *self)
{
  JsonArray *pairs = mq_json_get_array (self->report, "penetrations");

  MQ_JSON_EACH (pairs, i, pair)
    {
      JsonArray *names = mq_json_get_array (pair, "objects");
      g_autofree char *depth = in_units (mq_json_get_double (pair, "depth_m", 0));
      g_autofree char *both = NULL;
      JsonObject *defect;
      const char *a;
      const char *b;
      const MqPlanPart *part;

      if (mq_json_length (names) != 2 || !(a = mq_json_element_string (names, 0))
          || !(b = mq_json_element_string (names, 1)))
        continue;
      part = part_of (self, a);
      both = g_strdup_printf ("%s, %s", a, b);
      defect = add_defect (self, "penetration", part != NULL ? part->kind->id : "", both, "minor",
                           NULL);
      set_text (defect, "what", N_ ("%s runs into %s"), a, b);
      set_text (defect, "evidence", N_ ("%s deep, and the plan joins them nowhere"), depth);
    }
}

static void
check_list (Critic *self, const char *list, const char *what, const char *evidence)
{
  JsonArray *names = mq_json_get_array (self->report, list);

  MQ_JSON_EACH_STRING (names, i, name)
    {
      const MqPlanPart *part = part_of (self, name);
      JsonObject *defect;

      if (name == NULL)
        continue;
      defect = add_defect (self, list, part != NULL ? part->kind->id : "", name, "severe", NULL);
      set_text (defect, "what", what, name);
      set_text (defect, "evidence", evidence, NULL);
    }
}

/* Reports requirements in numbers that are measured to be missed. Pieces are counted by
 * check_parts(), which can add and remove them. */
static void
check_requirements (Critic *self)
{
  JsonArray *rows = mq_json_get_array (self->report, "requirements");

  MQ_JSON_EACH (rows, i, row)
    {
      const char *words = "", *what = "", *of = "", *unit = "", *how = "";
      double is_wanted = 0, is_found = 0;
      gboolean is_met = TRUE;
      g_autofree char *wanted = NULL;
      g_autofree char *found = NULL;
      JsonObject *fix = NULL;
      JsonObject *defect;

      mq_json_read (row, "words:s what:s of:s unit:s how:s met:b wanted:d found:d", &words, &what,
                    &of, &unit, &how, &is_met, &is_wanted, &is_found);
      if (is_met || g_str_equal (what, "pieces"))
        continue;

      fix = mq_sketch_requirements_new_fix (self->plan, row);
      wanted = g_strdup_printf ("%g %s", is_wanted, unit);
      found = g_strdup_printf ("%g %s", is_found, unit);
      defect = add_defect (self, "requirement", of, words, fix != NULL ? "severe" : "minor", fix);
      set_text (defect, "what", N_ ("%s is not as asked"), words);
      if (!json_object_has_member (row, "found"))
        set_text (defect, "evidence", N_ ("measured: %s"), how);
      else
        /* Translators: two lengths: “45 cm wanted, 45.6 cm measured”. */
        set_text (defect, "evidence", N_ ("%s wanted, %s measured"), wanted, found);
    }
}

/* The part of a report that is about one copy of a thing, moved to the origin. */
static JsonObject *
report_of_copy (MqSketchPlan *thing, guint copy, JsonObject *report)
{
  g_autofree char *name = mq_sketch_composition_copy_name (thing, copy);
  g_autofree char *prefix = g_strconcat (name, " · ", NULL);
  JsonArray *objects = mq_json_get_array (report, "objects");
  JsonArray *own = json_array_new ();
  double low[3] = { 0 };
  double high[3] = { 0 };
  double min[3] = { 0 };
  double max[3] = { 0 };

  MQ_JSON_EACH (objects, i, object)
    {
      Piece piece;

      if (!g_str_has_prefix (mq_json_get_string (object, "name", ""), prefix)
          || !mq_json_get_box (object, piece.min, piece.max))
        continue;
      json_array_add_object_element (own, mq_json_copy_object (object));
      mq_json_grow_box (low, high, piece.min, piece.max, json_array_get_length (own) == 1);
    }

  mq_sketch_plan_get_whole_box (thing, min, max);
  MQ_JSON_EACH (own, i, object)
    {
      JsonObject *box = mq_json_get_object (object, "box");
      Piece piece;

      mq_json_get_box (object, piece.min, piece.max);
      for (gsize axis = 0; axis < 3; axis++)
        {
          double by = axis == 2 ? min[axis] - low[axis]
                                : (min[axis] + max[axis] - low[axis] - high[axis]) / 2;

          piece.min[axis] += by;
          piece.max[axis] += by;
        }
      json_object_set_array_member (box, "min", mq_json_from_vector (piece.min));
      json_object_set_array_member (box, "max", mq_json_from_vector (piece.max));
    }

  return mq_json_new ("objects:a", own);
}

/* @report: the measured report, see data/schemas/report.schema.json. Returns: (transfer full):
 * defects in the form of %MQ_TEAM_CRITIQUE */
JsonArray *
mq_sketch_critic_find (MqSketchPlan *plan, JsonObject *report)
{
  static void (*const checks[]) (Critic *self) = { check_parts, check_requirements, check_floating,
                                                   check_ground, check_penetrations };
  g_autoptr (GHashTable) fitted = g_hash_table_new (g_str_hash, g_str_equal);
  Critic self = { plan, report, json_array_new (), fitted };

  MQ_EACH (plan->things, i, MqSketchPlan, thing)
    {
      g_autoptr (JsonObject) first = report_of_copy (thing, 0, report);
      guint count = mq_json_length (mq_json_get_array (first, "objects"));
      g_autoptr (GHashTable) own_fitted = g_hash_table_new (g_str_hash, g_str_equal);
      Critic own = { thing, first, self.defects, own_fitted };

      check_parts (&own);
      /* The first copy is compared with its plan; the others are like it, so only counted. */
      for (guint j = 1; j < thing->copies; j++)
        {
          g_autoptr (JsonObject) other = report_of_copy (thing, j, report);
          guint found = mq_json_length (mq_json_get_array (other, "objects"));
          g_autofree char *name = mq_sketch_composition_copy_name (thing, j);

          if (found != count)
            report_missing (&self, thing->kind->prefix, name, count, found, NULL);
        }
    }

  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    checks[i](&self);
  check_list (&self, "without_material", N_ ("%s has no material"),
              N_ ("some of its faces have none"));
  check_list (&self, "flipped", N_ ("%s is inside out"), N_ ("some of its faces look inwards"));
  check_list (&self, "empty", N_ ("%s is empty"), N_ ("it has no faces"));
  check_list (&self, "hidden", N_ ("%s is hidden"), N_ ("it is hidden in viewport or render"));
  return self.defects;
}

/* Repairs: turns defects into adjustments of the plan, removes a part whose function fails, and
 * compares the result of a repair. */

static gboolean
repair_one (MqSketchPlan *plan, JsonObject *defect)
{
  JsonObject *fix = mq_json_get_object (defect, "fix");
  const char *id = mq_json_get_string (fix, "part", "");
  gint64 object = mq_json_get_int (fix, "object", 0);
  gboolean whole = g_str_equal (id, "whole");
  /* "Lamp floats: 12.0 mm away from Seat, as measured"; English, as it is part of the script. */
  g_autofree char *why = g_strdup_printf ("%s, as measured",
                                          mq_json_get_string (defect, "reason", "Repaired"));
  gboolean mended = FALSE;

  if (g_strcmp0 (mq_json_get_string (fix, "do", NULL), "set") == 0 && plan->things->len == 0)
    {
      const char *name = mq_json_get_string (fix, "name", "");
      double before = mq_sketch_plan_get_value (plan, name);

      mq_sketch_plan_set_value (plan, name, mq_json_get_double (fix, "value", before));
      return mq_sketch_plan_get_value (plan, name) != before;
    }

  if (g_strcmp0 (mq_json_get_string (fix, "do", NULL), "scale") == 0 && plan->things->len == 0
      && g_str_equal (mq_json_get_string (fix, "thing", ""),
                      plan->name != NULL && *plan->name != '\0' ? plan->name : "whole"))
    {
      double before = plan->scale;

      plan->scale = CLAMP (mq_json_get_double (fix, "value", before), 0.01, 100);
      return plan->scale != before;
    }

  for (guint i = 0; i < plan->things->len; i++)
    mended |= repair_one (g_ptr_array_index (plan->things, i), defect);
  MQ_EACH (plan->parts, i, MqPlanPart, part)
    {
      guint count = whole ? mq_sketch_plan_get_count (plan, part->kind) : 1;

      for (guint j = 0; j < count; j++)
        if (whole || g_str_equal (part->kind->id, id))
          mended |= mq_plan_part_adjust_from_json (part, fix, whole ? j : object, why);
    }

  return mended;
}

/* @plan: a plan; adjustments are added to it; @defects: defects from mq_sketch_critic_find();
 * @said: (element-type utf8): receives the descriptions of the repairs. Returns: the number of
 * defects that have a repair */
guint
mq_sketch_critic_repair (MqSketchPlan *plan, JsonArray *defects, GPtrArray *said)
{
  guint mended = 0;

  MQ_JSON_EACH (defects, i, defect)
    {
      if (defect != NULL && repair_one (plan, defect))
        {
          g_ptr_array_add (said, g_strdup (mq_json_get_string (defect, "what", "")));
          mended++;
        }
    }

  return mended;
}

/* @plan: a plan whose script fails; the failing part is removed from it; @said: (out): a
 * description of the removed parts, for the user; @error: %MQ_ERROR_FAILED when the kind
 * requires the part, or no part has the function. Returns: whether the part was removed */
gboolean
mq_sketch_critic_drop_failing_part (MqKindCatalogue *catalogue, MqSketchPlan *plan,
                                    const char *function, char **said, GError **error)
{
  g_autoptr (GPtrArray) failing = g_ptr_array_new ();
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < plan->things->len; i++)
    if (mq_python_source_lookup (((MqSketchPlan *)plan->things->pdata[i])->kind->source, function)
        != NULL)
      return mq_sketch_critic_drop_failing_part (catalogue, plan->things->pdata[i], function, said,
                                                 error);

  MQ_EACH (plan->parts, i, const MqPlanPart, part)
    {
      const char *own[] = { part->kind->function, NULL };
      g_autoptr (MqPythonNeeds) needs = mq_python_library_resolve (catalogue->library,
                                                                   plan->kind->source, own);
      GPtrArray *lists[] = { needs->own, needs->library };
      gboolean is_failing = FALSE;

      for (gsize list = 0; list < G_N_ELEMENTS (lists); list++)
        for (guint j = 0; j < lists[list]->len; j++)
          is_failing |= g_str_equal (((MqPythonFunction *)lists[list]->pdata[j])->name, function);
      if (is_failing)
        g_ptr_array_add (failing, (gpointer)part->kind);
    }

  MQ_EACH (failing, i, const MqKindPart, part)
    if (!part->optional)
      return mq_fail (
          error, MQ_ERROR_FAILED,
          _ ("%s() of the kind “%s” fails, and the kind needs its %s. Report it, or fix "
             "%s/parts.py if it is your own kind"),
          function, plan->kind->id, part->name, plan->kind->id);
  if (failing->len == 0)
    return mq_fail (error, MQ_ERROR_FAILED,
                    _ ("The script of the kind “%s” fails in %s(). Report it, or fix it if it "
                       "is your own kind"),
                    plan->kind->id, function);

  MQ_EACH (failing, i, const MqKindPart, part)
    {
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", part->name);
      mq_sketch_plan_exclude (plan, part->id);
    }
  /* Translators: %s is a function of a script and names of parts, in English. */
  *said = g_strdup_printf (_ ("Left out, because %s() fails: %s"), function, names->str);
  g_ptr_array_add (plan->not_understood, g_strdup (*said));
  return TRUE;
}

/* Compares codes, not texts, since texts depend on the language. */
static gboolean
has_defect (JsonArray *defects, JsonObject *defect)
{
  static const char *const names[] = { "code", "part", "object", NULL };

  for (guint i = 0; i < json_array_get_length (defects); i++)
    if (mq_sketch_requirements_is_same (defect, mq_json_element_object (defects, i), names))
      return TRUE;

  return FALSE;
}

static guint
count_severe (JsonArray *defects)
{
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (defects); i++)
    if (g_strcmp0 (mq_json_get_string (mq_json_element_object (defects, i), "severity", NULL),
                   "severe")
        == 0)
      count++;

  return count;
}

/* Whether there is a new severe defect. */
gboolean
mq_sketch_critic_has_new (JsonArray *before, JsonArray *now)
{
  MQ_JSON_EACH (now, i, defect)
    {
      if (g_strcmp0 (mq_json_get_string (defect, "severity", NULL), "severe") == 0
          && !has_defect (before, defect))
        return TRUE;
    }

  return FALSE;
}

/* @before: defects before a repair, or of the version that a refinement started from; @now:
 * defects now; @base_report: (nullable): the report before. Returns: (transfer full): the
 * verdict in the form of %MQ_TEAM_VERIFY */
JsonObject *
mq_sketch_critic_compare (JsonArray *before, JsonArray *now, JsonObject *base_report,
                          JsonObject *report)
{
  JsonArray *fixed = json_array_new ();
  JsonArray *left = json_array_new ();
  JsonArray *changed = json_array_new ();
  JsonArray *objects_before = mq_json_get_array (base_report, "objects");
  JsonArray *objects_now = mq_json_get_array (base_report != NULL ? report : NULL, "objects");
  g_autoptr (GHashTable) hashes = g_hash_table_new (g_str_hash, g_str_equal);
  guint severe_before = count_severe (before);
  guint severe_now = count_severe (now);
  guint total_before = json_array_get_length (before);
  guint total_now = json_array_get_length (now);
  const char *verdict = "same";
  g_autofree char *text = NULL;

  for (guint i = 0; i < total_before; i++)
    {
      JsonObject *defect = mq_json_element_object (before, i);

      if (!has_defect (now, defect))
        json_array_add_string_element (fixed, mq_json_get_string (defect, "what", ""));
    }
  for (guint i = 0; i < total_now; i++)
    json_array_add_string_element (
        left, mq_json_get_string (mq_json_element_object (now, i), "what", ""));

  if (severe_now != severe_before)
    verdict = severe_now < severe_before ? "better" : "worse";
  else if (total_now != total_before)
    verdict = total_now < total_before ? "better" : "worse";

  text = total_now == 0 ? g_strdup (_ ("No fixes needed"))
                        /* Translators: the numbers of repaired and of remaining defects. */
                        : g_strdup_printf (_ ("%u repaired, %u left"),
                                           json_array_get_length (fixed), total_now);

  /* Objects that were changed, added or removed between the reports. */
  MQ_JSON_EACH (objects_before, i, object)
    g_hash_table_insert (hashes, (gpointer)mq_json_get_string (object, "name", ""),
                         (gpointer)mq_json_get_string (object, "hash", ""));
  MQ_JSON_EACH (objects_now, i, object)
    {
      const char *name = mq_json_get_string (object, "name", "");

      if (g_strcmp0 (g_hash_table_lookup (hashes, name), mq_json_get_string (object, "hash", ""))
          != 0)
        json_array_add_string_element (changed, name);
      g_hash_table_remove (hashes, name);
    }
  for (guint i = 0; i < mq_json_length (objects_before); i++)
    {
      const char *name = mq_json_get_string (mq_json_element_object (objects_before, i), "name",
                                             "");

      if (g_hash_table_contains (hashes, name))
        json_array_add_string_element (changed, name);
    }

  return mq_json_new ("verdict:s fixed:a left:a changed:a text:s", verdict, fixed, left, changed,
                      text);
}
