/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of materials, see mq-material-changes.h. A part that shares a material gets its
 * own when only that part is named. */
#include "service/sketcher/changes/mq-material-changes.h"

#include "common/base/mq-each.h"
#include "common/json/mq-json.h"
#include "service/sketcher/language/mq-words.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Applies a detail of a request to a material. */
typedef void (*ApplyWord) (MqPlanMaterial *material, const MqRequest *request,
                           const MqRequestDetail *said);

/* Verbs, and in an instruction shades of the existing colour, as adjectives. */
static const struct
{
  MqRequestDetailType type;
  const char *said;
  const char *adjective;
} adjectives[] = {
  { MQ_REQUEST_DETAIL_FINISH, "paint", "painted" },
  { MQ_REQUEST_DETAIL_EFFECT, "glow", "glowing" },
  { MQ_REQUEST_DETAIL_EFFECT, "light up", "lit up" },
  { MQ_REQUEST_DETAIL_EFFECT, "pulse", "pulsing" },
  { MQ_REQUEST_DETAIL_EFFECT, "pulsate", "pulsing" },
  { MQ_REQUEST_DETAIL_EFFECT, "throb", "throbbing" },
  { MQ_REQUEST_DETAIL_EFFECT, "blink", "blinking" },
  { MQ_REQUEST_DETAIL_EFFECT, "flicker", "flickering" },
  { MQ_REQUEST_DETAIL_SHADE, "light", "lighter" },
  { MQ_REQUEST_DETAIL_SHADE, "dark", "darker" },
  { MQ_REQUEST_DETAIL_SHADE, "pale", "paler" },
  { MQ_REQUEST_DETAIL_SHADE, "deep", "deeper" },
  { MQ_REQUEST_DETAIL_SHADE, "warm", "warmer" },
  { MQ_REQUEST_DETAIL_SHADE, "bright", "brighter" },
};

static void
set_number (JsonObject *options, const char *key, double value)
{
  json_object_set_double_member (options, key, rint (value * 1e3) / 1e3);
}

static void
set_color (MqPlanMaterial *material, const char *color)
{
  g_set_str (&material->color, color);
  g_clear_pointer (&material->colors, json_array_unref);
}

static void
set_finish (MqPlanMaterial *material, const char *finish)
{
  if (g_set_str (&material->finish, finish))
    {
      static const char *const common[] = { "glow", "translucency", "pulse", NULL };
      g_autoptr (GList) keys = json_object_get_members (material->options);

      /* Removes options that belong to one finish only, since the finish changes. */
      for (GList *key = keys; key != NULL; key = key->next)
        if (!g_strv_contains (common, key->data))
          json_object_remove_member (material->options, key->data);
    }
}

static void
apply_settings (MqPlanMaterial *material, JsonObject *settings, double degree)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  if (settings == NULL)
    return;

  json_object_iter_init_ordered (&iter, settings);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    {
      if (JSON_NODE_HOLDS_OBJECT (node))
        {
          JsonObject *setting = json_node_get_object (node);
          double to = 0, step = 0, min = 0, max = 1, now;
          gboolean has = json_object_has_member (material->options, key);

          mq_json_read (setting, "to:d step:d min:d max:d", &to, &step, &min, &max);
          now = mq_json_get_double (material->options, key, step < 0 ? max : min);
          /* Moves one argument of a finish towards an effect's target. */
          if (isinf (degree))
            json_object_remove_member (material->options, key);
          else if (degree < 0)
            {
              if (has)
                set_number (material->options, key, CLAMP (now + step * degree, min, max));
            }
          else
            {
              if (degree > 0 && has)
                now += step * degree;
              /* At least as far as the word requests without a degree. */
              now = step < 0 ? MIN (now, to) : MAX (now, to);
              set_number (material->options, key, CLAMP (now, min, max));
            }
        }
      else
        set_number (material->options, key, json_node_get_double (node));
    }
}

static void
apply_color (MqPlanMaterial *material, const MqRequest *request, const MqRequestDetail *said)
{
  g_autoptr (JsonArray) colors = json_array_new ();

  set_color (material, said->color);
  /* "red and blue wheels": alternating. */
  MQ_EACH (request->said, i, const MqRequestDetail, other)
    if (other->type == MQ_REQUEST_DETAIL_COLOR)
      json_array_add_string_element (colors, other->color);
  if (json_array_get_length (colors) > 1)
    material->colors = g_steal_pointer (&colors);
}

static void
apply_shade (MqPlanMaterial *material, const MqRequest *request, const MqRequestDetail *said)
{
  g_autofree char *before = g_steal_pointer (&material->color);
  g_autoptr (JsonArray) colors = g_steal_pointer (&material->colors);

  material->color = mq_lexicon_shade_color (said->word, before);
  if (colors != NULL)
    material->colors = json_array_new ();
  for (guint i = 0; i < mq_json_length (colors); i++)
    {
      g_autofree char *one = mq_lexicon_shade_color (said->word,
                                                     mq_json_element_string (colors, i));

      json_array_add_string_element (material->colors, one);
    }
}

static void
apply_finish (MqPlanMaterial *material, const MqRequest *request, const MqRequestDetail *said)
{
  const MqWord *word = said->word;
  /* A word such as "wood" that means a finish in general, not a specific wood. */
  gboolean is_general = g_str_equal (material->finish, word->finish)
                        && g_str_equal (word->label, word->finish);

  set_finish (material, word->finish);
  if (word->color != NULL && !is_general
      && !mq_request_has_detail (request, MQ_REQUEST_DETAIL_COLOR))
    set_color (material, word->color);
}

static void
apply_effect (MqPlanMaterial *material, const MqRequest *request, const MqRequestDetail *said)
{
  apply_settings (material, said->word->set, said->degree);
}

static void
apply_palette (MqPlanMaterial *material, const MqRequest *request, const MqRequestDetail *said)
{
  if (said->word->finish != NULL)
    set_finish (material, said->word->finish);
  mq_json_replace_array (&material->colors, said->word->colors);
  apply_effect (material, request, said);
}

static const ApplyWord appliers[] = {
  [MQ_REQUEST_DETAIL_COLOR] = apply_color,     [MQ_REQUEST_DETAIL_SHADE] = apply_shade,
  [MQ_REQUEST_DETAIL_PALETTE] = apply_palette, [MQ_REQUEST_DETAIL_FINISH] = apply_finish,
  [MQ_REQUEST_DETAIL_EFFECT] = apply_effect,
};

static gboolean
is_material_word (MqRequestDetailType type)
{
  return type == MQ_REQUEST_DETAIL_LIKE || (type < G_N_ELEMENTS (appliers) && appliers[type]);
}

/* Gives a material the look of another one, or only its colour. */
static void
take_look (MqPlanMaterial *material, const MqPlanMaterial *from, gboolean only_color)
{
  g_set_str (&material->color, from->color);
  mq_json_replace_array (&material->colors, from->colors);
  if (only_color)
    return;

  g_set_str (&material->finish, from->finish);
  json_object_unref (material->options);
  material->options = mq_json_copy_object (from->options);
}

static MqPlanMaterial *
find_material_of (MqSketchPlan *plan, const MqKindPart *kind)
{
  const MqPlanPart *part = mq_sketch_plan_find_part (plan, kind->id);

  return part != NULL && part->materials->len > 0
             ? mq_sketch_plan_find_material (plan, g_ptr_array_index (part->materials, 0))
             : NULL;
}

static char *
describe (const MqPlanMaterial *material)
{
  g_autofree char *options = mq_json_object_to_string (material->options, FALSE);
  g_autofree char *colors = material->colors != NULL
                                ? mq_json_array_to_string (material->colors, FALSE)
                                : NULL;

  return g_strdup_printf ("%s %s %s %s", material->finish, material->color, options,
                          colors != NULL ? colors : "");
}

static void
change (MqSketchPlan *plan, MqPlanMaterial *material, const MqRequest *request)
{
  MQ_EACH (request->said, i, const MqRequestDetail, said)
    {
      const MqPlanMaterial *like = said->type == MQ_REQUEST_DETAIL_LIKE
                                       ? find_material_of (plan, said->part)
                                       : NULL;

      if (like != NULL)
        take_look (material, like, said->value == 1);
    }
  /* Finish before colour: a finish may set a colour, which an explicit colour overrides. */
  for (gsize pass = 0; pass < 2; pass++)
    MQ_EACH (request->said, i, const MqRequestDetail, said)
      if ((said->type == MQ_REQUEST_DETAIL_FINISH) == (pass == 0)
          && said->type < G_N_ELEMENTS (appliers) && appliers[said->type] != NULL)
        appliers[said->type](material, request, said);
}

static void
note_users (MqSketchPlan *plan, MqChangeLog *log, const char *material)
{
  MQ_EACH (plan->parts, i, const MqPlanPart, part)
    if (g_ptr_array_find_with_equal_func (part->materials, material, g_str_equal, NULL))
      g_hash_table_add (log->named, g_strdup (part->kind->id));
}

/* Renders the details about the materials @name as text, before and after the name. */
static void
describe_said (const MqRequest *request, gboolean instruction, const char *name, char **before,
               char **after)
{
  g_autoptr (GString) attributes = g_string_new (NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) states = NULL;
  gboolean was_color = FALSE;

  MQ_EACH (request->said, i, const MqRequestDetail, said)
    {
      const MqRequestDetail *next = i + 1 < request->said->len
                                        ? g_ptr_array_index (request->said, i + 1)
                                        : NULL;
      const char *adjective = said->text;
      const char *degree = isinf (said->degree) ? "not "
                           : said->degree > 0   ? "more "
                           : said->degree < 0   ? "less "
                                                : "";
      gboolean is_color = said->type == MQ_REQUEST_DETAIL_COLOR;
      /* "Paint this blue" makes it blue. */
      gboolean is_verb = g_str_equal (said->text, "paint")
                         && mq_request_has_detail (request, MQ_REQUEST_DETAIL_COLOR);
      g_autofree char *end = g_strconcat (" ", said->text, NULL);
      g_autofree char *attribute = NULL;
      gboolean is_plural, is_in;
      gsize first;

      if (!is_material_word (said->type))
        continue;
      /* "dark oak" is read as the finish "oak" and the colour "dark oak". */
      if (next != NULL && next->type == MQ_REQUEST_DETAIL_COLOR
          && g_str_has_suffix (next->text, end))
        continue;

      for (gsize j = 0; j < G_N_ELEMENTS (adjectives); j++)
        if (said->type == adjectives[j].type && g_str_equal (said->text, adjectives[j].said)
            && (instruction || said->type != MQ_REQUEST_DETAIL_SHADE))
          adjective = adjectives[j].adjective;
      is_plural = said->type == MQ_REQUEST_DETAIL_PALETTE && g_str_has_suffix (adjective, "s");
      is_in = is_plural
              && (g_str_has_suffix (adjective, "colors")
                  || g_str_has_suffix (adjective, "colours"));
      /* "neon color": the form that precedes a noun. */
      attribute = g_strndup (adjective, strlen (adjective) - (is_plural ? 1 : 0));
      g_string_append_printf (attributes, "%s%s%s",
                              attributes->len == 0    ? ""
                              : was_color && is_color ? " and "
                                                      : " ",
                              degree, attribute);
      /* "wooden" repeats the name of a wooden frame. */
      first = strcspn (adjective, " ");
      if (!is_verb && (is_in || strncmp (name, adjective, first) != 0 || name[first] != ' '))
        g_strv_builder_take (builder, g_strconcat (degree, is_in ? "in " : "", adjective, NULL));
      was_color = is_color;
    }

  states = g_strv_builder_end (builder);
  *after = mq_words_join (states);
  *before = g_string_free_and_steal (g_steal_pointer (&attributes));
}

/* The materials that the whole is of: those marked so, else those named like the kind, else the
 * first. */
static GPtrArray *
list_main (MqSketchPlan *plan)
{
  GPtrArray *found = g_ptr_array_new ();

  for (int pass = 0; pass < 3 && found->len == 0; pass++)
    MQ_EACH (plan->materials, i, MqPlanMaterial, material)
      {
        const MqKindMaterial *slot = mq_kind_find (plan->kind->materials, material->base);

        if (!mq_sketch_plan_uses_material (plan, material->id, NULL) || material->part != NULL)
          continue;
        if ((pass == 0 && slot->main)
            || (pass == 1 && g_strv_contains (slot->words, plan->kind->words[0]))
            || (pass == 2 && found->len == 0))
          g_ptr_array_add (found, material);
      }

  return found;
}

/* Whether a finish can be what a whole thing is made of. */
static gboolean
is_solid (const char *finish)
{
  static const char *const solids[] = { "brick",   "ceramic", "concrete",   "copper",  "gold",
                                        "lacquer", "metal",   "painted",    "plastic", "porcelain",
                                        "silver",  "stone",   "terracotta", "wood",    NULL };

  return g_strv_contains (solids, finish);
}

/* Adds the materials of the whole that a request is about. */
static void
add_whole_targets (MqSketchPlan *plan, const MqRequest *request, GPtrArray *targets)
{
  g_autoptr (GPtrArray) main = list_main (plan), solid = g_ptr_array_new ();
  gboolean is_whole = FALSE;

  /* "off" applies wherever the effect is on. */
  MQ_EACH (request->said, i, const MqRequestDetail, said)
    {
      g_autoptr (GList) keys = NULL;

      if (said->type != MQ_REQUEST_DETAIL_EFFECT || !isinf (said->degree)
          || said->word->set == NULL)
        continue;
      keys = json_object_get_members (said->word->set);
      MQ_EACH (plan->materials, j, MqPlanMaterial, material)
        {
          gboolean is_on = FALSE;

          for (GList *key = keys; key != NULL; key = key->next)
            is_on |= json_object_has_member (material->options, key->data);
          if (is_on)
            g_ptr_array_add (targets, material);
        }
    }
  if (targets->len > 0)
    return;

  /* Those that a finish means: "wooden" means the existing wood, whatever its name. */
  MQ_EACH (request->said, i, const MqRequestDetail, said)
    {
      g_autofree char *key = NULL;

      if (said->type != MQ_REQUEST_DETAIL_FINISH)
        continue;
      key = mq_words_phrase_key (said->word->label);
      is_whole |= is_solid (said->word->finish);
      MQ_EACH (plan->materials, j, MqPlanMaterial, material)
        {
          const MqKindMaterial *slot = mq_kind_find (plan->kind->materials, material->base);

          if (material->part == NULL && mq_sketch_plan_uses_material (plan, material->id, NULL)
              && (g_strv_contains (slot->words, key)
                  || g_str_equal (slot->finish, said->word->finish)))
            g_ptr_array_add (targets, material);
        }
    }

  /* "a steel cabinet": not only its fittings are of steel, although these are of metal; but "a
   * brass lamp" has no shade of brass. */
  MQ_EACH (main, i, MqPlanMaterial, material)
    {
      const MqKindMaterial *slot = mq_kind_find (plan->kind->materials, material->base);

      if (is_solid (slot->finish))
        g_ptr_array_add (solid, material);
      is_whole &= !g_ptr_array_find (targets, material, NULL);
    }
  if (is_whole && solid->len > 0)
    g_ptr_array_set_size (targets, 0);
  if (targets->len == 0)
    g_ptr_array_extend (targets, is_whole && solid->len > 0 ? solid : main, NULL, NULL);
}

/* The materials that a request is about, separated where only a part is named. */
static GPtrArray *
find_targets (MqSketchPlan *plan, const MqRequest *request)
{
  GPtrArray *targets = g_ptr_array_new ();
  const MqKindMaterial *only = request->slots->len == 1 ? g_ptr_array_index (request->slots, 0)
                                                        : NULL;
  gboolean has_others = FALSE;
  gboolean has_named = FALSE;

  /* Where a material has words for other parts than those that are named, only those are meant:
   * “benches” are no floorboards, though both are of one wood. */
  for (guint i = 0; only != NULL && i < plan->parts->len; i++)
    {
      const MqPlanPart *part = g_ptr_array_index (plan->parts, i);
      gboolean is_of = g_ptr_array_find_with_equal_func (part->materials, only->id, g_str_equal,
                                                         NULL);
      gboolean is_named = g_ptr_array_find (request->parts, part->kind, NULL);

      /* A named part is of something else. */
      if (is_named && (!is_of || !g_str_equal (g_ptr_array_index (part->materials, 0), only->id)))
        {
          has_others = FALSE;
          break;
        }
      has_named |= is_named;
      for (gsize j = 0; is_of && !is_named && part->kind->words[j] != NULL; j++)
        has_others |= g_strv_contains (only->words, part->kind->words[j]);
    }

  for (guint i = 0; !(has_named && has_others) && i < request->slots->len; i++)
    {
      const MqKindMaterial *slot = g_ptr_array_index (request->slots, i);
      MqPlanMaterial *material = mq_sketch_plan_find_material (plan, slot->id);

      if (material != NULL && mq_sketch_plan_uses_material (plan, slot->id, NULL))
        g_ptr_array_add (targets, material);
    }
  if (targets->len > 0)
    return targets;

  MQ_EACH (request->parts, i, const MqKindPart, kind_part)
    {
      MqPlanPart *part = mq_sketch_plan_find_part (plan, kind_part->id);
      MqPlanMaterial *material;
      g_autoptr (MqPlanMaterial) changed = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      if (part == NULL || part->materials->len == 0)
        continue;
      material = mq_sketch_plan_find_material (plan, g_ptr_array_index (part->materials, 0));
      changed = mq_plan_material_copy (material);
      change (plan, changed, request);
      before = describe (material);
      after = describe (changed);
      /* Otherwise the part keeps the shared one. */
      if (!g_str_equal (before, after))
        material = mq_sketch_plan_part_material (plan, part);
      g_ptr_array_add (targets, material);
    }
  if (targets->len == 0 && request->whole)
    add_whole_targets (plan, request, targets);
  return targets;
}

/**
 * mq_material_changes_apply:
 * @plan: a plan; it is changed
 * @request: a request, of which only the details about materials are applied
 * @instruction: whether an existing asset is changed
 * @log: gets what is done
 */
void
mq_material_changes_apply (MqSketchPlan *plan, const MqRequest *request, gboolean instruction,
                           MqChangeLog *log)
{
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GPtrArray) labels = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  g_autofree char *names = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *key = NULL;
  g_autofree char *said = NULL;
  const MqRequestDetail *swap = request->said->len == 1 ? g_ptr_array_index (request->said, 0)
                                                        : NULL;
  MqPlanMaterial *own[2];
  gboolean is_named = request->parts->len > 0;
  gboolean is_described = !instruction && (is_named || request->slots->len > 0);
  gboolean says_material = FALSE;
  const char *name;
  MqPhrase *phrase;

  if (swap != NULL && swap->type == MQ_REQUEST_DETAIL_SWAP)
    {
      g_autoptr (MqPlanMaterial) first = NULL;
      gboolean only_color = swap->value == 1;

      for (guint i = 0; i < 2; i++)
        {
          const MqKindPart *kind = g_ptr_array_index (request->parts, i);

          if (find_material_of (plan, kind) == NULL)
            {
              mq_change_log_refuse (log, _ ("“%s”: there is no such part"), kind->noun);
              return;
            }
          own[i] = mq_sketch_plan_part_material (plan, mq_sketch_plan_find_part (plan, kind->id));
        }

      first = mq_plan_material_copy (own[0]);
      take_look (own[0], own[1], only_color);
      take_look (own[1], first, only_color);
      for (guint i = 0; i < 2; i++)
        note_users (plan, log, own[i]->id);
      said = g_strdup_printf ("swap the %s of %s", only_color ? "colors" : "materials",
                              request->text);
      mq_phrases_add (log->done, MQ_PHRASE_WORDS, said, said);
      return;
    }
  for (guint i = 0; i < request->said->len; i++)
    says_material |= is_material_word (((MqRequestDetail *)request->said->pdata[i])->type);
  if (!says_material)
    return;

  targets = find_targets (plan, request);
  if (targets->len == 0)
    {
      /* Translators: a change that is not possible; %s is something of an object, in English. */
      mq_change_log_refuse (log, _ ("Changing %s: it has no material"), request->text);
      return;
    }

  MQ_EACH (targets, i, MqPlanMaterial, material)
    {
      change (plan, material, request);
      note_users (plan, log, material->id);
      g_ptr_array_add (labels, g_strdup (material->label));
    }
  names = mq_words_join ((GStrv)labels->pdata);

  /* A part is named by the user's word for it, a material by the kind's. */
  name = is_named ? request->text : names;
  describe_said (request, instruction, name, &before, &after);
  if (is_named)
    phrase = mq_change_log_add (log, is_described ? MQ_PHRASE_PART : MQ_PHRASE_CHANGE,
                                mq_request_get_key (request), name);
  else
    phrase = mq_phrases_add (log->done, is_described ? MQ_PHRASE_PART : MQ_PHRASE_WHOLE, name,
                             name);
  /* The name already says it: "gemstones" are of gemstone. */
  key = mq_words_phrase_key (name);
  said = mq_words_phrase_key (before);
  if (!g_str_equal (key, said))
    mq_phrase_qualify (phrase, before, after);
}

/* @look: keys that change, as in kind.json */
void
mq_material_changes_apply_look (MqSketchPlan *plan, const char *slot, JsonObject *look)
{
  MqPlanMaterial *material = mq_sketch_plan_find_material (plan, slot);
  const char *finish = mq_json_get_string (look, "finish", NULL);
  const char *color = mq_json_get_string (look, "color", NULL);
  JsonArray *colors = mq_json_get_array (look, "colors");
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  if (material == NULL)
    return;

  if (finish != NULL)
    set_finish (material, finish);
  if (color != NULL)
    set_color (material, color);
  if (colors != NULL)
    mq_json_replace_array (&material->colors, colors);

  json_object_iter_init_ordered (&iter, look);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    if (!g_str_equal (key, "finish") && !g_str_equal (key, "color") && !g_str_equal (key, "colors")
        && mq_python_is_identifier (key) && JSON_NODE_HOLDS_VALUE (node))
      json_object_set_member (material->options, key, json_node_copy (node));
}
