/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Applies a reading to a plan, see mq-sketch-changes.h: parts and looks. Sizes and materials
 * have files of their own. */
#include "service/sketcher/changes/mq-sketch-changes.h"

#include "common/base/mq-each.h"
#include "common/base/mq-written-number.h"
#include "common/json/mq-json.h"
#include "service/sketcher/changes/mq-material-changes.h"
#include "service/sketcher/changes/mq-size-changes.h"
#include "service/sketcher/language/mq-words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct
{
  MqSketchPlan *plan;
  MqRequestList *reading;
  MqChangeLog *log;
  gboolean instruction;
  MqSizeChanges *sizes;
} MqChanges;

typedef void (*ApplyRequest) (MqChanges *self, MqRequest *request);

/* Applies a detail of a request. */
typedef void (*ApplyDetail) (MqChanges *self, const MqRequest *request,
                             const MqRequestDetail *said);

/* Records that a request is about the part. */
static void
name_part (MqChanges *self, const char *id)
{
  g_hash_table_add (self->log->named, g_strdup (id));
}

/* Records a phrase that describes the asset as it is. */
static void
add_words (MqChanges *self, const char *words)
{
  mq_phrases_add (self->log->done, MQ_PHRASE_WORDS, words, words);
}

/* The parameter with this word. */
static const MqKindParam *
find_named (MqSketchPlan *plan, const char *word)
{
  MQ_EACH (plan->kind->params, i, const MqKindParam, param)
    if (g_strv_contains (param->words, word))
      return param;

  return NULL;
}

/* "streamlined body": a noun with its description, usable in a title. */
static void
report_words (MqChanges *self, const char *text)
{
  const char *space = strrchr (text, ' ');
  g_autofree char *before = space != NULL ? g_strndup (text, space - text) : NULL;
  MqPhrase *phrase;

  if (before == NULL || self->instruction)
    {
      add_words (self, text);
      return;
    }

  phrase = mq_phrases_add (self->log->done, MQ_PHRASE_PART, text, space + 1);
  mq_phrase_qualify (phrase, before, before);
}

/* @plan: a plan; it is changed; @look: of its kind, or of one of its parts */
void
mq_sketch_changes_apply_look (MqSketchPlan *plan, const MqKindLook *look)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  for (gsize i = 0; look->include[i] != NULL; i++)
    mq_sketch_plan_include (plan, look->include[i]);
  for (gsize i = 0; look->exclude[i] != NULL; i++)
    mq_sketch_plan_exclude (plan, look->exclude[i]);

  if (look->set != NULL)
    {
      json_object_iter_init_ordered (&iter, look->set);
      while (json_object_iter_next_ordered (&iter, &key, &node))
        mq_sketch_plan_set_value (
            plan, key, mq_kind_look_get_value (look, mq_kind_find (plan->kind->params, key)));
    }
  if (look->material != NULL)
    {
      json_object_iter_init_ordered (&iter, look->material);
      while (json_object_iter_next_ordered (&iter, &key, &node))
        mq_material_changes_apply_look (plan, key, json_node_get_object (node));
    }
}

static gboolean
touches_ground (MqSketchPlan *plan, const MqKindPart *part)
{
  double min[3];
  double max[3];

  mq_sketch_plan_get_box (plan, part, min, max);
  return min[2] < 0.002;
}

static gboolean
has_count (const MqRequest *request)
{
  return mq_request_has_detail (request, MQ_REQUEST_DETAIL_COUNT)
         || mq_request_has_detail (request, MQ_REQUEST_DETAIL_COUNT_BY);
}

/* The part of the plan that excludes @part: a round top has no room for drawers. One that @part
 * replaces, too, makes way for it. */
static const MqKindPart *
part_instead_of (MqSketchPlan *plan, const MqKindPart *part)
{
  for (guint i = 0; i < plan->parts->len; i++)
    {
      const MqKindPart *other = ((MqPlanPart *)g_ptr_array_index (plan->parts, i))->kind;

      if (g_strv_contains (other->replaces, part->id)
          && !g_strv_contains (part->replaces, other->id))
        return other;
    }

  return NULL;
}

static void
remove_part (MqChanges *self, const MqRequest *request, const MqKindPart *part)
{
  const char *name = request->parts->len == 1 ? request->text : part->noun;
  g_autoptr (GPtrArray) before = g_ptr_array_new ();
  g_autofree char *reason = NULL;
  gboolean other_on_ground = FALSE;

  name_part (self, part->id);
  if (mq_sketch_plan_find_part (self->plan, part->id) == NULL)
    {
      if (self->instruction)
        /* Translators: a change that is not possible; %s is a part, in English: “wings”. */
        mq_change_log_refuse (self->log, _ ("No %s to remove"), name);
      else
        mq_change_log_add (self->log, MQ_PHRASE_REMOVED, part->id, name);
      return;
    }

  /* A part stays that is essential, the only support of another one, or of all. */
  if (part->needed && !part->optional)
    /* Translators: why a part stays; %s is the object, in English: “chair”. */
    reason = g_strdup_printf (_ ("essential to the %s"), self->plan->kind->words[0]);
  for (guint i = 0; !part->optional && reason == NULL && i < self->plan->parts->len; i++)
    {
      const MqKindPart *other = ((MqPlanPart *)self->plan->parts->pdata[i])->kind;
      gboolean is_held = other->effect || other->joins[0] == NULL
                         || !mq_kind_part_is_joined (other, part)
                         || g_strv_contains (other->requires, part->id);

      if (other == part)
        continue;
      other_on_ground |= touches_ground (self->plan, other) && !other->effect;
      for (guint j = 0; !is_held && j < self->plan->parts->len; j++)
        {
          const MqKindPart *third = ((MqPlanPart *)self->plan->parts->pdata[j])->kind;

          is_held = third != part && third != other && mq_kind_part_is_joined (third, other);
        }
      if (!is_held)
        /* Translators: why a part stays; %s is another part, in English: “lid”. */
        reason = g_strdup_printf (_ ("nothing would hold the %s"), other->noun);
    }
  if (!part->optional && reason == NULL && self->plan->kind->grounded && !other_on_ground
      && touches_ground (self->plan, part))
    reason = g_strdup (_ ("nothing would carry the rest"));
  if (reason != NULL)
    {
      /* Translators: a part and why it must stay: “Removing seat: nothing would hold the back”. */
      mq_change_log_refuse (self->log, _ ("Removing %s: %s"), name, reason);
      return;
    }

  for (guint i = 0; i < self->plan->parts->len; i++)
    g_ptr_array_add (before,
                     (gpointer)((MqPlanPart *)g_ptr_array_index (self->plan->parts, i))->kind);
  mq_sketch_plan_exclude (self->plan, part->id);
  mq_change_log_add (self->log, MQ_PHRASE_REMOVED, part->id, name);
  /* Parts that require it went with it. */
  MQ_EACH (before, i, const MqKindPart, other)
    {
      if (mq_sketch_plan_find_part (self->plan, other->id) != NULL)
        continue;
      /* Without its floats a seaplane needs its wheels again, and a round top without legs its
       * pedestal. */
      for (gsize j = 0; other->replaces[j] != NULL; j++)
        {
          const MqKindPart *back = mq_kind_find (self->plan->kind->parts, other->replaces[j]);
          gboolean is_wanted;

          if (back == NULL || mq_sketch_plan_find_part (self->plan, back->id) != NULL
              || part_instead_of (self->plan, back) != NULL)
            continue;
          is_wanted = !back->optional;
          for (guint k = 0; k < self->plan->parts->len; k++)
            is_wanted |= g_strv_contains (
                ((MqPlanPart *)self->plan->parts->pdata[k])->kind->requires, back->id);
          if (!is_wanted)
            continue;
          mq_sketch_plan_include (self->plan, back->id);
          name_part (self, back->id);
        }
    }
}

static void
remove_request (MqChanges *self, MqRequest *request)
{
  const MqKindPart *first = request->parts->len > 0 ? g_ptr_array_index (request->parts, 0) : NULL;
  gboolean is_effect = FALSE;
  guint found = 0;

  for (guint i = 0; i < request->said->len; i++)
    is_effect |= isinf (((const MqRequestDetail *)request->said->pdata[i])->degree) != 0;
  if (is_effect)
    {
      mq_material_changes_apply (self->plan, request, self->instruction, self->log);
      return;
    }

  MQ_EACH (request->said, i, const MqRequestDetail, said)
    {
      MqRequestDetail less = { .type = MQ_REQUEST_DETAIL_COUNT_BY,
                               .text = said->text,
                               .value = -fabs (said->value) };

      if (said->type != MQ_REQUEST_DETAIL_COUNT && said->type != MQ_REQUEST_DETAIL_COUNT_BY)
        continue;
      /* "remove the 2 armrests" removes all of them. */
      if (first != NULL && mq_sketch_plan_get_count (self->plan, first) <= fabs (said->value))
        continue;
      if (first != NULL)
        name_part (self, first->id);
      mq_size_changes_count (self->sizes, request, &less);
      return;
    }

  /* If several parts have the name, only existing ones are meant. */
  for (guint i = 0; i < request->parts->len; i++)
    if (mq_sketch_plan_find_part (self->plan,
                                  ((const MqKindPart *)g_ptr_array_index (request->parts, i))->id))
      found++;
  MQ_EACH (request->parts, i, const MqKindPart, part)
    {
      if (found == 0 || mq_sketch_plan_find_part (self->plan, part->id) != NULL)
        remove_part (self, request, part);
      if (found == 0)
        break;
    }

  if (request->parts->len > 0)
    return;
  if (request->whole)
    /* Translators: a change that is not possible; %s is the object, in English: “chair”. */
    mq_change_log_refuse (self->log, _ ("Removing %s: nothing would be left"), request->text);
  else
    /* Translators: a change that is not possible; %s is something of an object, in English. */
    mq_change_log_refuse (self->log, _ ("Removing %s: not a separate part"), request->text);
}

/* Whether a part of the request exists; adds it where the request's verb allows. */
static gboolean
ensure_parts (MqChanges *self, const MqRequest *request, gboolean *added)
{
  const MqKindPart *missing = NULL;
  const MqKindPart *instead = NULL;
  gboolean there = FALSE;

  MQ_EACH (request->parts, i, const MqKindPart, part)
    {
      if (mq_sketch_plan_find_part (self->plan, part->id) != NULL)
        there = TRUE;
      else if (missing == NULL || instead != NULL)
        {
          missing = part;
          instead = part_instead_of (self->plan, part);
        }
    }

  *added = FALSE;
  if (missing == NULL || (there && request->verb != MQ_REQUEST_ADD))
    return there;

  /* "make the bow heart-shaped" replaces one form by another. */
  if (request->verb == MQ_REQUEST_CHANGE && missing->replaces[0] == NULL)
    {
      /* Translators: a change that is not possible; %s is a part, in English: “armrests”. */
      mq_change_log_refuse (self->log, _ ("No %s here yet; say “add %s” first"), request->text,
                            request->text);
      return FALSE;
    }

  if (!self->instruction && instead != NULL)
    {
      /* Translators: a wish that is not possible; both are parts, in English: “drawers: not
       * together with the round top”. */
      mq_change_log_refuse (self->log, _ ("%s: not together with the %s"), request->text,
                            instead->words[0]);
      return FALSE;
    }

  mq_sketch_plan_include (self->plan, missing->id);
  name_part (self, missing->id);
  for (gsize i = 0; missing->requires[i] != NULL; i++)
    name_part (self, missing->requires[i]);
  mq_change_log_add (self->log, MQ_PHRASE_ADDED, mq_request_get_key (request), request->text);
  *added = TRUE;
  return TRUE;
}

/* "add a drawer" to existing drawers adds one more. */
static void
add_one_more (MqChanges *self, const MqRequest *request)
{
  MqRequestDetail more = { .type = MQ_REQUEST_DETAIL_COUNT_BY, .text = request->text, .value = 1 };
  const MqKindPart *part = request->parts->len > 0 ? g_ptr_array_index (request->parts, 0) : NULL;
  gboolean is_counted = part != NULL && mq_size_changes_find_count (self->plan, part) != NULL;

  for (guint i = 0; i < request->params->len; i++)
    is_counted |= g_str_equal (((MqKindParam *)request->params->pdata[i])->unit, "count");
  if (is_counted)
    mq_size_changes_count (self->sizes, request, &more);
  else if (part != NULL)
    /* Translators: a change that is not possible; %s is a part, in English: “seat”. */
    mq_change_log_refuse (self->log, _ ("Adding %s: already there"), part->noun);
}

static void
apply_size (MqChanges *self, const MqRequest *request, const MqRequestDetail *said)
{
  mq_size_changes_apply (self->sizes, request, said);
}

static void
apply_count (MqChanges *self, const MqRequest *request, const MqRequestDetail *said)
{
  mq_size_changes_count (self->sizes, request, said);
}

static void
report_trait (MqChanges *self, const MqRequest *request, const MqRequestDetail *said)
{
  report_words (self, said->text);
}

static void
apply_time (MqChanges *self, const MqRequest *request, const MqRequestDetail *said)
{
  const MqKindParam *hour = find_named (self->plan, "hour");
  const MqKindParam *minute = find_named (self->plan, "minute");
  g_autofree char *words = g_strdup_printf (self->instruction ? "show %s" : "showing %s",
                                            said->text);

  if (hour == NULL || minute == NULL)
    {
      mq_change_log_refuse (self->log, _ ("“%s”"), said->text);
      return;
    }
  mq_sketch_plan_set_value (self->plan, hour->name,
                            said->value < 60 ? 12 : floor (said->value / 60));
  mq_sketch_plan_set_value (self->plan, minute->name, fmod (said->value, 60));
  add_words (self, words);
}

/* Moves parts that the user pointed at. */
static void
apply_move (MqChanges *self, const MqRequest *request, const MqRequestDetail *said)
{
  for (guint i = 0; said->axis != NULL && i < request->parts->len; i++)
    {
      const MqKindPart *kind = g_ptr_array_index (request->parts, i);
      MqPlanPart *part = mq_sketch_plan_find_part (self->plan, kind->id);

      if (part == NULL)
        continue;
      mq_plan_part_adjust (part, MQ_PLAN_SHIFT, 0, said->text)->x[*said->axis - 'x'] = said->value;
      mq_phrase_qualify (mq_change_log_add (self->log, MQ_PHRASE_CHANGE,
                                            mq_request_get_key (request), request->text),
                         said->text, said->text);
    }
  if (said->axis == NULL || request->parts->len == 0)
    mq_change_log_refuse (self->log, _ ("“%s %s”"), said->text, request->text);
}

/* Looks are applied before, and materials after these. */
static const ApplyDetail appliers[] = {
  [MQ_REQUEST_DETAIL_COUNT] = apply_count,       [MQ_REQUEST_DETAIL_COUNT_BY] = apply_count,
  [MQ_REQUEST_DETAIL_COUNT_TIMES] = apply_count, [MQ_REQUEST_DETAIL_MEASURE] = apply_size,
  [MQ_REQUEST_DETAIL_MEASURE_BY] = apply_size,   [MQ_REQUEST_DETAIL_FACTOR] = apply_size,
  [MQ_REQUEST_DETAIL_TRAIT] = report_trait,      [MQ_REQUEST_DETAIL_TIME] = apply_time,
  [MQ_REQUEST_DETAIL_RANGE] = apply_size,        [MQ_REQUEST_DETAIL_MOVE] = apply_move,
};

/* The parameter that counts what the request's noun names, rather than what that is made of: a
 * drawer, but no bouquet. @part: (out): its part */
static const MqKindParam *
find_counted (MqSketchPlan *plan, const MqRequest *request, const MqKindPart **part)
{
  g_autofree char *noun = mq_words_phrase_key (request->text);

  for (guint i = 0; i < request->parts->len; i++)
    {
      const MqKindParam *param;
      const char *const *words;

      *part = g_ptr_array_index (request->parts, i);
      param = mq_kind_find (plan->kind->params, (*part)->count);
      words = param == NULL || param->words[0] == NULL ? (*part)->words : param->words;
      if (param != NULL && g_strv_contains (words, noun))
        return param;
    }

  return NULL;
}

static void
apply_request (MqChanges *self, MqRequest *request)
{
  gboolean added = FALSE;
  gboolean there = request->parts->len == 0;
  const MqKindPart *counted = NULL, *part;
  const MqKindParam *param = find_counted (self->plan, request, &counted);
  gboolean is_single = request->is_single && param != NULL
                       && !(self->instruction
                            && mq_sketch_plan_find_part (self->plan, counted->id) != NULL);
  guint count = 0;

  /* "A drawer" is one, if the kind can have just one and nothing else counts them. */
  for (guint i = 0; is_single && i < self->reading->requests->len; i++)
    {
      const MqRequest *other = g_ptr_array_index (self->reading->requests, i);

      if (find_counted (self->plan, other, &part) != param)
        continue;
      is_single = other->is_single && !has_count (other)
                  && !mq_request_has_detail (other, MQ_REQUEST_DETAIL_COUNT_TIMES);
      count++;
    }
  if (is_single && count >= param->min && count <= param->max)
    mq_request_add_detail (request, MQ_REQUEST_DETAIL_COUNT, "a")->value = count;

  if (request->parts->len > 0)
    there = ensure_parts (self, request, &added);
  if (request->refused != NULL)
    return;
  /* A material of that name may exist although no such part does. */
  if (!there && request->slots->len == 0)
    return;

  for (guint i = 0; i < request->parts->len; i++)
    {
      part = g_ptr_array_index (request->parts, i);
      if (mq_sketch_plan_find_part (self->plan, part->id) != NULL)
        name_part (self, part->id);
    }

  for (guint i = 0; request->whole && i < self->plan->parts->len; i++)
    name_part (self, ((MqPlanPart *)g_ptr_array_index (self->plan->parts, i))->kind->id);

  if (request->said->len == 0 && !added && self->instruction)
    {
      if (request->verb == MQ_REQUEST_ADD)
        add_one_more (self, request);
      else if (request->verb == MQ_REQUEST_DESCRIBE && request->parts->len > 0)
        mq_change_log_refuse (self->log, _ ("Adding %s: already there"), request->text);
      return;
    }
  if (request->said->len == 0 && !added && !request->whole)
    report_words (self, request->text);

  if (request->verb == MQ_REQUEST_ADD && !added && request->said->len > 0 && !has_count (request)
      && !mq_request_has_detail (request, MQ_REQUEST_DETAIL_LOOK) && request->parts->len > 0
      && mq_size_changes_find_count (self->plan, g_ptr_array_index (request->parts, 0)) != NULL)
    add_one_more (self, request);
  MQ_EACH (request->said, i, MqRequestDetail, said)
    {
      MqRequestDetail more = *said;

      /* "Add two legs" to existing ones */
      if (said->type == MQ_REQUEST_DETAIL_COUNT && request->verb == MQ_REQUEST_ADD && !added)
        more.type = MQ_REQUEST_DETAIL_COUNT_BY;
      self->log->current = said;
      if (said->type < G_N_ELEMENTS (appliers) && appliers[said->type] != NULL)
        appliers[said->type](self, request, &more);
    }
  self->log->current = NULL;
  mq_material_changes_apply (self->plan, request, self->instruction, self->log);
}

static const ApplyRequest verbs[] = {
  [MQ_REQUEST_DESCRIBE] = apply_request,
  [MQ_REQUEST_ADD] = apply_request,
  [MQ_REQUEST_REMOVE] = remove_request,
  [MQ_REQUEST_CHANGE] = apply_request,
};

/**
 * mq_sketch_changes_apply:
 * @plan: a plan of the reading's kind; it is changed
 * @reading: the requests
 * @instruction: whether the reading is of an instruction about an existing asset
 *
 * Returns: (transfer full): the applied and the refused requests
 */
MqChangeLog *
mq_sketch_changes_apply (MqSketchPlan *plan, MqRequestList *reading, gboolean instruction)
{
  MqChangeLog *log = mq_change_log_new ();
  g_autoptr (MqSizeChanges) sizes = NULL;
  MqChanges self = { .plan = plan, .reading = reading, .log = log, .instruction = instruction };
  gboolean is_pointed = FALSE;

  for (guint i = 0; i < reading->requests->len; i++)
    is_pointed |= ((const MqRequest *)g_ptr_array_index (reading->requests, i))->chosen;
  self.sizes = sizes = mq_size_changes_new (plan, instruction, is_pointed, log);

  /* Looks first: they set parts and values that the other requests may then change. */
  MQ_EACH (reading->requests, i, const MqRequest, request)
    {
      for (guint j = 0; j < request->said->len && request->verb != MQ_REQUEST_REMOVE; j++)
        {
          const MqRequestDetail *said = g_ptr_array_index (request->said, j);
          const MqKindLook *look = said->look;
          gboolean is_of_part = said->part != NULL;
          g_autofree char *text = NULL;

          if (said->type != MQ_REQUEST_DETAIL_LOOK)
            continue;
          mq_sketch_changes_apply_look (plan, look);
          for (gsize k = 0; look->include[k] != NULL; k++)
            name_part (&self, look->include[k]);
          if (look->title != NULL && !is_of_part)
            g_set_str (&plan->title, look->title);

          if (instruction && is_of_part && said->degree > 0 && !isinf (said->degree))
            text = g_strdup_printf ("more %s", said->text);
          else if (instruction && !is_of_part && look->title != NULL)
            /* "Make it a pickup". */
            text = mq_words_add_article (said->text);
          else
            text = g_strdup (said->text);
          if (is_of_part)
            {
              name_part (&self, said->part->id);
              mq_phrase_qualify (mq_change_log_add (log,
                                                    instruction ? MQ_PHRASE_CHANGE : MQ_PHRASE_PART,
                                                    said->part->id, said->part->noun),
                                 text, text);
            }
          else
            add_words (&self, text);
        }
    }
  for (guint i = 0; i < reading->requests->len; i++)
    {
      log->request = g_ptr_array_index (reading->requests, i);
      verbs[log->request->verb](&self, log->request);
    }
  log->request = NULL;
  mq_size_changes_restore (sizes, reading);
  MQ_EACH (reading->unknown, i, const char, words)
    {
      g_autofree char *doubt = mq_written_number_describe_doubt (words);

      if (doubt != NULL)
        mq_change_log_refuse (log, "%s", doubt);
      else
        mq_change_log_refuse (log, _ ("“%s”"), words);
    }

  return log;
}
