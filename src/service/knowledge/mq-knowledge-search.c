/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Search of an index, see mq-knowledge-search.h. */
#include "service/knowledge/mq-knowledge-search.h"

#include "common/base/mq-each.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "service/knowledge/mq-knowledge-entry.h"
#include "service/knowledge/mq-knowledge-words.h"

#include <math.h>
#include <string.h>

/* MqKnowledgeQuestion: a parsed question: the exact names, the contents of an error message, and
 * the remaining words. The searches by name and by words read it. */

#define MAX_NAMES 12
#define MAX_WORDS 40
/* Scores of exact names. */
#define NAMED_WHOLE 60.0
#define NAMED_LAST 25.0
#define NAMED_PART 20.0
#define NAMED_PITFALL 45.0
#define NAMED_OWNER 22.0
#define WEIGHT_BEGUN 0.6
#define WEIGHT_KEY 1.5
/* A part is listed beside its entry when at most eight have its name. */
#define LEAST_RARITY 0.24
/* Minimum similarity at which a member counts as the meaning of a wrong name. */
#define LEAST_LIKENESS 0.6
#define MAX_LIMIT 50
#define BYTES_PER_TOKEN 4
/* Minimum bytes of a passage: a shorter one is of no use, even if the budget has room for it. */
#define LEAST_PASSAGE 200
/* Maximum parts listed on their own beside their entry. */
#define MOST_PARTS_OF_ONE 2
#define LEAST_TASK_SHARE 0.45
#define PART_BEFORE 1.02
#define PART_BEHIND 0.98
/* Factors for pitfalls when a question is about a version or quotes an error, and for examples. */
#define PITFALL_GAIN 1.35
#define EXAMPLE_GAIN 1.1
/* For scripts: the least share of a phrase's words that the question has to contain, of the
 * question's words that the passage has to contain, and of the best score: for the named, for those
 * that have all words, and for others. Determined with tests/knowledge/blind.json. */
#define LEAST_PHRASE_SHARE 0.6
#define LEAST_WORD_SHARE 0.5
#define LEAST_SCORE_NAMED 0.5
#define LEAST_SCORE_ALL_WORDS 0.6
#define LEAST_SCORE 0.8

/* Patterns of known error messages; group "o" is the type or operator, "n" the wrong name. The
 * message's own words do not help a search, so they are removed. */
static const char *const messages[] = {
  "'(?<o>\\w+)' object has no attribute '(?<n>\\w+)'",
  "module '(?<o>[\\w.]+)' has no attribute '(?<n>\\w+)'",
  "type object '(?<o>\\w+)' has no attribute '(?<n>\\w+)'",
  "bpy_prop_collection\\[key\\]: [Kk]ey \"(?<n>[^\"]{1,80})\" not found",
  "[Kk]ey \"(?<n>[^\"]{1,80})\" not found",
  "[Kk]eyError: '(?<n>[^']{1,80})'",
  "(?<o>\\w+)\\.(?<n>\\w+) enum \"",
  "enum \"(?<n>[^\"]{1,80})\" not found in",
  "Calling operator \"(?:bpy\\.ops\\.)?(?<n>[\\w.]+)\" error, could not be found",
  "(?<n>bpy\\.ops\\.[\\w.]+)\\.poll\\(\\) failed",
  "keyword \"(?<n>\\w+)\" (?:unrecognized|is invalid for this operator)",
  "(?:(?<o>\\w+)\\(\\) )?got an unexpected keyword argument '(?<n>\\w+)'",
  "'(?<n>\\w+)' is an invalid keyword argument for (?<o>\\w+)",
  "Node type (?<n>\\w+) undefined",
  "[Nn]ode type '?(?<n>\\w+)'? (?:is )?(?:not registered|unknown)",
  "No module named '(?<n>[\\w.]+)'",
  "cannot import name '(?<n>\\w+)' from '(?<o>[\\w.]+)'",
  "name '(?<n>\\w+)' is not defined",
  "(?<o>\\w+)\\.(?<n>\\w+)\\(\\): ",
  "(?<o>\\w+)\\.(?<n>\\w+): ",
};

/* Text around such a message. */
static const char noise[]
    = "Traceback \\(most recent call last\\):|File \"[^\"]*\", line \\d+,? ?(?:in \\S+)?|line \\d+"
      "|\\b(?:Attribute|Type|Key|Runtime|Value|Name|Import|ModuleNotFound|Index|Reference)Error\\b"
      "|bpy_struct: item\\.attr = val:|Converting py args to operator properties:*"
      "|bpy_prop_collection\\[(?:key|index)\\]:?|\\bError:|expected a \\w+ type, not \\w+"
      "|not found in|could not be found|has no attribute|unexpected keyword argument"
      "|context is incorrect|\\(most recent call last\\)|not writable|is read-only";

/* Names as in code: dotted, with underscores, in camel case, in capitals. */
static const char code_names[]
    = "\\b[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*|\\[[\"'][^\"'\\]]{1,60}[\"']\\])+"
      "|\\b\\w+_\\w+\\b|\\b[A-Z][a-z0-9]+(?:[A-Z]+[a-z0-9]*)+\\b|\\b[A-Z][A-Z0-9]{3,}\\b"
      "|\\b(?:BM|bm)[A-Z][a-z]+\\b|\\b[A-Z]\\w+(?: [A-Z]\\w+)+\\b";
static const char quoted_names[] = "[\"'‘“`]([A-Za-z][^\"'’”`\\n]{1,60})[\"'’”`]";

typedef struct
{
  GRegex *messages[G_N_ELEMENTS (messages)];
  GRegex *noise;
  GRegex *code;
  GRegex *quoted;
  GRegex *version;
} Patterns;

static GRegex *
compile (const char *pattern)
{
  g_autoptr (GError) error = NULL;
  GRegex *regex = g_regex_new (pattern, G_REGEX_OPTIMIZE | G_REGEX_DUPNAMES, 0, &error);

  if (regex == NULL)
    g_error ("%s: %s", pattern, error->message);

  return regex;
}

static void
add_name (MqKnowledgeQuestion *self, const char *name)
{
  g_autofree char *lower = g_utf8_strdown (name, -1);
  const char *bare = g_strstrip (lower);

  if (self->names->len < MAX_NAMES && strlen (bare) > 1
      && !g_ptr_array_find_with_equal_func (self->names, bare, g_str_equal, NULL))
    g_ptr_array_add (self->names, g_strdup (bare));
}

static char *
fetch_named (GMatchInfo *match, const char *group)
{
  g_autofree char *text = g_match_info_fetch_named (match, group);

  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static void
add_matches (MqKnowledgeQuestion *self, GRegex *regex, const char *text, int group)
{
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *name = g_match_info_fetch (match, group);

      add_name (self, name);
    }
}

/* @text: words, identifiers, an error message, a task. Returns: (transfer full): the parsed
 * question */
static MqKnowledgeQuestion *
knowledge_question_new (const char *text)
{
  static const char *const tellers[] = {
    "removed",       "renamed",         "replac",     "instead of", "no longer",
    "deprecat",      "anymore",         "any more",   "gone",       "missing",
    "used to",       "new name",        "changed",    "disappear",  "where did",
    "what happened", "stopped working", "equivalent", "old ",       "called now",
  };
  static Patterns patterns;
  static gsize once;
  MqKnowledgeQuestion *self = g_new0 (MqKnowledgeQuestion, 1);
  g_autofree char *valid = g_utf8_make_valid (text,
                                              (gssize)strnlen (text, MQ_KNOWLEDGE_MAX_QUESTION));
  g_autofree char *lower = g_utf8_strdown (valid, -1);
  g_autofree char *timeless = NULL;
  g_autofree char *clean = NULL;
  g_autofree char *rest = NULL;
  g_autoptr (GString) named = g_string_new (NULL);
  g_autoptr (GPtrArray) words = NULL;

  if (g_once_init_enter (&once))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
        patterns.messages[i] = compile (messages[i]);
      patterns.noise = compile (noise);
      patterns.code = compile (code_names);
      patterns.quoted = compile (quoted_names);
      patterns.version
          = compile ("\\b(?:[Bb]lender\\s*)?v?[2-6]\\.\\d{1,2}(?:\\.\\d+)?(?: LTS)?\\+?(?!\\w)");
      g_once_init_leave (&once, 1);
    }

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->words = g_ptr_array_new_with_free_func (g_free);
  self->about_change = g_regex_match (patterns.version, valid, 0, NULL);
  for (gsize i = 0; !self->about_change && i < G_N_ELEMENTS (tellers); i++)
    self->about_change = strstr (lower, tellers[i]) != NULL;
  timeless = g_regex_replace_literal (patterns.version, valid, -1, 0, " ", 0, NULL);
  if (timeless == NULL)
    timeless = g_strdup (valid);
  self->is_error = g_regex_match (patterns.noise, timeless, 0, NULL);

  /* Removes the known messages except for the names in them. */
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (GMatchInfo) match = NULL;
      g_autofree char *name = NULL;
      g_autofree char *owner = NULL;
      int start;
      int end;

      if (!g_regex_match (patterns.messages[i], timeless, 0, &match))
        continue;

      self->is_error = TRUE;
      name = fetch_named (match, "n");
      owner = fetch_named (match, "o");
      if (owner != NULL && self->owner == NULL)
        {
          self->owner = g_utf8_strdown (owner, -1);
          self->wrong = name != NULL ? g_utf8_strdown (name, -1) : NULL;
        }
      if (name != NULL && owner != NULL)
        {
          g_autofree char *both = g_strdup_printf ("%s.%s", owner, name);

          add_name (self, both);
        }
      if (name != NULL)
        add_name (self, name);
      if (name != NULL && self->key == NULL && strstr (messages[i], "[Kk]ey") != NULL)
        self->key = g_utf8_strdown (name, -1);
      g_string_append_printf (named, " %s %s", owner != NULL ? owner : "",
                              name != NULL ? name : "");

      g_match_info_fetch_pos (match, 0, &start, &end);
      memset (timeless + start, ' ', end - start);
    }
  clean = g_regex_replace_literal (patterns.noise, timeless, -1, 0, " ", 0, NULL);
  rest = g_strconcat (clean != NULL ? clean : timeless, named->str, NULL);

  add_matches (self, patterns.quoted, rest, 1);
  add_matches (self, patterns.code, rest, 0);

  words = mq_knowledge_split_words (rest);
  for (guint i = 0; i < words->len && self->words->len < MAX_WORDS; i++)
    {
      const char *word = g_ptr_array_index (words, i);

      if (strlen (word) > 1 && !mq_knowledge_is_stop_word (word)
          && !g_ptr_array_find_with_equal_func (self->words, word, g_str_equal, NULL))
        g_ptr_array_add (self->words, g_strdup (word));
    }

  return self;
}

static void
knowledge_question_free (MqKnowledgeQuestion *self)
{
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->words);
  g_free (self->owner);
  g_free (self->wrong);
  g_free (self->key);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqKnowledgeQuestion, knowledge_question_free)

/* Search by name. */

/* Finds names from @low up to, but excluding, @high, and adds to the scores of their entries and
 * parts; returns the number of rows, or -1. @row: prepared once, run many times in a search */
static int
find_names_between (MqKnowledgeHits *hits, MqStatement *row, const char *low, const char *high,
                    double weight, GError **error)
{
  gboolean has_row;
  int n = 0;

  mq_statement_bind_text (row, 1, low);
  mq_statement_bind_text (row, 2, high);
  while (mq_statement_step (row, &has_row, error))
    {
      gint64 entry;
      gint64 part;
      int kind;
      double rarity;
      double score;
      gboolean whole;
      MqKnowledgeHit *hit;

      if (!has_row)
        {
          mq_statement_reset (row);
          return n;
        }

      n++;
      entry = mq_statement_get_int64 (row, 0);
      part = mq_statement_get_int64 (row, 1);
      kind = (int)mq_statement_get_int64 (row, 2);
      /* A name that many entries share says less about each. */
      rarity = 1 / (1 + log2 ((double)mq_statement_get_int64 (row, 6)));
      whole = g_ascii_strcasecmp (mq_statement_get_text (row, part == 0 ? 4 : 5), low) == 0;
      hit = mq_knowledge_hits_entry (hits, entry, kind);
      if (part != 0)
        {
          MqKnowledgeHit *inside = mq_knowledge_hits_part (hits, part, entry,
                                                           (int)mq_statement_get_int64 (row, 3));

          inside->named_fully |= whole || strchr (low, '.') != NULL;
          inside->named |= inside->named_fully || rarity > LEAST_RARITY;
          inside->score += weight * (whole ? NAMED_WHOLE : NAMED_PART * rarity);
          score = whole ? NAMED_PART : NAMED_PART * rarity;
        }
      else
        {
          hit->named = TRUE;
          score = whole ? NAMED_WHOLE : NAMED_LAST * rarity;
          if (kind == MQ_KNOWLEDGE_PITFALL)
            score = NAMED_PITFALL;
        }
      hit->score += weight * score;
    }

  return -1;
}

/* Finds names with this prefix: "Specular" is "Specular IOR Level" now, "select" is
 * "select_set". */
static int
find_begun (MqKnowledgeHits *hits, MqStatement *names, const char *name, double weight,
            GError **error)
{
  static const char separators[] = " _";
  int n = 0;

  for (gsize i = 0; i < strlen (separators) && n == 0; i++)
    {
      g_autofree char *low = g_strdup_printf ("%s%c", name, separators[i]);
      g_autofree char *high = g_strdup_printf ("%s%c", name, separators[i] + 1);

      n = find_names_between (hits, names, low, high, weight, error);
    }

  return n;
}

/* Finds the type or operator that an error message names, and its members with the names most
 * similar to the one that it reports as missing. @wrong: (nullable) */
static gboolean
find_owner (MqKnowledgeHits *hits, const char *owner, const char *wrong, GError **error)
{
  g_autoptr (MqStatement) select
      = mq_database_query (hits->db,
                           "SELECT e.id, e.kind, e.api FROM name n JOIN entry e ON e.id = n.entry"
                           " WHERE n.word = ? AND n.part = 0 AND e.kind != ? LIMIT 20",
                           error, "sl", owner, (gint64)MQ_KNOWLEDGE_PITFALL);
  gboolean good = select != NULL;
  gboolean has_row;

  while (good && (good = mq_statement_step (select, &has_row, error)) && has_row)
    {
      const char *dot = strrchr (mq_statement_get_text (select, 2), '.');
      MqKnowledgeHit *hit;

      /* Skips entries that have the owner only as a further name. */
      if (dot == NULL || g_ascii_strcasecmp (dot + 1, owner) != 0)
        continue;

      hit = mq_knowledge_hits_entry (hits, mq_statement_get_int64 (select, 0),
                                     (int)mq_statement_get_int64 (select, 1));
      hit->named = TRUE;
      hit->score += NAMED_OWNER;
    }
  if (!good || wrong == NULL)
    return good;

  g_clear_pointer (&select, mq_statement_free);
  select = mq_database_query (
      hits->db,
      "SELECT p.id, p.entry, p.kind, p.api FROM name n JOIN entry e ON e.id = n.entry"
      " JOIN part p ON p.entry = e.id WHERE n.word = ? AND n.part = 0 AND e.kind != ? LIMIT 400",
      error, "sl", owner, (gint64)MQ_KNOWLEDGE_PITFALL);
  good = select != NULL;
  while (good && (good = mq_statement_step (select, &has_row, error)) && has_row)
    {
      const char *right = strrchr (mq_statement_get_text (select, 3), '.') + 1;
      gsize longest = MAX (strlen (wrong), strlen (right));
      double far = 1 - (double)mq_text_distance (wrong, right) / (double)longest;
      /* "select" and "select_set" */
      gboolean begins = g_str_has_prefix (right, wrong) && right[strlen (wrong)] == '_';
      double alike = begins ? MAX (far, 0.9) : far;
      MqKnowledgeHit *part;

      if (alike <= LEAST_LIKENESS)
        continue;

      part = mq_knowledge_hits_part (hits, mq_statement_get_int64 (select, 0),
                                     mq_statement_get_int64 (select, 1),
                                     (int)mq_statement_get_int64 (select, 2));
      part->named = TRUE;
      part->score += NAMED_PART * alike;
    }

  return good;
}

/* @hits: receives the hits. Returns: %FALSE when the index cannot be read */
static gboolean
knowledge_find_by_name (MqKnowledgeHits *hits, const MqKnowledgeQuestion *question, GError **error)
{
  g_autoptr (MqStatement) names = mq_database_prepare (
      hits->db,
      "SELECT n.entry, n.part, e.kind, p.kind, e.api, p.api, count (*) OVER () FROM name n"
      " JOIN entry e ON e.id = n.entry LEFT JOIN part p ON p.id = n.part"
      " WHERE n.word >= ? AND n.word < ? LIMIT 200",
      error);

  if (names == NULL)
    return FALSE;

  MQ_EACH (question->names, i, const char, name)
    {
      const char *last = strrchr (name, '.') != NULL ? strrchr (name, '.') + 1 : name;
      double weight = 1;
      int n_all = 0;

      /* First the complete name, then without leading components: "obj.modifiers.new" matches
       * "modifiers.new". Without any match, names that begin with it. */
      for (const char *rest = name; rest != NULL;)
        {
          const char *dot = strchr (rest, '.');
          /* No string sorts between a name and the name followed by \x01. */
          g_autofree char *next = g_strconcat (rest, "\x01", NULL);
          int n = *rest != '\0' ? find_names_between (hits, names, rest, next, weight, error) : 0;

          if (n < 0)
            return FALSE;

          n_all += n;
          rest = dot != NULL ? dot + 1 : NULL;
          weight *= 0.6;
        }

      if (n_all <= 0 && strlen (last) >= 3
          && find_begun (hits, names, last, WEIGHT_BEGUN, error) < 0)
        return FALSE;
    }

  if (question->owner != NULL && !find_owner (hits, question->owner, question->wrong, error))
    return FALSE;

  return question->key == NULL || find_begun (hits, names, question->key, WEIGHT_KEY, error) >= 0;
}

static void
hits_free (MqKnowledgeHits *self)
{
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->parts);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqKnowledgeHits, hits_free)

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const MqKnowledgeHit *first = *(MqKnowledgeHit *const *)a;
  const MqKnowledgeHit *second = *(MqKnowledgeHit *const *)b;

  if (first->score != second->score)
    return first->score < second->score ? 1 : -1;
  if (first->entry != second->entry)
    return first->entry < second->entry ? -1 : 1;

  return first->part < second->part ? -1 : first->part > second->part;
}

static gboolean
wants_parts_alone (guint mask)
{
  return (mask & ~((1u << MQ_KNOWLEDGE_PROPERTY) | (1u << MQ_KNOWLEDGE_FUNCTION))) == 0;
}

static GPtrArray *
rank (MqKnowledgeHits *hits, const MqKnowledgeQuestion *question, guint mask)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;
  gboolean alone;
  g_autoptr (GPtrArray) parts = NULL;
  g_autoptr (GHashTable) counts = NULL;

  g_hash_table_iter_init (&iter, hits->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      MqKnowledgeHit *hit = value;

      if (hit->kind == MQ_KNOWLEDGE_PITFALL && (question->is_error || question->about_change))
        hit->score *= PITFALL_GAIN;
      else if (hit->kind == MQ_KNOWLEDGE_EXAMPLE)
        hit->score *= question->is_error ? 0.6 : EXAMPLE_GAIN;
      if ((mask & (1u << hit->kind)) != 0 && hit->score > 0)
        g_ptr_array_add (list, hit);
    }

  /* Adds the parts to list beside their entries; all parts when only parts are requested. */
  alone = wants_parts_alone (mask);
  parts = g_hash_table_get_values_as_ptr_array (hits->parts);
  counts = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_ptr_array_sort (parts, compare_hits);
  MQ_EACH (parts, i, MqKnowledgeHit, part)
    {
      MqKnowledgeHit *whole = g_hash_table_lookup (hits->entries, &part->entry);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, &part->entry));

      if ((mask & (1u << part->kind)) == 0)
        continue;

      if (!alone)
        {
          if (whole == NULL || n >= MOST_PARTS_OF_ONE)
            continue;
          /* The question has to name the part, or to be mostly about it. */
          if (!part->named && !(part->task > 0 && part->task >= LEAST_TASK_SHARE * whole->score))
            continue;
          part->score = whole->score * (part->named_fully ? PART_BEFORE : PART_BEHIND);
        }

      g_hash_table_insert (counts, &part->entry, GUINT_TO_POINTER (n + 1));
      g_ptr_array_add (list, part);
    }
  g_ptr_array_sort (list, compare_hits);
  return list;
}

/* @room: bytes of its text; it is cut behind a line where possible */
static JsonObject *
passage_of (MqStatement *select, const MqKnowledgeHit *hit, const char *blender, gsize room)
{
  const char *whole = mq_statement_get_text (select, 3);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) passage = NULL;

  if (strlen (whole) > room)
    {
      const char *limit = g_utf8_find_prev_char (whole, whole + room - 3);
      const char *end = limit;

      while (end > whole + room / 2 && *end != '\n')
        end--;
      if (end <= whole + room / 2)
        end = limit;
      text = g_strdup_printf ("%.*s…", (int)(end - whole), whole);
    }

  passage = mq_json_new ("id:s kind:s title:s text:s score:d blender:s",
                         mq_statement_get_text (select, 0),
                         mq_knowledge_kind_get_name ((int)mq_statement_get_int64 (select, 1)),
                         mq_statement_get_text (select, 2), text != NULL ? text : whole,
                         round (hit->score * 1000) / 1000, blender);
  if (!mq_statement_is_null (select, 4))
    {
      g_autoptr (JsonNode) covers = mq_json_parse (mq_statement_get_text (select, 4), -1, NULL);

      if (covers != NULL)
        json_object_set_member (passage, "covers", g_steal_pointer (&covers));
    }

  return g_steal_pointer (&passage);
}

/* Beginnings of ids of no use to a model that writes an asset's script: what the stage does, what
 * moves, what simulates, and operators, which the prompts ask to avoid. */
static const char unfit[]
    = "bpy\\.ops\\.|bpy\\.app\\.|template:|bpy\\.types\\.(?:\\w*Light|Camera|World|BlendData(?:"
      "Lights|"
      "Cameras|Worlds|Armatures|Actions|Scenes)|Scene(?:EEVEE|Display)?\\b|Render|View(?:Layer|"
      "Settings)|ColorManaged|Cycles|Compositor|ShaderNode(?:Light|Background|TexSky|"
      "TexEnvironment|"
      "OutputWorld|OutputLight)|Armature|\\w*Bone|Pose|Action|Anim|FCurve|Keyframe|Driver|Nla|\\w*"
      "Constraint\\b|Particle|RigidBody|Fluid|Cloth|SoftBody|Collision|DynamicPaint|Ocean|Explode|"
      "ShapeKey|Key\\b|ImageTexture|MovieClip|Sequenc|Strip|GreasePencil)";

static JsonArray *
answer (MqDatabase *db, GPtrArray *list, const char *blender, const MqKnowledgeQuery *query,
        const MqKnowledgeQuestion *question, GError **error)
{
  static GRegex *unfit_ids;
  g_autoptr (MqStatement) entry = mq_database_prepare (
      db, "SELECT api, kind, title, text, covers FROM entry WHERE id = ?", error);
  g_autoptr (MqStatement) part = NULL;
  g_autoptr (JsonArray) passages = json_array_new ();
  gsize room = query->max_tokens > 0 ? (gsize)query->max_tokens * BYTES_PER_TOKEN : G_MAXINT;
  guint limit = MIN (query->limit, MAX_LIMIT);
  double best = list->len > 0 ? ((MqKnowledgeHit *)list->pdata[0])->score : 0;
  gboolean for_script = query->purpose == MQ_KNOWLEDGE_FOR_SCRIPT;

  if (entry == NULL
      || !(part = mq_database_prepare (
               db, "SELECT api, kind, title, text, NULL FROM part WHERE id = ?", error)))
    return NULL;
  if (g_once_init_enter_pointer (&unfit_ids))
    g_once_init_leave_pointer (&unfit_ids,
                               g_regex_new (unfit, G_REGEX_OPTIMIZE | G_REGEX_ANCHORED, 0, NULL));

  for (guint i = 0; i < list->len && json_array_get_length (passages) < limit; i++)
    {
      const MqKnowledgeHit *hit = g_ptr_array_index (list, i);
      MqStatement *select = hit->part != 0 ? part : entry;
      gboolean is_fit = TRUE;
      gboolean has_row;

      if (room < LEAST_PASSAGE)
        break;
      /* Worth a model's tokens: named, or about what the question says, and not much behind the
       * best one. The best one itself may be of no use to a script: what is far behind it is then
       * no answer either. */
      if (for_script && (!hit->named || hit->score < LEAST_SCORE_NAMED * best))
        {
          double words = 0;

          if (hit->share < LEAST_PHRASE_SHARE || hit->score < LEAST_SCORE_ALL_WORDS * best)
            continue;
          if (!mq_knowledge_count_words (db, question, hit, &words, error))
            return NULL;
          if (words < LEAST_WORD_SHARE || (words < 1 && hit->score < LEAST_SCORE * best))
            continue;
        }

      mq_statement_bind_int64 (select, 1, hit->part != 0 ? hit->part : hit->entry);
      if (!mq_statement_step (select, &has_row, error))
        return NULL;

      /* Operators and the like only where they are asked for by name. An example is about the first
       * of the ids that it covers. */
      if (has_row && for_script && !hit->named)
        {
          const char *about = mq_statement_get_text (select, 0);
          g_autoptr (JsonNode) covers = mq_statement_is_null (select, 4)
                                            ? NULL
                                            : mq_json_parse (mq_statement_get_text (select, 4), -1,
                                                             NULL);
          JsonArray *ids = covers != NULL && JSON_NODE_HOLDS_ARRAY (covers)
                               ? json_node_get_array (covers)
                               : NULL;

          if (mq_json_length (ids) > 0 && mq_json_element_string (ids, 0) != NULL)
            about = mq_json_element_string (ids, 0);
          is_fit = !g_regex_match (unfit_ids, about, 0, NULL);
        }
      if (has_row && is_fit)
        {
          JsonObject *passage = passage_of (select, hit, blender, room);

          room -= MIN (room, strlen (json_object_get_string_member (passage, "text")));
          json_array_add_object_element (passages, passage);
        }
      mq_statement_reset (select);
    }

  return g_steal_pointer (&passages);
}

static JsonArray *
search (MqDatabase *db, const char *blender, const MqKnowledgeQuery *query, GError **error)
{
  g_autoptr (MqKnowledgeQuestion) question = knowledge_question_new (query->text);
  g_autoptr (MqKnowledgeHits) hits = g_new0 (MqKnowledgeHits, 1);
  g_autoptr (GPtrArray) list = NULL;
  guint mask = query->kinds == NULL ? (1u << MQ_KNOWLEDGE_N_KINDS) - 1 : 0;

  hits->db = db;
  hits->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  hits->parts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (gsize i = 0; query->kinds != NULL && query->kinds[i] != NULL; i++)
    {
      int kind = mq_knowledge_kind_from_name (query->kinds[i]);

      if (kind >= 0)
        mask |= 1u << kind;
    }

  if (query->purpose == MQ_KNOWLEDGE_FOR_MAKING)
    {
      if (!mq_knowledge_find_making (hits, query->text, error))
        return NULL;
      list = rank (hits, question, 1u << MQ_KNOWLEDGE_EXAMPLE);
      return answer (db, list, blender, query, question, error);
    }

  if (!knowledge_find_by_name (hits, question, error)
      || !mq_knowledge_find_by_words (hits, question, wants_parts_alone (mask), error))
    return NULL;

  list = rank (hits, question, mask);
  /* Exact names say more than uses, and the limits for scripts are shares of plain scores. */
  if (question->names->len == 0 && query->purpose != MQ_KNOWLEDGE_FOR_SCRIPT)
    {
      if (!mq_knowledge_compare_uses (db, question, list, error))
        return NULL;
      g_ptr_array_sort (list, compare_hits);
    }

  return answer (db, list, blender, query, question, error);
}

/* Blocks for a few milliseconds. Returns: (transfer full) (nullable): the passages, the best
 * first */
JsonArray *
mq_knowledge_search_index (MqDatabase *db, const char *blender, const MqKnowledgeQuery *query,
                           GError **error)
{
  g_autoptr (JsonArray) found = NULL;

  /* One transaction, so that SQLite locks and checks the file once instead of for each of some
   * thirty statements. */
  if (!mq_database_exec (db, "BEGIN", error))
    return NULL;

  found = search (db, blender, query, error);
  if (!mq_database_exec (db, "COMMIT", found != NULL ? error : NULL))
    return NULL;

  return g_steal_pointer (&found);
}
