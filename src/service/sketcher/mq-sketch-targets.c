/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of what the user pointed at and drew on, see mq-sketch-targets.h. */
#include "service/sketcher/mq-sketch-targets.h"

#include "common/base/mq-each.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"
#include "service/sketcher/language/mq-words.h"
#include "service/sketcher/plan/mq-sketch-composition.h"
#include "service/sketcher/plan/mq-sketch-requirements.h"
#include "service/sketcher/script/mq-script-generator.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* A move without a number, as a share of the longest side. */
#define STEP 0.05
/* Share of an arrow's main direction below which it counts as straight. */
#define STRAIGHT 0.3
/* In m: less is no way out of a place. */
#define SLACK 0.001

static const char *const axis_names[] = { "width", "depth", "height" };
static const char *const point_names[] = { "x", "y", "z" };

/* The parts of one thing that the same words and the same drawing are about. */
typedef struct
{
  MqSketchPlan *thing; /* as it was */
  GPtrArray *parts;    /* of const MqKindPart */
  JsonObject *target;  /* (nullable): the one with the drawing that counts */
  const char *camera;  /* of the first that has one, or "" */
  gboolean is_object;  /* whether one of the targets is a single object */
  gboolean is_single;  /* and was chosen instead of its part */
} Group;

typedef struct
{
  MqKindCatalogue *catalogue;
  JsonObject *report;
  const char *instruction;
  MqChangeLog *log;
  GPtrArray *groups; /* of Group */
} Targets;

/* One way to do what a group is about. */
typedef struct
{
  MqRequestList *reading;
  MqSketchPlan *plan;
  MqChangeLog *log;
} Attempt;

static void
group_free (gpointer data)
{
  Group *self = data;

  g_ptr_array_unref (self->parts);
  g_free (self);
}

static const char *
get_stroke (JsonObject *target)
{
  return mq_json_get_string (mq_json_get_object (target, "mark"), "kind", "");
}

/* A circle without text says no more than its target. */
static gboolean
has_drawing (JsonObject *target)
{
  static const char *const strokes[] = { "arrow", "size", "text", NULL };

  return g_strv_contains (strokes, get_stroke (target))
         || mq_json_get_string (mq_json_get_object (target, "mark"), "text", NULL) != NULL;
}

static gboolean
is_part (const MqKindPart *part, const char *name)
{
  g_autofree char *many = mq_words_plural (part->name);

  return name != NULL
         && (g_ascii_strcasecmp (name, part->id) == 0 || g_ascii_strcasecmp (name, part->name) == 0
             || g_ascii_strcasecmp (name, many) == 0);
}

/* Whether a target means the part: by its name, else by that of an object or a function, else by
 * where it is. */
static gboolean
is_meant (Targets *self, MqSketchPlan *thing, const MqKindPart *part, JsonObject *target)
{
  const char *name = mq_json_get_string (target, "part", NULL);
  const char *object = mq_json_get_string (target, "object", NULL);
  const char *function = mq_json_get_string (target, "function", NULL);
  JsonArray *objects = mq_json_get_array (self->report, "objects");
  JsonObject *found = object != NULL ? mq_json_find (objects, "name", object) : NULL;
  double low[3], high[3], min[3], max[3];

  if (name != NULL)
    return is_part (part, name);
  if (found != NULL)
    return is_part (part, mq_json_get_string (found, "part", NULL));
  if (object != NULL)
    {
      /* "Leg" and "Leg 3" are called after the part, "Chair 2 Leg 3" in a composition. */
      const char *of = thing->name != NULL ? thing->name : "";
      g_autofree char *lower = g_ascii_strdown (object, -1);
      gsize length;

      g_strchomp (g_strdelimit (lower, "0123456789.", ' '));
      length = strlen (lower) - MIN (strlen (lower), strlen (part->name));
      return g_ascii_strcasecmp (lower + length, part->name) == 0
             && g_ascii_strncasecmp (lower, of, strlen (of)) == 0 && (length > 0) == (*of != '\0');
    }
  if (function != NULL)
    return g_str_equal (part->function, function);
  if (!mq_target_get_box (target, low, high))
    return FALSE;

  /* The middle of one of its objects is in the box. */
  MQ_JSON_EACH (objects, i, one)
    {
      gboolean is_in = is_part (part, mq_json_get_string (one, "part", NULL))
                       && mq_json_get_box (one, min, max);

      for (gsize axis = 0; is_in && axis < 3; axis++)
        is_in = min[axis] + max[axis] >= 2 * low[axis] && min[axis] + max[axis] <= 2 * high[axis];
      if (is_in)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_chosen (Targets *self, MqSketchPlan *thing, const MqKindPart *part)
{
  MQ_EACH (self->groups, i, Group, group)
    if (group->thing == thing && g_ptr_array_find (group->parts, part, NULL))
      return TRUE;

  return FALSE;
}

/* The group of a thing of whose targets the same is said: by words alone, or by one text in a
 * drawing. */
static Group *
get_group (Targets *self, MqSketchPlan *thing, JsonObject *target)
{
  static const char *const lengths[] = { "arrow", "size", NULL };
  const char *text = mq_json_get_string (mq_json_get_object (target, "mark"), "text", NULL);
  Group *group = NULL;

  for (guint i = 0; i < self->groups->len; i++)
    {
      JsonObject *other;
      gboolean is_same;

      group = g_ptr_array_index (self->groups, i);
      other = group->target;
      is_same = other == target;
      if (other != NULL && target != NULL)
        is_same
            = !g_strv_contains (lengths, get_stroke (other))
              && !g_strv_contains (lengths, get_stroke (target))
              && g_strcmp0 (mq_json_get_string (mq_json_get_object (other, "mark"), "text", NULL),
                            text)
                     == 0;
      if (group->thing == thing && is_same)
        return group;
    }

  group = g_new0 (Group, 1);
  group->thing = thing;
  group->parts = g_ptr_array_new ();
  group->target = target;
  group->camera = "";
  g_ptr_array_add (self->groups, group);
  return group;
}

/* Finds the parts of a target in a thing. Returns whether there are any. */
static gboolean
choose (Targets *self, MqSketchPlan *thing, JsonObject *target)
{
  gboolean found = FALSE;

  for (guint i = 0; i < thing->parts->len; i++)
    {
      const MqKindPart *part = ((MqPlanPart *)g_ptr_array_index (thing->parts, i))->kind;
      Group *group;

      if (!is_meant (self, thing, part, target))
        continue;
      found = TRUE;
      if (is_chosen (self, thing, part))
        continue;
      group = get_group (self, thing, has_drawing (target) ? target : NULL);
      g_ptr_array_add (group->parts, (gpointer)part);
      group->is_object |= json_object_has_member (target, "object");
      group->is_single |= json_object_has_member (target, "object")
                          && json_object_has_member (target, "part")
                          && !json_object_has_member (target, "mark");
      if (*group->camera == '\0')
        group->camera = mq_json_get_string (target, "camera", "");
    }
  for (guint i = 0; i < thing->things->len; i++)
    found |= choose (self, g_ptr_array_index (thing->things, i), target);

  return found;
}

static char *
in_words (double metres)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (number, sizeof number, "%.3g", fabs (metres) * 100);
  return g_strdup_printf ("%s cm", number);
}

static void
add_move (MqRequest *request, gsize axis, double metres, const char *direction)
{
  g_autofree char *length = in_words (metres);
  g_autofree char *text = g_strdup_printf ("%s %s", length, direction);
  MqRequestDetail *said = mq_request_add_detail (request, MQ_REQUEST_DETAIL_MOVE, text);

  said->axis = point_names[axis];
  said->value = metres;
}

static void
add_move_along (MqRequest *request, const double way[3])
{
  for (gsize i = 0; i < 3; i++)
    if (way[i] != 0)
      {
        g_autofree char *direction = g_strdup_printf ("along %c%s", way[i] < 0 ? '-' : '+',
                                                      point_names[i]);

        add_move (request, i, way[i], direction);
      }
}

/* Gives moves their distance along each axis. Left and right are those of the view; front and back
 * the asset's. */
static void
resolve_moves (MqRequest *request, const Group *group, const double way[3], gsize way_axis)
{
  static const struct
  {
    const char *name;
    const char *words;
    gsize axis;
    int sign;
  } directions[] = { { "left", "to the left", 0, -1 },
                     { "right", "to the right", 0, 1 },
                     { "up", "up", 2, 1 },
                     { "down", "down", 2, -1 },
                     { "front", "to the front", 1, -1 },
                     { "back", "to the back", 1, 1 } };

  for (guint i = request->said->len; i-- > 0;)
    {
      const MqRequestDetail *said = g_ptr_array_index (request->said, i);

      if (said->type != MQ_REQUEST_DETAIL_MOVE || (said->axis == NULL && way_axis == 3)
          || (said->axis != NULL && said->axis[1] == '\0'))
        continue;
      if (said->axis == NULL)
        add_move_along (request, way);
      for (gsize j = 0; said->axis != NULL && j < G_N_ELEMENTS (directions); j++)
        {
          double step = said->value;
          double size[3];
          gsize axis = directions[j].axis;

          if (!g_str_equal (said->axis, directions[j].name))
            continue;
          mq_sketch_plan_get_size (group->thing, NULL, size);
          if (step <= 0)
            step = rint (STEP * said->degree * MAX (size[0], MAX (size[1], size[2])) * 1e3) / 1e3;
          step *= directions[j].sign;
          if (axis == 0
              && (g_str_has_prefix (group->camera, "left")
                  || g_str_has_prefix (group->camera, "right")))
            axis = 1;
          if (directions[j].axis == 0
              && (g_str_has_prefix (group->camera, "back")
                  || g_str_has_prefix (group->camera, "left")))
            step = -step;
          add_move (request, axis, step, directions[j].words);
          break;
        }
      g_ptr_array_remove_index (request->said, i);
    }
}

/* "Longer" along an arrow: as far as it goes, the end that it points from stays. */
static void
follow_arrow (MqRequest *request, const double way[3], gsize axis)
{
  MQ_EACH (request->said, i, MqRequestDetail, said)
    {
      gboolean is_factor = said->type == MQ_REQUEST_DETAIL_FACTOR;
      gboolean grows = is_factor ? said->value > 1 : said->value > 0;
      gboolean has_own = FALSE;

      if (!is_factor && said->type != MQ_REQUEST_DETAIL_MEASURE
          && said->type != MQ_REQUEST_DETAIL_MEASURE_BY)
        continue;
      /* "Higher" has a direction of its own; "shorter" has that of the arrow. */
      for (gsize j = 0; j < G_N_ELEMENTS (axis_names); j++)
        has_own |= j != axis && g_strcmp0 (said->axis, axis_names[j]) == 0;
      if (has_own && !g_str_has_prefix (said->text, "short"))
        continue;

      request->alone = TRUE;
      said->axis = axis_names[axis];
      said->degree = grows == (way[axis] > 0) ? -1 : 1;
      if (is_factor)
        {
          g_free (said->text);
          said->text = in_words (way[axis]);
          said->type = MQ_REQUEST_DETAIL_MEASURE_BY;
          said->value = grows ? fabs (way[axis]) : -fabs (way[axis]);
        }
    }
}

/* A drawing that no words are about is a request, too. */
static void
follow_drawing (MqRequestList *reading, const Group *group)
{
  JsonObject *mark = mq_json_get_object (group->target, "mark");
  double metres = mq_json_get_double (mark, "size_m", 0);
  double length = mq_json_get_double (mark, "length_m", 0);
  double at[3], to[3], way[3] = { 0 };
  double drawn = 0;
  gsize axis = 3; /* 3: it points nowhere */
  gboolean is_arrow;
  gboolean is_size = metres > 0 && g_str_equal (get_stroke (group->target), "size");
  MqRequest *request = NULL;

  if (mq_json_get_vector (group->target, "at_m", at) && mq_json_get_vector (mark, "to_m", to))
    {
      gsize main = 0;

      for (gsize i = 0; i < 3; i++)
        {
          way[i] = to[i] - at[i];
          main = fabs (way[i]) > fabs (way[main]) ? i : main;
        }
      for (gsize i = 0; i < 3; i++)
        way[i] = fabs (way[i]) < STRAIGHT * fabs (way[main]) ? 0 : way[i];
      drawn = sqrt (way[0] * way[0] + way[1] * way[1] + way[2] * way[2]);
      for (gsize i = 0; length > 0 && drawn > 0 && i < 3; i++)
        way[i] *= length / drawn;
      axis = drawn > 0 ? main : 3;
    }
  is_arrow = axis < 3 && g_str_equal (get_stroke (group->target), "arrow");

  for (guint i = 0; request == NULL && i < reading->requests->len; i++)
    if (((MqRequest *)g_ptr_array_index (reading->requests, i))->chosen)
      request = g_ptr_array_index (reading->requests, i);
  if (request == NULL && (is_size || (is_arrow && reading->requests->len == 0))
      && group->parts->len > 0)
    {
      request = mq_request_list_add (reading, MQ_REQUEST_CHANGE, "");
      request->chosen = TRUE;
      g_ptr_array_extend (request->parts, group->parts, NULL, NULL);
    }
  /* "Put it here" */
  if (request != NULL && is_arrow && request->said->len == 0 && request->verb != MQ_REQUEST_REMOVE)
    {
      request->verb = MQ_REQUEST_CHANGE;
      add_move_along (request, way);
    }
  if (request != NULL && is_size)
    {
      gboolean is_said = FALSE;

      /* "This long: 12 cm": the number decides, also without words. */
      for (guint i = request->said->len; i-- > 0;)
        {
          MqRequestDetail *said = g_ptr_array_index (request->said, i);

          if (said->type == MQ_REQUEST_DETAIL_FACTOR)
            g_ptr_array_remove_index (request->said, i);
          else if (said->type == MQ_REQUEST_DETAIL_MEASURE && fabs (said->value - metres) < 1e-6)
            {
              said->axis = axis < 3 ? axis_names[axis] : "length";
              is_said = TRUE;
            }
        }
      if (!is_said)
        {
          g_autofree char *text = in_words (metres);
          MqRequestDetail *said = mq_request_add_detail (request, MQ_REQUEST_DETAIL_MEASURE, text);

          said->axis = axis < 3 ? axis_names[axis] : "length";
          said->value = metres;
        }
    }

  for (guint i = 0; i < reading->requests->len; i++)
    {
      request = g_ptr_array_index (reading->requests, i);
      resolve_moves (request, group, way, is_arrow ? axis : 3);
      if (request->chosen && is_arrow)
        follow_arrow (request, way, axis);
    }
}

/* Whether a part is held by the chosen parts alone: the slats of a backrest. */
static gboolean
hangs_on (Targets *self, MqSketchPlan *thing, const MqKindPart *part)
{
  for (gsize i = 0; part->joins[i] != NULL; i++)
    if (!g_str_equal (part->joins[i], part->id)
        && !is_chosen (self, thing, mq_kind_find (thing->kind->parts, part->joins[i])))
      return FALSE;

  return part->joins[0] != NULL;
}

static gboolean
changes_count (const MqRequest *request)
{
  return mq_request_has_detail (request, MQ_REQUEST_DETAIL_COUNT)
         || mq_request_has_detail (request, MQ_REQUEST_DETAIL_COUNT_BY)
         || mq_request_has_detail (request, MQ_REQUEST_DETAIL_COUNT_TIMES);
}

/* Whether a change is of sizes or places, and reaches beyond the chosen parts and what hangs on
 * them unless they are changed alone. A part that touches a chosen one, a single object, and is in
 * its place would stay behind then: the trim of a shade. @after: what the changes make of @before
 */
static gboolean
should_be_alone (Targets *self, MqSketchPlan *thing, const MqRequestList *reading,
                 MqSketchPlan *before, MqSketchPlan *after)
{
  g_autoptr (GHashTable) old = NULL;
  g_autoptr (GHashTable) new = NULL;
  gboolean is_bounded = TRUE;

  MQ_EACH (reading->requests, i, const MqRequest, request)
    if (!request->chosen || request->verb == MQ_REQUEST_REMOVE || request->verb == MQ_REQUEST_ADD
        || mq_request_has_detail (request, MQ_REQUEST_DETAIL_LOOK) || changes_count (request))
      return FALSE;
  if (reading->requests->len == 0)
    return FALSE;

  old = mq_script_generator_fingerprints (self->catalogue, before);
  new = mq_script_generator_fingerprints (self->catalogue, after);
  MQ_EACH (before->kind->parts, i, const MqKindPart, part)
    if (!is_chosen (self, thing, part) && !hangs_on (self, thing, part))
      is_bounded &= g_strcmp0 (g_hash_table_lookup (old, part->id),
                               g_hash_table_lookup (new, part->id))
                    == 0;
  if (is_bounded)
    return FALSE;

  for (guint i = 0; i < thing->parts->len; i++)
    {
      const MqKindPart *part = ((MqPlanPart *)g_ptr_array_index (thing->parts, i))->kind;
      double min[3], max[3], low[3], high[3];

      if (is_chosen (self, thing, part) || hangs_on (self, thing, part))
        continue;
      mq_sketch_plan_get_box (thing, part, low, high);
      for (gsize j = 0; part->joins[j] != NULL; j++)
        {
          const MqKindPart *other = mq_kind_find (thing->kind->parts, part->joins[j]);
          gboolean is_within = TRUE;

          if (other == part || !is_chosen (self, thing, other)
              || mq_sketch_plan_get_count (thing, other) != 1)
            continue;
          mq_sketch_plan_get_box (thing, other, min, max);
          for (gsize axis = 0; axis < 3; axis++)
            is_within &= low[axis] >= min[axis] - SLACK && high[axis] <= max[axis] + SLACK;
          if (is_within)
            return FALSE;
        }
    }

  return TRUE;
}

/* Whether words mean a single object: "this one", "this eye", "only this"; also "this" and "the
 * eye" where one object was chosen instead of its part. What is to be removed is single unless the
 * words say that it is not. */
static gboolean
says_one (const char *instruction, const Group *group, const MqKindPart *part,
          const MqRequestList *reading)
{
  static const char *const single[] = { "this", "that", "it", NULL };
  g_autoptr (GPtrArray) tokens = mq_vocabulary_tokens (instruction);
  gboolean removes = FALSE;
  gboolean changes_one = FALSE;

  MQ_EACH (reading->requests, i, const MqRequest, request)
    {
      removes |= request->chosen && request->verb == MQ_REQUEST_REMOVE;
      changes_one |= group->is_single && request->chosen && request->verb == MQ_REQUEST_CHANGE
                     && !changes_count (request);
    }
  MQ_EACH (tokens, i, const MqItem, token)
    {
      const MqItem *before = i > 0 ? g_ptr_array_index (tokens, i - 1) : token;
      const MqItem *after = i + 1 < tokens->len ? g_ptr_array_index (tokens, i + 1) : token;
      g_autofree char *lower = g_ascii_strdown (token->text, -1);
      g_autofree char *next = g_ascii_strdown (after->text, -1);

      if (changes_one && g_strv_contains (part->words, lower))
        return TRUE;
      if (!g_strv_contains (single, lower))
        continue;
      if (removes || changes_one || g_ascii_strcasecmp (before->text, "only") == 0
          || g_ascii_strcasecmp (before->text, "just") == 0 || g_str_equal (next, "one")
          || g_strv_contains (part->words, next))
        return TRUE;
    }

  return FALSE;
}

static void
attempt_clear (Attempt *self)
{
  g_clear_pointer (&self->reading, mq_request_list_free);
  g_clear_pointer (&self->plan, mq_sketch_plan_free);
  g_clear_pointer (&self->log, mq_change_log_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Attempt, attempt_clear)

/* Applies what the words and the drawing ask for. @alone: whether a size stretches only the chosen
 * parts; @is_first: whether words that name other parts count */
static Attempt
attempt (Targets *self, const Group *group, MqSketchPlan *now, gboolean alone, gboolean is_first)
{
  const char *drawn = mq_json_get_string (mq_json_get_object (group->target, "mark"), "text", "");
  /* A number that is drawn is `size_m`, too. */
  g_autofree char *text = *drawn != '\0' && !g_str_equal (get_stroke (group->target), "size")
                              ? g_strdup_printf ("%s. %s", self->instruction, drawn)
                              : g_strdup (self->instruction);
  g_autoptr (MqRequestList) reading = mq_request_list_parse (
      self->catalogue->lexicon, group->thing->kind, text, TRUE, group->parts);
  MqRequestList *list = mq_request_list_new ();
  Attempt made = { list, mq_sketch_plan_copy (now), NULL };

  /* Words that name a chosen part, or a material of it, are about that part alone. */
  MQ_EACH (reading->requests, i, MqRequest, request)
    {
      g_autoptr (GPtrArray) parts = g_ptr_array_new ();

      for (guint j = 0; !request->whole && j < group->parts->len; j++)
        {
          const MqKindPart *part = g_ptr_array_index (group->parts, j);
          gboolean is_of = g_ptr_array_find (request->parts, part, NULL);

          for (guint k = 0; request->parts->len == 0 && k < request->slots->len; k++)
            is_of |= g_strv_contains (part->materials,
                                      ((MqKindMaterial *)request->slots->pdata[k])->id);
          if (is_of)
            g_ptr_array_add (parts, (gpointer)part);
        }
      if (parts->len == 0 || (request->parts->len == 0 && request->verb != MQ_REQUEST_CHANGE))
        continue;
      request->chosen = TRUE;
      g_ptr_array_set_size (request->slots, 0);
      g_ptr_array_set_size (request->parts, 0);
      g_ptr_array_extend (request->parts, parts, NULL, NULL);
    }
  follow_drawing (reading, group);
  while (reading->requests->len > 0)
    {
      MqRequest *request = g_ptr_array_index (reading->requests, 0);
      gboolean is_about_parts = request->chosen
                                && !mq_request_has_detail (request, MQ_REQUEST_DETAIL_SWAP);

      request->alone |= alone;
      if (is_first && !is_about_parts)
        {
          g_ptr_array_add (list->requests, g_ptr_array_steal_index (reading->requests, 0));
          continue;
        }

      /* Once for each part; those that hang on others are the last. */
      for (gsize hangs = 0; is_about_parts && hangs < 2; hangs++)
        MQ_EACH (request->parts, i, const MqKindPart, part)
          {
            g_autofree char *name = mq_sketch_plan_get_count (group->thing, part) > 1
                                        ? mq_words_plural (part->noun)
                                        : g_strdup (part->noun);
            MqRequest *own;

            if (hangs_on (self, group->thing, part) != (gboolean)hangs)
              continue;
            own = mq_request_list_add (list, request->verb, name);
            own->chosen = TRUE;
            own->alone = request->alone;
            g_ptr_array_add (own->parts, (gpointer)part);
            mq_request_copy_details (own, request);
            for (guint j = own->said->len; j-- > 0;)
              {
                const MqRequestDetail *said = g_ptr_array_index (own->said, j);

                if (said->type == MQ_REQUEST_DETAIL_LOOK && said->part != part)
                  g_ptr_array_remove_index (own->said, j);
              }
          }
      g_ptr_array_remove_index (reading->requests, 0);
    }
  while (reading->unknown->len > 0)
    g_ptr_array_add (list->unknown, g_ptr_array_steal_index (reading->unknown, 0));

  made.log = mq_sketch_changes_apply (made.plan, list, TRUE);
  return made;
}

/* Applies what a group is about. @now: its thing with the changes so far; @is_first: as of
 * attempt(). Returns: (transfer full): the changed thing */
static MqSketchPlan *
change_group (Targets *self, const Group *group, MqSketchPlan *now, gboolean is_first)
{
  g_auto (Attempt) made = attempt (self, group, now, FALSE, is_first);
  const MqKindPart *part = group->is_object && group->parts->len == 1
                               ? g_ptr_array_index (group->parts, 0)
                               : NULL;
  const MqRequest *other = NULL;
  gboolean is_named = FALSE;
  GHashTableIter iter;
  gpointer id;

  /* All objects of a part are made alike. */
  if (part != NULL && mq_sketch_plan_get_count (group->thing, part) > 1
      && says_one (self->instruction, group, part, made.reading))
    {
      g_autofree char *many = mq_words_plural (part->noun);

      g_ptr_array_add (self->log->not_done,
                       /* Translators: an object that the user pointed at, twice its plural, in
                        * English: “Only this leg: the legs change together; say “the legs”…” */
                       g_strdup_printf (_ ("Only this %s: the %s change together; say “the %s” to "
                                           "change all of them"),
                                        part->noun, many, many));
      return mq_sketch_plan_copy (now);
    }
  if (should_be_alone (self, group->thing, made.reading, now, made.plan))
    {
      g_auto (Attempt) alone = attempt (self, group, now, TRUE, is_first);
      Attempt together = made;

      /* A part between others, as legs are, cannot grow alone: the others follow. */
      if (!alone.log->blocked)
        {
          made = alone;
          alone = together;
        }
    }

  /* Where the words name something else alone, what was pointed at is left as it is; but not of
   * "the arms in the material of this". */
  for (guint i = 0; i < made.reading->requests->len; i++)
    {
      other = g_ptr_array_index (made.reading->requests, i);
      is_named |= other->chosen;
      MQ_EACH (other->said, j, const MqRequestDetail, said)
        is_named |= said->type == MQ_REQUEST_DETAIL_LIKE
                    && g_ptr_array_find (group->parts, said->part, NULL);
    }
  for (guint i = 0; other != NULL && !is_named && i < group->parts->len; i++)
    g_ptr_array_add (self->log->not_done,
                     /* Translators: two parts, in English: “leg: the words name the seat”. */
                     g_strdup_printf (_ ("%s: you pointed at it, but your words name the %s"),
                                      ((MqKindPart *)group->parts->pdata[i])->noun, other->text));
  mq_sketch_requirements_update (made.plan, now, self->catalogue->lexicon, made.reading);
  while (made.log->done->len > 0)
    g_ptr_array_add (self->log->done, g_ptr_array_steal_index (made.log->done, 0));
  mq_sketch_plan_add_strings (self->log->not_done, made.log->not_done->pdata);
  g_hash_table_iter_init (&iter, made.log->named);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (self->log->named, g_strdup (id));
  return g_steal_pointer (&made.plan);
}

/**
 * mq_sketch_targets_change:
 * @plan: the current plan; it is not changed
 * @instruction: the words; may be empty where something was drawn
 * @targets: (nullable): what the user pointed at
 * @report: (nullable): the report of the plan, to find objects and places
 * @next: (out): the changed plan
 *
 * Returns: (transfer full) (nullable): the changes; %NULL: nothing, or all of it, was pointed at
 */
MqChangeLog *
mq_sketch_targets_change (MqKindCatalogue *catalogue, MqSketchPlan *plan, const char *instruction,
                          JsonArray *targets, JsonObject *report, MqSketchPlan **next)
{
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (group_free);
  g_autoptr (MqChangeLog) log = mq_change_log_new ();
  g_autoptr (MqSketchPlan) changed = mq_sketch_plan_copy (plan);
  Targets self = { catalogue, report, instruction, log, groups };
  const Group *only;
  guint n = 0;

  for (guint i = 0; i < mq_json_length (targets); i++)
    n += !mq_target_is_size_of_all (mq_json_element_object (targets, i));
  if (n == 0)
    return NULL;

  /* Those with a drawing first: it says more than a click on the same part. */
  for (gsize pass = 0; pass < 2; pass++)
    MQ_JSON_EACH (targets, i, target)
      {
        g_autofree char *name = mq_target_dup_name (target);

        /* "This high: 80 cm" of everything is a requirement, which the words have. */
        if (has_drawing (target) == (pass == 0) && !mq_target_is_size_of_all (target)
            && !choose (&self, plan, target))
          g_ptr_array_add (self.log->not_done,
                           /* Translators: something that the user pointed at: “Leg 9”. */
                           g_strdup_printf (_ ("“%s”: there is no such part"), name));
      }
  /* Where all was pointed at, and nothing was drawn, words are as without. */
  only = groups->len == 1 ? g_ptr_array_index (groups, 0) : NULL;
  if (only != NULL && only->target == NULL && only->thing == plan
      && only->parts->len == plan->parts->len)
    return NULL;
  /* Only words that name a part are about anything then. */
  if (groups->len == 0)
    get_group (&self, plan->things->len > 0 ? g_ptr_array_index (plan->things, 0) : plan, NULL);

  MQ_EACH (groups, i, const Group, group)
    {
      guint at = 0;

      if (g_ptr_array_find (plan->things, group->thing, &at))
        {
          MqSketchPlan *thing = change_group (&self, group, changed->things->pdata[at], i == 0);

          mq_sketch_plan_free (changed->things->pdata[at]);
          changed->things->pdata[at] = thing;
        }
      else
        {
          MqSketchPlan *whole = change_group (&self, group, changed, i == 0);

          mq_sketch_plan_free (changed);
          changed = whole;
        }
    }
  if (changed->things->len > 0)
    {
      mq_sketch_composition_arrange (changed, log->not_done);
      mq_sketch_composition_entitle (changed);
    }

  *next = g_steal_pointer (&changed);
  return g_steal_pointer (&log);
}
