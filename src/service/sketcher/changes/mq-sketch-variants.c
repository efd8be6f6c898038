/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Variants, see mq-sketch-variants.h. Many candidates are made at random, from numbers that depend
 * on the words only. Of those that keep to the words, each variant is the one that differs most
 * from the variants before it. */
#include "service/sketcher/changes/mq-sketch-variants.h"

#include "common/base/mq-each.h"
#include "common/json/mq-json.h"
#include "service/sketcher/changes/mq-sketch-changes.h"
#include "service/sketcher/language/mq-words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Phrases that say what differs. */
#define MAX_PHRASES 4
/* With many words, few candidates keep to all. */
#define N_CANDIDATES 60
#define N_ATTEMPTS 600
/* Variants that differ less than this look the same; a change may be a small one. */
#define MIN_DISTANCE 0.3
#define MIN_CHANGE_DISTANCE 0.02
/* The largest change of the size, a logarithm: a chair is no toy. */
#define MAX_SCALE 0.4
/* Two variants with the same look are less different than they measure. */
#define SAME_LOOK 0.6
/* How far a dimension of a part goes that the words describe: "streamlined body". */
#define DESCRIBED_REACH 0.15
#define DESCRIBED_WHOLE_REACH 0.2
/* How likely a part is that the kind may have. */
#define PART_CHANCE 0.3
/* How far a value goes towards the end of its range, at least and at most. */
#define MIN_REACH 0.3
#define MAX_REACH 0.6

typedef struct
{
  MqSketchPlan *plan;
  char *words; /* (nullable): of the look, or of the amount of a change */
} Candidate;

/* State of one search. */
typedef struct
{
  MqKindCatalogue *catalogue;
  MqSketchPlan *before;   /* without the words: the kind's defaults, or the version to change */
  MqSketchPlan *first;    /* the first variant: with the words */
  MqRequestList *reading; /* (nullable): of a message */
  const char *instruction;
  GRand *rand;
} Search;

/* How two plans of a kind differ. Nouns and adjectives are the kind's, in English; the words around
 * them are translated. */

static gboolean
is_seed (const MqKindParam *param)
{
  return g_str_equal (param->unit, "seed");
}

static gboolean
is_of_whole (const MqKindParam *param)
{
  return g_strv_contains (param->of, "whole");
}

/* Whether any part that it is a dimension of is there. */
static gboolean
param_matters (MqSketchPlan *plan, const MqKindParam *param)
{
  if (param->of[0] == NULL || is_of_whole (param))
    return TRUE;

  for (gsize i = 0; param->of[i] != NULL; i++)
    if (mq_sketch_plan_find_part (plan, param->of[i]) != NULL)
      return TRUE;

  return FALSE;
}

static void
parse_color (const char *color, double rgb[3])
{
  guint value = color != NULL ? (guint)g_ascii_strtoull (color + 1, NULL, 16) : 0;

  for (guint i = 0; i < 3; i++)
    rgb[i] = (value >> (16 - 8 * i) & 0xff) / 255.0;
}

/* @ratios: (out): of their boxes, as logarithms. Returns: the mean of them */
static double
compare_boxes (MqSketchPlan *a, MqSketchPlan *b, double ratios[3])
{
  double mine[3];
  double other[3];
  double mean = 0;

  mq_sketch_plan_get_size (a, NULL, mine);
  mq_sketch_plan_get_size (b, NULL, other);
  for (gsize axis = 0; axis < 3; axis++)
    {
      ratios[axis] = log (MAX (mine[axis], 1e-4) / MAX (other[axis], 1e-4));
      mean += ratios[axis] / 3;
    }

  return mean;
}

static gboolean
is_same_material (const MqPlanMaterial *a, const MqPlanMaterial *b)
{
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;

  if (a == NULL || b == NULL || a == b)
    return a == b;

  one = mq_json_object_to_string (a->options, FALSE);
  other = mq_json_object_to_string (b->options, FALSE);
  return g_strcmp0 (a->color, b->color) == 0 && g_str_equal (a->finish, b->finish)
         && g_str_equal (one, other) && mq_json_are_equal (a->colors, b->colors);
}

static void
say (GPtrArray *phrases, char *phrase)
{
  if (phrases->len < MAX_PHRASES
      && !g_ptr_array_find_with_equal_func (phrases, phrase, g_str_equal, NULL))
    g_ptr_array_add (phrases, phrase);
  else
    g_free (phrase);
}

/* "walnut frame": the materials that differ, by the lexicon's word for how they look. */
static void
describe_materials (GPtrArray *phrases, MqLexicon *lexicon, MqSketchPlan *first, MqSketchPlan *plan)
{
  MQ_EACH (plan->materials, i, const MqPlanMaterial, material)
    {
      const char *const *choices = mq_lexicon_get_choices (
          lexicon, material->colors != NULL ? "palette" : material->finish);
      GPtrArray *of_label = mq_lexicon_lookup (lexicon, material->label);
      const MqWord *is = of_label != NULL ? g_ptr_array_index (of_label, 0) : NULL;
      const char *noun = material->label;
      const char *name = NULL;

      for (gsize j = 0; name == NULL && choices != NULL && choices[j] != NULL; j++)
        {
          GPtrArray *words = mq_lexicon_lookup (lexicon, choices[j]);

          for (guint k = 0; name == NULL && words != NULL && k < words->len; k++)
            {
              const MqWord *word = g_ptr_array_index (words, k);

              if (word->colors != NULL ? mq_json_are_equal (word->colors, material->colors)
                                       : g_strcmp0 (word->color, material->color) == 0)
                name = word->type == MQ_WORD_PALETTE ? word->name : choices[j];
            }
        }
      if (name == NULL || !mq_sketch_plan_uses_material (plan, material->id, NULL)
          || is_same_material (material, mq_sketch_plan_find_material (first, material->id)))
        continue;

      /* Not "light wood wooden frame", as a name of a wood says it already, nor "walnut maple". */
      if (g_str_has_prefix (noun, "wooden "))
        noun += strlen ("wooden ");
      if (is != NULL && is->type == MQ_WORD_FINISH)
        say (phrases, g_strdup (name));
      else
        say (phrases, g_strdup_printf ("%s %s", name, noun));
    }
}

/* "Ladder back, taller, walnut frame", from the words that @plan has for its look. */
static void
describe (Search *self, MqSketchPlan *plan, gboolean begin)
{
  /* Translators: what is different of a variant: smaller or larger from side to side, from front
   * to back, and from the ground to the top. */
  const char *const less[] = { _ ("narrower"), _ ("shallower"), _ ("lower") };
  const char *const more[] = { _ ("wider"), _ ("deeper"), _ ("taller") };
  g_autoptr (GPtrArray) phrases = g_ptr_array_new_with_free_func (g_free);
  MqSketchPlan *first = self->first;
  const MqKindParam *most = NULL;
  double farthest = 0;
  double before[3];
  double now[3];

  if (plan->summary != NULL)
    say (phrases, g_steal_pointer (&plan->summary));
  describe_materials (phrases, self->catalogue->lexicon, first, plan);

  mq_sketch_plan_get_size (first, NULL, before);
  mq_sketch_plan_get_size (plan, NULL, now);
  for (gsize axis = 3; axis-- > 0;)
    {
      double ratio = now[axis] / MAX (before[axis], 1e-4);

      if (ratio > 1.08 || ratio < 0.92)
        say (phrases, g_strdup (ratio > 1 ? more[axis] : less[axis]));
    }

  MQ_EACH (plan->kind->parts, i, const MqKindPart, part)
    {
      gboolean was = mq_sketch_plan_find_part (first, part->id) != NULL;
      gboolean is = mq_sketch_plan_find_part (plan, part->id) != NULL;
      g_autofree char *name = mq_sketch_plan_get_count (plan, part) == 1
                                  ? g_strdup (part->noun)
                                  : mq_words_plural (part->noun);

      if (is && !was)
        /* Translators: what is different of a variant; %s is a part, in English: “armrests”. */
        say (phrases, g_strdup_printf (_ ("with %s"), name));
      else if (was && !is)
        /* Translators: what is different of a variant; %s is a part, in English: “slats”. */
        say (phrases, g_strdup_printf (_ ("without %s"), name));
    }

  /* "8 slats" */
  for (guint i = 0; i < plan->parts->len; i++)
    {
      const MqKindPart *part = ((MqPlanPart *)g_ptr_array_index (plan->parts, i))->kind;
      guint count = mq_sketch_plan_get_count (plan, part);
      g_autofree char *many = mq_words_plural (part->noun);

      if (count > 1 && count < 40 && mq_sketch_plan_find_part (first, part->id) != NULL
          && count != mq_sketch_plan_get_count (first, part))
        say (phrases, g_strdup_printf ("%u %s", count, many));
    }

  /* "smaller grip radius": what differs most, where little else does */
  for (guint i = 0; phrases->len <= 2 && i < plan->kind->params->len; i++)
    {
      const MqKindParam *param = g_ptr_array_index (plan->kind->params, i);
      double range = MAX (param->max - param->min, 1e-9);
      double far = (plan->values[i] - first->values[i]) / range;

      if (is_seed (param) || is_of_whole (param) || g_str_equal (param->unit, "count")
          || !param_matters (plan, param) || fabs (far) <= fabs (farthest))
        continue;
      farthest = far;
      most = param;
    }
  if (most != NULL)
    {
      g_autofree char *name = g_strdelimit (g_ascii_strdown (most->name, -1), "_", ' ');

      /* Translators: what is different of a variant; %s is a dimension, in English: “arm height”.
       */
      say (phrases, g_strdup_printf (farthest > 0 ? _ ("larger %s") : _ ("smaller %s"), name));
    }

  g_ptr_array_add (phrases, NULL);
  plan->summary = g_strjoinv (", ", (GStrv)phrases->pdata);
  if (begin)
    {
      g_autofree char *joined = g_steal_pointer (&plan->summary);

      plan->summary = mq_words_begin_sentence (joined);
    }
}

/* The amounts of a relative change: "taller" as it is, much taller, a little taller, … */
static const double amounts[] = { 1, 1.8, 0.5, 2.6, 0.75, 1.4 };

/* Takes both. */
static Candidate *
candidate_new (MqSketchPlan *plan, char *words)
{
  const Candidate candidate = { plan, words };

  return g_memdup2 (&candidate, sizeof candidate);
}

static void
candidate_free (gpointer data)
{
  Candidate *self = data;

  mq_sketch_plan_free (self->plan);
  g_free (self->words);
  g_free (self);
}

static gboolean
chance (Search *self, double probability)
{
  return g_rand_double (self->rand) < probability;
}

/* The words demand this value. */
static gboolean
is_said (Search *self, guint param)
{
  return self->before->values[param] != self->first->values[param];
}

/* Whether the words changed the material, or gave it to a part. */
static gboolean
is_material_said (Search *self, const char *id)
{
  return !is_same_material (mq_sketch_plan_find_material (self->before, id),
                            mq_sketch_plan_find_material (self->first, id));
}

static gboolean
says (MqRequestList *reading, MqRequestDetailType type)
{
  MQ_EACH (reading->requests, i, const MqRequest, request)
    if (mq_request_has_detail (request, type))
      return TRUE;

  return FALSE;
}

/* Whether the words before the last, as in "small green leaves", name a colour, and whether they
 * say more than a colour or a material. */
static void
read_adjectives (Search *self, const char *text, gboolean *colored, gboolean *described)
{
  static const char *const metals[] = { "gold", "silver", "copper", NULL };
  g_auto (GStrv) words = g_strsplit_set (text, " -", -1);
  guint n_words = g_strv_length (words);

  for (guint i = 0; i + 1 < n_words; i++)
    {
      GPtrArray *meanings = mq_lexicon_lookup (self->catalogue->lexicon, words[i]);
      const MqWord *word = meanings != NULL ? g_ptr_array_index (meanings, 0) : NULL;

      if (word == NULL)
        *described = TRUE;
      else if (word->type == MQ_WORD_COLOR)
        *colored = TRUE;
      else if (word->type == MQ_WORD_FINISH)
        *colored |= g_strv_contains (metals, word->finish);
      else if (word->type != MQ_WORD_PALETTE)
        *described = TRUE;
    }
}

/* How far a value may go within its range: less far where the words describe a part that it is a
 * dimension of, "streamlined body". */
static double
get_reach (Search *self, const MqKindParam *param)
{
  gboolean colored = FALSE;
  gboolean described = FALSE;

  MQ_EACH (self->reading->requests, i, const MqRequest, request)
    {
      for (gsize j = 0; param->of[j] != NULL; j++)
        if (mq_kind_find (request->parts, param->of[j]) != NULL)
          read_adjectives (self, request->text, &colored, &described);
    }
  if (!described)
    return 1;

  return is_of_whole (param) ? DESCRIBED_WHOLE_REACH : DESCRIBED_REACH;
}

/* "Small green leaves": the kind's leaves are green already, and stay so. */
static gboolean
is_color_said (Search *self, const char *id)
{
  gboolean colored = FALSE;
  gboolean described = FALSE;

  MQ_EACH (self->reading->requests, i, const MqRequest, request)
    {
      gboolean named = mq_kind_find (request->slots, id) != NULL;

      MQ_EACH (self->first->parts, j, const MqPlanPart, part)
        named |= mq_kind_find (request->parts, part->kind->id) != NULL
                 && g_ptr_array_find_with_equal_func (part->materials, id, g_str_equal, NULL);
      if (named)
        read_adjectives (self, request->text, &colored, &described);
    }

  return colored;
}

static gboolean
keeps_to_words (Search *self, MqSketchPlan *plan, const MqChangeLog *log)
{
  gboolean names_parts = FALSE;
  double ratios[3];
  double size_first[3];
  double size[3];

  if (log->not_done->len > self->first->not_understood->len
      || fabs (compare_boxes (plan, self->first, ratios)) > MAX_SCALE)
    return FALSE;

  mq_sketch_plan_get_size (self->first, NULL, size_first);
  mq_sketch_plan_get_size (plan, NULL, size);
  MQ_EACH (self->reading->requests, i, const MqRequest, request)
    {
      names_parts |= request->parts->len > 0 || request->slots->len > 0;
      /* Sizes in metres hold for the whole, whatever it is made of. */
      for (guint j = 0; request->whole && j < request->said->len; j++)
        {
          const MqRequestDetail *said = g_ptr_array_index (request->said, j);
          gsize axis = g_strcmp0 (said->axis, "height") == 0 ? 2 : 0;

          for (; said->type == MQ_REQUEST_DETAIL_MEASURE && axis < 3; axis++)
            if (fabs (size_first[axis] - size[axis]) > 1e-3)
              return FALSE;
        }
    }

  MQ_EACH (plan->kind->params, i, const MqKindParam, param)
    {
      double off = fabs (plan->values[i] - self->first->values[i]);
      double allowed = is_said (self, i) ? 0 : get_reach (self, param);

      if (off > allowed * (param->max - param->min) + 1e-6)
        return FALSE;
    }

  MQ_EACH (plan->kind->parts, i, const MqKindPart, part)
    {
      gboolean before = mq_sketch_plan_find_part (self->before, part->id) != NULL;
      gboolean first = mq_sketch_plan_find_part (self->first, part->id) != NULL;
      gboolean now = mq_sketch_plan_find_part (plan, part->id) != NULL;

      /* Where the words name a part, none is left out that was there without a variant. */
      if (now != first
          && (first != before || g_hash_table_contains (log->named, part->id)
              || (first && names_parts)))
        return FALSE;
    }

  MQ_EACH (self->first->materials, i, const MqPlanMaterial, material)
    if ((is_material_said (self, material->id) || is_color_said (self, material->id))
        && !is_same_material (material, mq_sketch_plan_find_material (plan, material->id)))
      return FALSE;

  return TRUE;
}

/* Making candidates. */

static void
vary_value (Search *self, MqSketchPlan *plan, guint index, double reach)
{
  const MqKindParam *param = g_ptr_array_index (plan->kind->params, index);
  double value = plan->values[index];

  if (is_seed (param))
    value = g_rand_int_range (self->rand, (gint32)param->min, (gint32)param->max + 1);
  else
    value += fabs (reach) * ((reach > 0 ? param->max : param->min) - value);

  mq_sketch_plan_set_value (plan, param->name, value);
}

/* A finish or a colour that a material of this finish may have as well. */
static const MqWord *
choose_word (Search *self, const char *finish)
{
  const char *const *choices = mq_lexicon_get_choices (self->catalogue->lexicon, finish);
  guint n = choices != NULL ? g_strv_length ((GStrv)choices) : 0;
  GPtrArray *words;

  if (n == 0)
    return NULL;

  words = mq_lexicon_lookup (self->catalogue->lexicon,
                             choices[g_rand_int_range (self->rand, 0, (gint32)n)]);
  for (guint i = 0; words != NULL && i < words->len; i++)
    {
      const MqWord *word = g_ptr_array_index (words, i);

      if (word->type == MQ_WORD_PALETTE
          || (word->color != NULL && (word->type == MQ_WORD_COLOR || word->type == MQ_WORD_FINISH)))
        return word;
    }

  return NULL;
}

/* The material that "a red chair" colours. */
static gboolean
is_main (MqKind *kind, const MqKindMaterial *slot)
{
  if (slot->main || slot == g_ptr_array_index (kind->materials, 0))
    return TRUE;

  for (gsize i = 0; kind->words[i] != NULL; i++)
    if (g_strv_contains (slot->words, kind->words[i]))
      return TRUE;

  return FALSE;
}

/* Main materials of one finish, or of one colour, stay so. */
static void
vary_materials (Search *self, MqSketchPlan *plan, gboolean (*may) (Search *, const char *))
{
  g_autoptr (GHashTable) chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  MQ_EACH (plan->materials, i, MqPlanMaterial, material)
    {
      const MqKindMaterial *slot = mq_kind_find (plan->kind->materials, material->base);
      g_autofree char *color = g_strdup (material->color);
      const MqWord *word = NULL;
      gboolean known;

      if (slot == NULL || !may (self, material->id))
        continue;
      known = g_hash_table_lookup_extended (chosen, color, NULL, (gpointer *)&word);
      if (!known && (is_main (plan->kind, slot) ? chance (self, 0.85) : chance (self, 0.5)))
        word = choose_word (self, material->colors != NULL ? "palette" : material->finish);
      g_hash_table_insert (chosen, g_steal_pointer (&color), (gpointer)word);
      if (word != NULL)
        {
          if (word->colors != NULL)
            mq_json_replace_array (&material->colors, word->colors);
          if (word->color != NULL)
            g_set_str (&material->color, word->color);
          if (word->type == MQ_WORD_FINISH && word->finish != NULL)
            g_set_str (&material->finish, word->finish);
        }
    }
}

/* Eyes, lights and tyres keep their colours. */
static gboolean
may_vary_material (Search *self, const char *id)
{
  static const char *const natural[] = { "wood",    "fabric",     "velvet", "silk",   "leather",
                                         "metal",   "silver",     "gold",   "copper", "gem",
                                         "ceramic", "terracotta", NULL };
  const MqKindMaterial *slot = mq_kind_find (self->before->kind->materials, id);

  return slot != NULL && !is_material_said (self, id) && !is_color_said (self, id)
         && (is_main (self->before->kind, slot) || slot->colors != NULL
             || g_strv_contains (natural, slot->finish));
}

static Candidate *
make_candidate (Search *self)
{
  /* Heights go together, and so do breadths, so that a variant has a character. */
  static const char *const groups[][4] = {
    { "height", "length", NULL },
    { "width", "depth", "diameter", NULL },
    { "thickness", "radius", NULL },
  };
  g_autoptr (MqSketchPlan) plan = mq_sketch_plan_copy (self->before);
  GPtrArray *looks = plan->kind->variants;
  const MqKindLook *look = NULL;
  gboolean has_look = says (self->reading, MQ_REQUEST_DETAIL_LOOK);
  g_autoptr (MqChangeLog) log = NULL;
  double reaches[4] = { 0 };

  if (looks->len > 0 && !has_look && !chance (self, 0.2))
    look = g_ptr_array_index (looks, g_rand_int_range (self->rand, 0, (gint32)looks->len));
  /* One that makes another object of it is none: no pickup for a car. */
  if (look != NULL && look->title != NULL)
    look = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (reaches); i++)
    reaches[i] = g_rand_double_range (self->rand, MIN_REACH, MAX_REACH)
                 * g_rand_int_range (self->rand, -1, 2);

  MQ_EACH (plan->kind->params, i, const MqKindParam, param)
    {
      double reach = g_rand_double_range (self->rand, -MAX_REACH, MAX_REACH);
      double most = get_reach (self, param);
      gboolean may = is_seed (param);

      for (gsize j = 0; j < G_N_ELEMENTS (groups) && param->axis != NULL; j++)
        if (g_strv_contains (groups[j], param->axis))
          {
            reach = reaches[j];
            may = TRUE;
          }
      may = may || chance (self, 0.6);
      /* "A candle" is one, although the kind can make five. */
      if (may && !is_said (self, i) && (!g_str_equal (param->unit, "count") || param->value != 1))
        vary_value (self, plan, i, CLAMP (reach, -most, most));
    }

  /* Parts that go with what is there: the kind's tests build all of these at once. */
  for (guint i = 0; !has_look && i < plan->kind->parts->len; i++)
    {
      const MqKindPart *part = g_ptr_array_index (plan->kind->parts, i);
      gboolean is_held = part->joins[0] == NULL;

      if (!part->optional || part->effect || part->replaces[0] != NULL || part->requires[0] != NULL)
        continue;
      for (gsize j = 0; part->joins[j] != NULL; j++)
        is_held |= mq_sketch_plan_find_part (plan, part->joins[j]) != NULL;
      if (is_held && chance (self, PART_CHANCE))
        mq_sketch_plan_include (plan, part->id);
    }

  vary_materials (self, plan, may_vary_material);
  if (look != NULL)
    mq_sketch_changes_apply_look (plan, look);
  log = mq_sketch_changes_apply (plan, self->reading, FALSE);
  if (!keeps_to_words (self, plan, log))
    return NULL;

  return candidate_new (g_steal_pointer (&plan), look != NULL ? g_strdup (look->words[0]) : NULL);
}

static gboolean
may_vary_added_material (Search *self, const char *id)
{
  return !mq_sketch_plan_uses_material (self->before, id, NULL)
         && mq_sketch_plan_uses_material (self->first, id, NULL) && !is_material_said (self, id);
}

/* "Red" stays this red; what is red may be of another stuff. Shades of it would look the same.
 * Returns: (nullable): its name */
static char *
vary_color (Search *self, MqRequest *request)
{
  static const char *const stuffs[][4] = {
    { "fabric", "velvet", "leather", NULL },
    { "wood", "lacquered", "metal", NULL },
    { "ceramic", "metal", "plastic", NULL },
  };
  const char *finish = NULL;
  const char *name;
  const MqWord *word;

  for (guint i = 0; finish == NULL && i < self->first->parts->len; i++)
    {
      const MqPlanPart *part = g_ptr_array_index (self->first->parts, i);
      gboolean is_meant = request->parts->len == 0
                          || mq_kind_find (request->parts, part->kind->id) != NULL;

      for (guint j = 0; is_meant && finish == NULL && j < part->materials->len; j++)
        {
          const char *id = g_ptr_array_index (part->materials, j);
          const MqPlanMaterial *material = mq_sketch_plan_find_material (self->first, id);

          if (material != NULL && is_material_said (self, id))
            finish = material->finish;
        }
    }

  for (gsize i = 0; finish != NULL && i < G_N_ELEMENTS (stuffs); i++)
    {
      if (!g_strv_contains (stuffs[i], finish))
        continue;
      name = stuffs[i][g_rand_int_range (self->rand, 0, 3)];
      word = mq_lexicon_find (self->catalogue->lexicon, name, MQ_WORD_FINISH);
      if (word == NULL || g_strcmp0 (word->finish, finish) == 0)
        return NULL;
      mq_request_add_detail (request, MQ_REQUEST_DETAIL_FINISH, name)->word = word;
      return g_strdup (name);
    }

  return NULL;
}

static Candidate *
make_changed_candidate (Search *self)
{
  double amount = amounts[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (amounts))];
  g_autoptr (MqSketchPlan) plan = mq_sketch_plan_copy (self->before);
  g_autoptr (MqRequestList) reading = mq_request_list_parse (self->catalogue->lexicon, plan->kind,
                                                             self->instruction, TRUE, NULL);
  g_autoptr (MqChangeLog) log = NULL;
  g_autofree char *words = NULL;
  gboolean relative = says (reading, MQ_REQUEST_DETAIL_FACTOR)
                      || says (reading, MQ_REQUEST_DETAIL_EFFECT);

  MQ_EACH (plan->kind->params, i, const MqKindParam, param)
    {
      double reach = g_rand_double_range (self->rand, -MAX_REACH, MAX_REACH);
      gboolean own = param->of[0] != NULL;

      /* A part that the change adds may differ in its own parameters. */
      for (gsize j = 0; param->of[j] != NULL; j++)
        own &= (mq_sketch_plan_find_part (self->before, param->of[j]) == NULL
                && mq_sketch_plan_find_part (self->first, param->of[j]) != NULL);
      if (own && !is_said (self, i))
        vary_value (self, plan, i, reach);
    }
  vary_materials (self, plan, may_vary_added_material);
  MQ_EACH (reading->requests, i, MqRequest, request)
    {
      gboolean has_color = mq_request_has_detail (request, MQ_REQUEST_DETAIL_COLOR);
      gboolean has_finish = mq_request_has_detail (request, MQ_REQUEST_DETAIL_FINISH);
      guint n_said = request->said->len;
      g_autofree char *varied = NULL;

      for (guint j = 0; j < n_said; j++)
        {
          MqRequestDetail *said = g_ptr_array_index (request->said, j);
          const MqWord *word = NULL;

          if (said->type == MQ_REQUEST_DETAIL_FACTOR && said->value > 0)
            said->value = pow (said->value, amount);
          else if (said->type == MQ_REQUEST_DETAIL_EFFECT && !isinf (said->degree))
            said->degree *= amount;
          else if (said->type == MQ_REQUEST_DETAIL_COLOR && varied == NULL && !has_finish)
            varied = vary_color (self, request);
          else if (said->type == MQ_REQUEST_DETAIL_FINISH && !has_color && said->word != NULL
                   && (word = choose_word (self, said->word->finish)) != NULL
                   && g_strcmp0 (word->finish, said->word->finish) == 0)
            {
              mq_request_add_detail (request, MQ_REQUEST_DETAIL_COLOR, word->label)->color
                  = g_strdup (word->color);
              g_set_str (&varied, word->label);
            }
        }
      if (varied != NULL)
        g_set_str (&words, varied);
    }
  log = mq_sketch_changes_apply (plan, reading, TRUE);
  if (log->not_done->len > self->first->not_understood->len)
    return NULL;

  if (words == NULL && relative && amount != 1)
    words = g_strdup (amount > 1 ? _ ("more") : _ ("less"));
  return candidate_new (g_steal_pointer (&plan), g_steal_pointer (&words));
}

/* How different two candidates look, by their materials, shapes and parts. */
static double
get_distance (const Candidate *candidate, const Candidate *other)
{
  MqSketchPlan *a = candidate->plan;
  MqSketchPlan *b = other->plan;
  gboolean same = candidate->words != NULL && g_strcmp0 (candidate->words, other->words) == 0;
  double ratios[3];
  double mean = compare_boxes (a, b, ratios);
  double materials = 0;
  /* A size alone does not show in a picture, so what counts is proportions. */
  double shape = 0.3 * fabs (mean);
  double sum;

  MQ_EACH (a->materials, i, const MqPlanMaterial, mine)
    {
      const MqPlanMaterial *its = mq_sketch_plan_find_material (b, mine->id);
      double x[3], y[3];
      guint n = 0;

      if (its == NULL)
        continue;

      /* How much of the plan is of a material: its main one counts most. */
      MQ_EACH (a->parts, j, const MqPlanPart, part)
        if (part->materials->len > 0
            && g_str_equal (g_ptr_array_index (part->materials, 0), mine->id))
          n++;
      parse_color (mine->color, x);
      parse_color (its->color, y);
      materials
          += (a->parts->len > 0 ? 6.0 * n / a->parts->len : 0)
             * (sqrt ((pow (x[0] - y[0], 2) + pow (x[1] - y[1], 2) + pow (x[2] - y[2], 2)) / 3)
                + (g_str_equal (mine->finish, its->finish) ? 0 : 0.3)
                + (mq_json_are_equal (mine->colors, its->colors) ? 0 : 0.3));
    }

  for (gsize axis = 0; axis < 3; axis++)
    shape += 1.5 * fabs (ratios[axis] - mean);
  MQ_EACH (a->kind->params, i, const MqKindParam, param)
    {
      double range = param->max - param->min;

      if (is_seed (param) || range <= 0 || (!param_matters (a, param) && !param_matters (b, param)))
        continue;
      if (g_str_equal (param->unit, "m") && param->min > 0)
        shape += 0.4 * fabs (log (a->scale * a->values[i] / (b->scale * b->values[i])) - mean);
      else
        shape += 0.5 * fabs (a->values[i] - b->values[i]) / range;
    }

  sum = materials + shape;
  MQ_EACH (a->kind->parts, i, const MqKindPart, part)
    if ((mq_sketch_plan_find_part (a, part->id) == NULL)
        != (mq_sketch_plan_find_part (b, part->id) == NULL))
      sum += 0.5;
  return sum * (same ? SAME_LOOK : 1);
}

/* Returns: (nullable): a variant, with the words for its look: the last of so many candidates, each
 * as far as possible from those before it */
static MqSketchPlan *
search (Search *self, guint variant, Candidate *(*make) (Search *), double least)
{
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (candidate_free);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  Candidate start = { self->first, NULL };
  Candidate *best = NULL;
  MqSketchPlan *plan;

  for (guint i = 0; i < N_ATTEMPTS && candidates->len < N_CANDIDATES; i++)
    {
      Candidate *candidate = make (self);

      if (candidate != NULL)
        g_ptr_array_add (candidates, candidate);
    }

  g_ptr_array_add (chosen, &start);
  while (chosen->len < variant)
    {
      double farthest = least;

      best = NULL;
      MQ_EACH (candidates, i, Candidate, candidate)
        {
          double nearest = INFINITY;

          for (guint j = 0; j < chosen->len; j++)
            nearest = MIN (nearest, get_distance (candidate, g_ptr_array_index (chosen, j)));
          if (nearest > farthest)
            {
              farthest = nearest;
              best = candidate;
            }
        }
      if (best == NULL)
        return NULL;
      g_ptr_array_add (chosen, best);
    }

  /* The first variant is the plan without one. */
  if (best == NULL)
    return NULL;

  plan = mq_sketch_plan_copy (best->plan);
  g_set_str (&plan->summary, best->words);
  return plan;
}

/**
 * mq_sketch_variants_plan:
 * @first: the plan that the message gives without variants
 * @reading: of the message
 * @variant: from 2
 *
 * Returns: (transfer full) (nullable): the plan of a variant; %NULL: no further one differs
 */
MqSketchPlan *
mq_sketch_variants_plan (MqKindCatalogue *catalogue, MqSketchPlan *first, MqRequestList *reading,
                         guint variant)
{
  g_autoptr (MqSketchPlan) before = mq_sketch_plan_new (first->kind, first->text);
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_str_hash (first->text));
  Search self = { catalogue, before, first, reading, NULL, rand };
  MqSketchPlan *plan = search (&self, variant, make_candidate, MIN_DISTANCE);

  if (plan != NULL)
    describe (&self, plan, TRUE);
  return plan;
}

/**
 * mq_sketch_variants_change:
 * @before: the plan of the version that is changed
 * @first: the plan that the instruction gives without variants
 * @variant: from 2
 *
 * Returns: (transfer full) (nullable): the plan of a variant; %NULL: no further one differs
 */
MqSketchPlan *
mq_sketch_variants_change (MqKindCatalogue *catalogue, MqSketchPlan *before, MqSketchPlan *first,
                           const char *instruction, guint variant)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_str_hash (instruction));
  Search self = { catalogue, before, first, NULL, instruction, rand };
  MqSketchPlan *plan = search (&self, variant, make_changed_candidate, MIN_CHANGE_DISTANCE);

  if (plan != NULL)
    describe (&self, plan, FALSE);
  return plan;
}
