/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSketcherTeam, see mq-sketcher-team.h. Its answers are computed on a thread of its
 * own: all functions for tasks run there. */
#include "service/sketcher/mq-sketcher-team.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script.h"
#include "service/sketcher/changes/mq-model-changes.h"
#include "service/sketcher/language/mq-translated-phrases.h"
#include "service/sketcher/language/mq-words.h"
#include "service/sketcher/mq-sketch-critic.h"
#include "service/sketcher/mq-sketch-planner.h"
#include "service/sketcher/script/mq-script-generator.h"

#include <glib/gi18n.h>
#include <libdex.h>
#include <string.h>

/* Characters of a text that are read: much more takes seconds, in which the sketcher reads nothing
 * else. */
#define MAX_READ 2000
/* Characters of the end of what was read, which a notice quotes. */
#define MAX_QUOTED 30
/* Names of objects in a notice. */
#define MAX_LOST 20
/* Suggestions in all, and among them parts to add. */
#define MAX_SUGGESTIONS 4
#define MAX_PARTS 2

/* On the thread of the sketcher. Returns: (transfer full) (nullable): the answer */
typedef JsonObject *(*MqSketchFunc) (MqSketcherTeam *team, MqAssetState *asset, GError **error);

/* The thread of the sketcher. Reading a long text takes a while, in which the service answers
 * everybody else. One thread does all of its work, because JSON and with it kinds and plans are not
 * for two threads: what it is asked is copied, and so is what it answers. */

/* Counted: whoever asked may be gone before the answer is there. */
typedef struct
{
  MqSketchFunc func;
  MqSketcherTeam *team;
  MqAssetState *asset;
  JsonObject *answer;
  GError *error;
  DexPromise *done;
} Question;

struct _MqSketcherTeam
{
  GObject parent_instance;

  MqKindCatalogue *catalogue; /* for the worker */
  GThreadPool *worker;
};

static void
question_clear (gpointer data)
{
  Question *self = data;

  g_clear_object (&self->team);
  g_clear_object (&self->asset);
  g_clear_pointer (&self->answer, json_object_unref);
  g_clear_error (&self->error);
  dex_clear (&self->done);
}

static void
question_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, question_clear);
}

static void
answer_cb (gpointer data, gpointer user_data)
{
  Question *self = data;
  g_autoptr (JsonObject) answer = self->func (self->team, self->asset, &self->error);

  self->answer = mq_json_copy_object (answer);
  dex_promise_resolve_boolean (self->done, TRUE);
  question_unref (self);
}

static DexFuture *
take_answer (DexFuture *future, gpointer user_data)
{
  Question *self = user_data;

  return self->answer != NULL
             ? dex_future_new_take_boxed (JSON_TYPE_OBJECT, g_steal_pointer (&self->answer))
             : dex_future_new_for_error (g_steal_pointer (&self->error));
}

static void
add_notice (JsonArray *notices, const char *level, const char *code, const char *text,
            const char *const *items, guint count)
{
  if (count > 0)
    json_array_add_object_element (notices,
                                   mq_json_new ("level:s code:s text:s items:a", level, code, text,
                                                mq_json_from_strings (items, count)));
}

/* Returns: (transfer full): what is read of a text */
static char *
dup_beginning (const char *text)
{
  return g_utf8_strlen (text, -1) > MAX_READ ? g_utf8_substring (text, 0, MAX_READ)
                                             : g_strdup (text);
}

/* Says which part of @text was not read, if only its @beginning was. */
static void
add_unread (GPtrArray *not_understood, const char *text, const char *beginning)
{
  g_autofree char *quoted = NULL;

  if (g_str_equal (text, beginning))
    return;

  quoted = g_utf8_substring (beginning, MAX_READ - MAX_QUOTED, MAX_READ);
  /* Translators: %s are the last words that were read of a long text. */
  g_ptr_array_add (not_understood, g_strdup_printf (_ ("everything after “…%s”"), quoted));
}

/* @why: (nullable): why something is not included */
static void
add_understanding (JsonArray *notices, const char *announcement, GPtrArray *not_understood,
                   const char *why)
{
  if (*announcement != '\0')
    json_array_add_object_element (
        notices, mq_json_new ("level:s code:s text:s", "info", "understood", announcement));
  add_notice (notices, "info", "not-understood", _ ("Not included"),
              (const char *const *)not_understood->pdata, not_understood->len);
  if (why != NULL && not_understood->len > 0)
    json_object_set_string_member (
        json_array_get_object_element (notices, json_array_get_length (notices) - 1), "next", why);
}

static JsonObject *plan (MqSketcherTeam *self, MqAssetState *asset, GError **error);

static const char *
get_id (MqTeam *team)
{
  return "sketcher";
}

static const char *
get_label (MqTeam *team)
{
  return _ ("Built-in sketcher (no AI model)");
}

/* The kinds by their groups, in the order in which these appear. */
static JsonArray *
list_families (GPtrArray *kinds)
{
  JsonArray *families = json_array_new ();

  MQ_EACH (kinds, i, const MqKind, kind)
    {
      JsonObject *family = mq_json_find (families, "name", kind->group);

      if (family == NULL)
        {
          family = mq_json_new ("name:s kinds:a", kind->group, json_array_new ());
          json_array_add_object_element (families, family);
        }
      json_array_add_string_element (mq_json_get_array (family, "kinds"), kind->title);
    }
  return families;
}

static JsonObject *
describe (MqTeam *team)
{
  return mq_json_new ("title:s sees:b", _ ("Built-in sketcher"), FALSE);
}

static JsonObject *
list_all_kinds (MqSketcherTeam *self, MqAssetState *asset, GError **error)
{
  GPtrArray *kinds = mq_kind_catalogue_get_kinds (self->catalogue);
  GPtrArray *problems = mq_kind_catalogue_get_problems (self->catalogue);
  JsonArray *titles = json_array_new ();

  MQ_EACH (kinds, i, const MqKind, kind)
    json_array_add_string_element (titles, kind->title);
  return mq_json_new ("kinds:a families:a problems:a", titles, list_families (kinds),
                      mq_json_from_strings ((const char *const *)problems->pdata, problems->len));
}

static JsonObject *
understand_message (MqSketcherTeam *self, MqAssetState *asset, GError **error)
{
  g_autofree char *text = dup_beginning (asset->first_message);

  return mq_sketch_planner_understand (self->catalogue, text, asset->wanted, error);
}

/* The words with those of the user's own requirements that words can have: “a table. It is 120 cm
 * wide. The top is 90 cm deep”. @whole: only those of the whole */
static char *
dup_with_own (MqAssetState *asset, const char *words, gboolean whole)
{
  static const char *const wide[] = { "wide", "deep", "high" };
  GString *text = g_string_new (words);

  MQ_JSON_EACH (asset->own, i, one)
    {
      const char *what = "", *of = "", *axis = "", *is = "equal", *unit = "";
      gboolean is_size, is_whole;
      g_autofree char *number = NULL;
      double value = 0;

      mq_json_read (one, "what:s of:s axis:s is:s unit:s value:d", &what, &of, &axis, &is, &unit,
                    &value);
      is_size = g_str_equal (what, "size");
      is_whole = g_str_equal (of, "whole");
      if ((!is_size && !g_str_equal (what, "diameter")) || json_object_has_member (one, "at")
          || !g_str_equal (is, "equal") || (whole && !is_whole))
        continue;
      number = mq_requirement_format_number (value);
      g_string_append_printf (text, "%s%s%s is %s %s %s", text->len > 0 ? ". " : "",
                              is_whole ? "It" : "The ", is_whole ? "" : of, number, unit,
                              is_size ? wide[*axis - 'x'] : "in diameter");
    }

  return g_string_free (text, FALSE);
}

static JsonObject *
plan (MqSketcherTeam *self, MqAssetState *asset, GError **error)
{
  g_autoptr (JsonObject) json = NULL;
  g_autofree char *whole = dup_with_own (asset, asset->first_message, FALSE);
  g_autofree char *message = dup_beginning (whole);
  g_autoptr (MqSketchPlan) sketch = NULL;
  g_autofree char *announcement = NULL;
  g_autofree char *text = NULL;
  g_autofree char *why = NULL;
  JsonArray *notices;
  GPtrArray *problems = mq_kind_catalogue_get_problems (self->catalogue);
  JsonArray *rows;

  sketch = mq_sketch_planner_plan (self->catalogue, message, asset->variant, error);
  if (sketch == NULL)
    return NULL;

  notices = json_array_new ();
  if (sketch->things->len > 0)
    text = g_strdup_printf (_ ("Planned: %s"), sketch->title);
  else
    {
      g_autofree char *count = g_strdup_printf (
          ngettext ("Planned %u part", "Planned %u parts", sketch->parts->len), sketch->parts->len);
      g_autofree char *told = NULL;
      double size[3];

      mq_sketch_plan_get_size (sketch, NULL, size);
      told = mq_text_format_size (size);
      /* Translators: “Planned 9 parts”, and their size: “44.0 × 54.0 × 94.0 cm”. */
      text = g_strdup_printf (_ ("%s, %s"), count, told);
    }
  why = mq_sketch_planner_explain (sketch, message);
  announcement = mq_sketch_planner_announce (sketch);
  add_unread (sketch->not_understood, whole, message);
  add_understanding (notices, announcement, sketch->not_understood, why);
  add_notice (notices, "warning", "broken-kinds", _ ("Kinds left out because of mistakes"),
              (const char *const *)problems->pdata, problems->len);
  json = mq_sketch_plan_to_json (sketch);

  /* A number that is measured as the user's own needs no row of what the sketcher says by eye. */
  rows = mq_json_get_array (json, "requirements");
  for (guint i = mq_json_length (rows); i-- > 0;)
    for (guint j = 0; j < mq_json_length (asset->own); j++)
      {
        JsonObject *row = mq_json_element_object (rows, i);
        JsonObject *one = mq_json_element_object (asset->own, j);
        const char *words = mq_json_get_string (row, "words", "");
        g_autofree char *number
            = mq_requirement_format_number (mq_json_get_double (one, "value", 0));

        if (!mq_requirement_is_by_eye (row) || mq_requirement_is_by_eye (one)
            || strstr (words, number) == NULL
            || strstr (words, mq_json_get_string (one, "of", "")) == NULL)
          continue;
        json_array_remove_element (rows, i);
        break;
      }

  return mq_json_new ("plan:o text:s notices:a", g_steal_pointer (&json), text, notices);
}

static MqSketchPlan *
read_plan (MqSketcherTeam *self, MqAssetState *asset, GError **error)
{
  JsonObject *json = asset->plan;

  if (json != NULL)
    return mq_sketch_plan_from_json (self->catalogue, json, error);

  return mq_fail_null (
      error, MQ_ERROR_FAILED,
      _ ("The built-in sketcher (no AI model) can only change what it made itself, and "
         "this script is not from it. Edit the script, and run it again"));
}

/* Returns: (transfer full): @script, followed by that end of @before */
static char *
keep_changes_by_hand (const char *script, const char *before)
{
  const char *end = before != NULL ? strstr (before, "\n\n# Changed by hand in Blender.\n") : NULL;
  g_autofree char *body = g_strchomp (g_strdup (script));

  return end != NULL ? g_strconcat (body, "\n", end, NULL) : g_strdup (script);
}

static JsonObject *
script_answer (MqSketcherTeam *self, MqAssetState *asset, MqSketchPlan *sketch, const char *text)
{
  g_autofree char *written = mq_script_generator_write (self->catalogue, sketch);
  g_autofree char *script = keep_changes_by_hand (written, asset->script);
  g_autofree char *lines = mq_team_count_lines (script, self->catalogue->library);

  return mq_json_new ("script:s text:s", script, text != NULL ? text : lines);
}

static JsonObject *
write_script (MqSketcherTeam *self, MqAssetState *asset, GError **error)
{
  g_autoptr (MqSketchPlan) sketch = read_plan (self, asset, error);

  return sketch != NULL ? script_answer (self, asset, sketch, NULL) : NULL;
}

static gboolean
is_part_function (MqSketchPlan *sketch, const char *function)
{
  for (guint i = 0; i < sketch->things->len; i++)
    if (is_part_function (g_ptr_array_index (sketch->things, i), function))
      return TRUE;
  for (guint i = 0; i < sketch->parts->len; i++)
    if (g_str_equal (((MqPlanPart *)g_ptr_array_index (sketch->parts, i))->kind->function,
                     function))
      return TRUE;

  return FALSE;
}

static JsonObject *
repair (MqSketcherTeam *self, MqAssetState *asset, GError **error)
{
  g_autoptr (MqSketchPlan) sketch = read_plan (self, asset, error);
  g_autoptr (GPtrArray) mended = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *function = NULL;
  g_autofree char *text = NULL;
  JsonArray *traceback = mq_json_get_array (asset->failure, "traceback");
  gint64 line = mq_json_get_int (asset->failure, "line", 0);
  g_auto (GStrv) lines = g_strsplit (asset->script != NULL ? asset->script : "", "\n", -1);
  JsonObject *answer;

  if (sketch == NULL)
    return NULL;

  /* The failing function: a part's own function where the traceback names one, since an error in a
   * library function usually comes from its arguments; else that of the line that fails. */
  for (guint i = 0; function == NULL && i < mq_json_length (traceback); i++)
    {
      JsonObject *call = mq_json_element_object (traceback, i);

      if (is_part_function (sketch, mq_json_get_string (call, "function", "")))
        function = g_strdup (mq_json_get_string (call, "function", ""));
    }
  for (guint i = 0; asset->failure == NULL && i < mq_json_length (asset->findings); i++)
    {
      JsonObject *finding = mq_json_element_object (asset->findings, i);

      if (g_strcmp0 (mq_json_get_string (finding, "severity", NULL), "error") == 0)
        {
          line = mq_json_get_int (finding, "line", 0);
          break;
        }
    }
  for (gint64 i = MIN (line, (gint64)g_strv_length (lines)); function == NULL && i > 0; i--)
    if (g_str_has_prefix (lines[i - 1], "def "))
      function = g_strndup (lines[i - 1] + 4, strcspn (lines[i - 1] + 4, "("));

  if (function != NULL)
    {
      if (!mq_sketch_critic_drop_failing_part (self->catalogue, sketch, function, &text, error))
        return NULL;
    }
  else if (asset->defects != NULL && mq_sketch_critic_repair (sketch, asset->defects, mended) > 0)
    {
      g_autofree char *joined = NULL;

      g_ptr_array_add (mended, NULL);
      joined = mq_words_list ((const char *const *)mended->pdata);
      /* Translators: a list of defects: “Repaired: Lamp floats and Leg 4 is missing”. */
      text = g_strdup_printf (_ ("Repaired: %s"), joined);
    }
  else
    return mq_fail_null (error, MQ_ERROR_FAILED,
                         _ ("The built-in sketcher cannot repair these problems"));

  answer = script_answer (self, asset, sketch, text);
  json_object_set_object_member (answer, "plan", mq_sketch_plan_to_json (sketch));
  return answer;
}

static MqSketchPlan *
read_measured_plan (MqSketcherTeam *self, MqAssetState *asset, GError **error)
{
  g_autoptr (MqSketchPlan) sketch = read_plan (self, asset, error);

  if (sketch == NULL || asset->report != NULL)
    return g_steal_pointer (&sketch);

  return mq_fail_null (error, MQ_ERROR_FAILED, _ ("There are no measurements to check"));
}

/* Whether it is a model that was taken in: it has no plan, and is as its file was. */
static gboolean
is_taken_in (MqAssetState *asset)
{
  return asset->plan == NULL && mq_script_is_taken_in (asset->script);
}

static JsonObject *
critique (MqSketcherTeam *self, MqAssetState *asset, GError **error)
{
  g_autoptr (MqSketchPlan) sketch = NULL;
  g_autofree char *text = NULL;
  JsonArray *defects;

  if (is_taken_in (asset))
    return mq_json_new ("defects:a text:s", json_array_new (), _ ("Nothing to compare it with"));
  sketch = read_measured_plan (self, asset, error);

  if (sketch == NULL)
    return NULL;

  defects = mq_sketch_critic_find (sketch, asset->report);
  text = json_array_get_length (defects) == 0
             ? g_strdup (_ ("Dimensions match the plan"))
             : g_strdup_printf (ngettext ("Found %u defect by measuring",
                                          "Found %u defects by measuring",
                                          json_array_get_length (defects)),
                                json_array_get_length (defects));
  return mq_json_new ("defects:a text:s", defects, text);
}

static JsonObject *
verify (MqSketcherTeam *self, MqAssetState *asset, GError **error)
{
  g_autoptr (MqSketchPlan) sketch = NULL;
  g_autoptr (JsonArray) before = NULL;
  g_autoptr (JsonArray) now = NULL;
  JsonObject *base = asset->base_report;
  JsonObject *answer;

  if (is_taken_in (asset))
    {
      g_autoptr (JsonArray) none = json_array_new ();

      answer = mq_sketch_critic_compare (none, none, base, asset->report);
      json_object_set_string_member (answer, "verdict", "better");
      return answer;
    }
  if (!(sketch = read_measured_plan (self, asset, error)))
    return NULL;

  now = mq_sketch_critic_find (sketch, asset->report);
  /* A refinement must not add a defect; defects of the version before do not count against it. */
  before = base != NULL             ? mq_sketch_critic_find (sketch, base)
           : asset->defects != NULL ? json_array_ref (asset->defects)
                                    : json_array_new ();
  answer = mq_sketch_critic_compare (before, now, base, asset->report);
  if (base != NULL)
    json_object_set_string_member (answer, "verdict",
                                   mq_sketch_critic_has_new (before, now) ? "worse" : "better");
  return answer;
}

static char *
describe_part (MqSketchPlan *plan, const MqKindPart *part)
{
  const char *word = part->words[0];
  g_autofree char *many = mq_words_plural (word);

  return mq_sketch_plan_get_count (plan, part) > 1
             ? g_strdup_printf ("Add %s", many)
             : g_strdup_printf ("Add %s %s", strchr ("aeiou", *word) != NULL ? "an" : "a", word);
}

/* Whether the planner understands all of these words, and they change something without taking a
 * part away; those that add must add one. */
static gboolean
is_possible (MqKindCatalogue *catalogue, MqSketchPlan *before, const char *words)
{
  g_autoptr (MqRefinement) refinement = mq_sketch_planner_refine (catalogue, before, words, NULL,
                                                                  NULL, 1);
  MqSketchPlan *after = refinement->plan;
  gboolean lacks_new = g_str_has_prefix (words, "Add ");

  if (after == NULL || refinement->not_done[0] != NULL)
    return FALSE;

  MQ_EACH (before->kind->parts, i, const MqKindPart, part)
    {
      gboolean was = mq_sketch_plan_find_part (before, part->id) != NULL;
      gboolean is = mq_sketch_plan_find_part (after, part->id) != NULL;
      gboolean is_held = part->joins[0] == NULL || part->effect;
      gboolean is_stood_for = FALSE;

      /* A new one touches what is there: fruit hangs on leaves, which a fir does not have. */
      for (gsize j = 0; part->joins[j] != NULL; j++)
        is_held |= !g_str_equal (part->joins[j], part->id)
                   && mq_sketch_plan_find_part (after, part->joins[j]) != NULL;
      if (is && !was && !is_held)
        return FALSE;

      /* Another one may stand for it, by the same name: rails with openings for drawers. */
      for (guint j = 0; was && !is && j < after->parts->len; j++)
        {
          const MqKindPart *other = ((const MqPlanPart *)after->parts->pdata[j])->kind;

          is_stood_for |= g_strv_contains (other->replaces, part->id)
                          && g_strv_contains (other->words, part->words[0]);
        }
      if (was && !is && !is_stood_for)
        return FALSE;
      lacks_new &= was || !is;
    }

  return !lacks_new;
}

/* Possible changes of the asset, listed with a refusal. */
static char *
describe_possible (MqKindCatalogue *catalogue, MqSketchPlan *sketch)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;
  g_autofree char *joined = NULL;

  MQ_EACH (sketch->kind->parts, i, const MqKindPart, part)
    {
      g_autofree char *words = NULL;

      if (mq_sketch_plan_find_part (sketch, part->id) != NULL || part->words[0] == NULL)
        continue;

      words = describe_part (sketch, part);
      if (is_possible (catalogue, sketch, words))
        g_strv_builder_add (builder, part->words[0]);
    }
  parts = g_strv_builder_end (builder);
  joined = g_strjoinv (", ", parts);
  if (*joined == '\0')
    return g_strdup (_ ("You can change the color, size or material of its parts."));

  /* Translators: %s are names of parts, in English: “cushion, armrest”. */
  return g_strdup_printf (
      _ ("You can change the color, size or material of its parts, or add: %s."), joined);
}

static JsonObject *
refuse (const char *text, const char *const *not_done)
{
  JsonArray *notices = json_array_new ();

  add_notice (notices, "warning", "not-understood", _ ("Not included"), not_done,
              g_strv_length ((char **)not_done));
  return mq_json_new ("refused:b text:s notices:a", TRUE, text, notices);
}

/* Changes a model that was taken in. */
static JsonObject *
refine_model (MqSketcherTeam *self, MqAssetState *asset)
{
  const char *words = asset->instruction != NULL
                          ? mq_translated_phrases_read (asset->instruction->text)
                          : "";
  g_autofree char *text = dup_beginning (words);
  g_autoptr (MqModelChange) change = mq_model_changes_apply (self->catalogue->lexicon,
                                                             asset->script, asset->report, text);
  g_autofree char *complete = NULL;
  JsonArray *notices;

  g_ptr_array_add (change->not_done, NULL);
  if (change->script == NULL)
    return refuse (
        _ ("The built-in sketcher (no AI model) can color, scale, remove, copy, mirror and hollow "
           "the parts of a model that was taken in, and add a base and letters. Write for example "
           "“make the head red”, “mirror the left arm” or “put it on a round base”."),
        (const char *const *)change->not_done->pdata);

  complete = mq_script_dup_complete (change->script);
  notices = json_array_new ();
  add_notice (notices, "info", "not-understood", _ ("Not included"),
              (const char *const *)change->not_done->pdata, change->not_done->len - 1);
  return mq_json_new ("script:s touches:A summary:s text:s notices:a", complete, change->touches,
                      change->summary, change->summary, notices);
}

static JsonObject *
refine (MqSketcherTeam *self, MqAssetState *asset, GError **error)
{
  static const char *const nothing[] = { NULL };
  const char *const edits[] = { _ ("your edits to the script"), NULL };
  g_autoptr (GError) why = NULL;
  g_autoptr (MqSketchPlan) sketch = read_plan (self, asset, &why);
  g_autoptr (MqRefinement) refinement = NULL;
  const char *words = asset->instruction != NULL
                          ? mq_translated_phrases_read (asset->instruction->text)
                          : "";
  /* Sizes of parts are in the drawing already. */
  g_autofree char *said = dup_with_own (asset, words, TRUE);
  g_autofree char *instruction = dup_beginning (said);
  g_autoptr (GPtrArray) by_hand = g_ptr_array_new_null_terminated (0, NULL, TRUE);
  JsonArray *rows = mq_json_get_array (asset->report, "by_hand");
  g_autofree char *planned = NULL;
  g_autofree char *before = NULL;
  g_autofree char *script = NULL;
  JsonArray *notices;

  if (sketch == NULL && is_taken_in (asset))
    return refine_model (self, asset);
  if (sketch == NULL)
    return refuse (why->message, nothing);

  refinement = mq_sketch_planner_refine (self->catalogue, sketch, instruction,
                                         asset->instruction != NULL ? asset->instruction->targets
                                                                    : NULL,
                                         asset->report, asset->variant);
  if (refinement->only_way)
    return refuse (_ ("The built-in sketcher knows no further way to do this."), nothing);
  if (refinement->plan == NULL)
    {
      gboolean is_so = refinement->done[0] != NULL || refinement->not_done[0] == NULL;
      g_autofree char *can = describe_possible (self->catalogue, sketch);
      g_autofree char *text
          = g_strdup_printf ("%s %s",
                             is_so ? _ ("This request does not change anything here.")
                                   : _ ("The built-in sketcher (no AI model) cannot do that here."),
                             can);

      return refuse (text, (const char *const *)refinement->not_done);
    }

  notices = json_array_new ();
  add_unread (refinement->plan->not_understood, said, instruction);
  add_understanding (notices, refinement->announcement, refinement->plan->not_understood, NULL);

  /* The next version is without edits to the script, which differs from its plan then or when it
   * comes from an earlier release of the sketcher, and without changes by hand that no script
   * makes.
   */
  planned = mq_script_generator_write (self->catalogue, sketch);
  before = keep_changes_by_hand (planned, asset->script);
  if (g_strcmp0 (before, asset->script) != 0)
    add_notice (notices, "warning", "rewritten",
                /* Translators: a list follows: “what was changed in the script by hand”. */
                _ ("The script was rewritten from the plan, without"), edits, 1);
  for (guint i = 0; i < MIN (mq_json_length (rows), MAX_LOST); i++)
    {
      const char *name = mq_json_get_string (mq_json_element_object (rows, i), "object", "");

      if (!g_ptr_array_find_with_equal_func (by_hand, name, g_str_equal, NULL))
        g_ptr_array_add (by_hand, (char *)name);
    }
  add_notice (notices, "warning", "by-hand",
              /* Translators: names of objects follow: “Leg 1, Seat”. */
              _ ("Without your changes by hand in Blender, which no script makes"),
              (const char *const *)by_hand->pdata, by_hand->len);
  add_notice (notices, "info", "follows", _ ("Also adjusted"),
              (const char *const *)refinement->follows, g_strv_length (refinement->follows));
  script = keep_changes_by_hand (refinement->script, asset->script);
  return mq_json_new ("script:s plan:o touches:a summary:s text:s notices:a", script,
                      mq_sketch_plan_to_json (refinement->plan),
                      mq_json_from_strings ((const char *const *)refinement->touches, -1),
                      refinement->summary, refinement->summary, notices);
}

/* Asks on the thread of the sketcher, with a copy of what it reads of the asset. */
static DexFuture *
ask_worker (MqTeam *team, MqSketchFunc func, MqAssetState *asset)
{
  MqSketcherTeam *self = MQ_SKETCHER_TEAM (team);
  Question *question = g_atomic_rc_box_new0 (Question);
  MqAssetState *copy = mq_asset_state_new (asset->first_message);
  DexFuture *done;

  copy->variant = asset->variant;
  copy->variants = asset->variants;
  copy->wanted = mq_json_copy_object (asset->wanted);
  if (asset->instruction != NULL)
    {
      g_autoptr (JsonArray) targets = mq_json_copy_array (asset->instruction->targets);

      copy->instruction = mq_message_copy (asset->instruction);
      mq_message_set_targets (copy->instruction, targets);
    }
  copy->own = mq_json_copy_array (asset->own);
  copy->script = g_strdup (asset->script);
  copy->plan = mq_json_copy_object (asset->plan);
  copy->findings = mq_json_copy_array (asset->findings);
  copy->failure = mq_json_copy_object (asset->failure);
  copy->report = mq_json_copy_object (asset->report);
  copy->base_report = mq_json_copy_object (asset->base_report);
  copy->defects = mq_json_copy_array (asset->defects);

  question->func = func;
  question->team = g_object_ref (self);
  question->asset = copy;
  question->done = dex_promise_new ();
  done = dex_ref (DEX_FUTURE (question->done));
  g_thread_pool_push (self->worker, g_atomic_rc_box_acquire (question), NULL);
  return dex_future_then (done, take_answer, question, question_unref);
}

static DexFuture *
ask (MqTeam *team, MqTeamTask task, MqAssetState *asset)
{
  static const MqSketchFunc tasks[] = {
    [MQ_TEAM_PLAN] = plan,         [MQ_TEAM_WRITE] = write_script, [MQ_TEAM_REPAIR] = repair,
    [MQ_TEAM_CRITIQUE] = critique, [MQ_TEAM_VERIFY] = verify,      [MQ_TEAM_REFINE] = refine,
  };

  return ask_worker (team, tasks[task], asset);
}

static DexFuture *
understand (MqTeam *team, const char *text, JsonObject *wanted)
{
  g_autoptr (MqAssetState) asset = mq_asset_state_new (text);

  mq_json_replace_object (&asset->wanted, wanted);
  return ask_worker (team, understand_message, asset);
}

static DexFuture *
list_kinds (MqTeam *team)
{
  g_autoptr (MqAssetState) asset = mq_asset_state_new ("");

  return ask_worker (team, list_all_kinds, asset);
}

/* Suggested after those of the kind. */
static const char *const changes[] = { "Make it taller", "Make it wider", "Make it dark blue",
                                       "Make it bigger", NULL };

/* Adds words, which are taken, if they are possible and there is room. */
static gboolean
add_possible (MqKindCatalogue *catalogue, MqSketchPlan *plan, GPtrArray *found, char *words)
{
  gboolean is_added = found->len < MAX_SUGGESTIONS && is_possible (catalogue, plan, words);

  if (is_added)
    g_ptr_array_add (found, words);
  else
    g_free (words);
  return is_added;
}

/* Up to four changes that the user may want next, each of which is possible, in English, which is
 * what the sketcher reads. A kind without suggestions has those of its optional parts. */
static JsonObject *
suggest_changes (MqSketcherTeam *self, MqAssetState *asset, GError **error)
{
  g_autoptr (MqSketchPlan) sketch = read_plan (self, asset, error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_null_terminated (MAX_SUGGESTIONS, g_free, TRUE);
  const char *const *own;
  guint n_parts = 0;

  if (sketch == NULL)
    return NULL;

  own = sketch->kind->suggestions;
  for (gsize i = 0; own[i] != NULL; i++)
    add_possible (self->catalogue, sketch, found, g_strdup (own[i]));

  for (guint i = 0; own[0] == NULL && i < sketch->kind->parts->len && n_parts < MAX_PARTS; i++)
    {
      const MqKindPart *part = g_ptr_array_index (sketch->kind->parts, i);

      if (part->optional && part->words[0] != NULL
          && mq_sketch_plan_find_part (sketch, part->id) == NULL
          && add_possible (self->catalogue, sketch, found, describe_part (sketch, part)))
        n_parts++;
    }

  for (guint i = 0; changes[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (found, changes[i], g_str_equal, NULL))
      add_possible (self->catalogue, sketch, found, g_strdup (changes[i]));

  return mq_json_new ("changes:a",
                      mq_json_from_strings ((const char *const *)found->pdata, found->len));
}

static DexFuture *
suggest (MqTeam *team, MqAssetState *asset)
{
  return ask_worker (team, suggest_changes, asset);
}

static void
implement_team (MqTeamInterface *iface)
{
  iface->get_id = get_id;
  iface->get_label = get_label;
  iface->describe = describe;
  iface->list_kinds = list_kinds;
  iface->understand = understand;
  iface->ask = ask;
  iface->suggest = suggest;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MqSketcherTeam, mq_sketcher_team, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MQ_TYPE_TEAM, implement_team))

/* By the last question at the latest, so no other is left. */
static void
mq_sketcher_team_finalize (GObject *object)
{
  MqSketcherTeam *self = MQ_SKETCHER_TEAM (object);

  g_thread_pool_free (self->worker, FALSE, FALSE);
  mq_kind_catalogue_free (self->catalogue);

  G_OBJECT_CLASS (mq_sketcher_team_parent_class)->finalize (object);
}

static void
mq_sketcher_team_class_init (MqSketcherTeamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_sketcher_team_finalize;
}

/* Lists of kinds come before what takes long: a client waits for one when it starts. */
static int
compare_questions (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Question *one = a, *other = b;

  return (other->func == list_all_kinds) - (one->func == list_all_kinds);
}

static void
mq_sketcher_team_init (MqSketcherTeam *self)
{
  self->worker = g_thread_pool_new (answer_cb, NULL, 1, FALSE, NULL);
  g_thread_pool_set_sort_function (self->worker, compare_questions, NULL);
}

/**
 * mq_sketcher_team_new:
 * @kind_dirs: folders of kinds, the user's own last: of two kinds with one id, the later is used.
 *   Each holds `kinds/` (or the kinds themselves), `library/` and `words.json`; the last two in one
 *   of them. The last two are read synchronously, the kinds when one is needed
 * @clearance: between printed pieces that fit or move, m; 0: what each kind has
 * @error: when library or words cannot be read; a broken kind is only skipped and reported
 *
 * Returns: (transfer full) (nullable): the team
 */
MqTeam *
mq_sketcher_team_new (const char *const *kind_dirs, double clearance, GError **error)
{
  g_autoptr (MqKindCatalogue) catalogue = mq_kind_catalogue_new (kind_dirs, error);
  MqSketcherTeam *self;

  if (catalogue == NULL)
    return NULL;

  self = g_object_new (MQ_TYPE_SKETCHER_TEAM, NULL);
  self->catalogue = g_steal_pointer (&catalogue);
  self->catalogue->clearance = clearance;
  return MQ_TEAM (self);
}
