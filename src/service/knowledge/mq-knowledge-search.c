/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Search of an index, see mq-knowledge-search.h. */
#include "service/knowledge/mq-knowledge-search.h"

#include "common/json/mq-json.h"
#include "service/knowledge/mq-knowledge-entry.h"

#include <math.h>
#include <string.h>

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

static MqKnowledgeHits *
hits_new (void)
{
  MqKnowledgeHits *self = g_new0 (MqKnowledgeHits, 1);

  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->parts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

static void
hits_free (MqKnowledgeHits *self)
{
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->parts);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqKnowledgeHits, hits_free)

static MqKnowledgeHit *
hit_at (GHashTable *table, gint64 id)
{
  MqKnowledgeHit *hit = g_hash_table_lookup (table, &id);

  if (hit == NULL)
    {
      gint64 *key = g_memdup2 (&id, sizeof id);

      hit = g_new0 (MqKnowledgeHit, 1);
      g_hash_table_insert (table, key, hit);
    }

  return hit;
}

/* @entry: row id of an entry; @kind: its #MqKnowledgeKind. Returns: its hit, added when new */
MqKnowledgeHit *
mq_knowledge_hits_entry (MqKnowledgeHits *self, gint64 entry, int kind)
{
  MqKnowledgeHit *hit = hit_at (self->entries, entry);

  hit->entry = entry;
  hit->kind = kind;
  return hit;
}

/* @part: row id of a part; @entry: row id of its entry; @kind: the part's #MqKnowledgeKind.
 * Returns: its hit, added when new */
MqKnowledgeHit *
mq_knowledge_hits_part (MqKnowledgeHits *self, gint64 part, gint64 entry, int kind)
{
  MqKnowledgeHit *hit = hit_at (self->parts, part);

  hit->part = part;
  hit->entry = entry;
  hit->kind = kind;
  return hit;
}

static guint
mask_of_kinds (const char *const *kinds)
{
  guint mask = 0;

  if (kinds == NULL)
    return (1u << MQ_KNOWLEDGE_N_KINDS) - 1;

  for (; *kinds != NULL; kinds++)
    {
      int kind = mq_knowledge_kind_from_name (*kinds);

      if (kind >= 0)
        mask |= 1u << kind;
    }

  return mask;
}

static double
gain_of (const MqKnowledgeHit *hit, const MqKnowledgeQuestion *question)
{
  if (hit->kind == MQ_KNOWLEDGE_PITFALL)
    return question->is_error || question->about_change ? PITFALL_GAIN : 1;
  if (hit->kind == MQ_KNOWLEDGE_EXAMPLE)
    return question->is_error ? 0.6 : EXAMPLE_GAIN;

  return 1;
}

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

/* Whether the question names the part, or is mostly about it. */
static gboolean
stands_beside (const MqKnowledgeHit *part, const MqKnowledgeHit *whole)
{
  return part->named || (part->task > 0 && part->task >= LEAST_TASK_SHARE * whole->score);
}

static gboolean
wants_parts_alone (guint mask)
{
  return (mask & ~((1u << MQ_KNOWLEDGE_PROPERTY) | (1u << MQ_KNOWLEDGE_FUNCTION))) == 0;
}

/* Adds the parts to list beside their entries; all parts when only parts are requested. */
static void
add_parts (GPtrArray *list, MqKnowledgeHits *hits, guint mask)
{
  gboolean alone = wants_parts_alone (mask);
  g_autoptr (GPtrArray) parts = g_hash_table_get_values_as_ptr_array (hits->parts);
  g_autoptr (GHashTable) counts = g_hash_table_new (g_int64_hash, g_int64_equal);

  g_ptr_array_sort (parts, compare_hits);
  for (guint i = 0; i < parts->len; i++)
    {
      MqKnowledgeHit *part = g_ptr_array_index (parts, i);
      MqKnowledgeHit *whole = g_hash_table_lookup (hits->entries, &part->entry);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, &part->entry));

      if ((mask & (1u << part->kind)) == 0)
        continue;

      if (!alone)
        {
          if (whole == NULL || n >= MOST_PARTS_OF_ONE || !stands_beside (part, whole))
            continue;
          part->score = whole->score * (part->named_fully ? PART_BEFORE : PART_BEHIND);
        }

      g_hash_table_insert (counts, &part->entry, GUINT_TO_POINTER (n + 1));
      g_ptr_array_add (list, part);
    }
}

static GPtrArray *
rank (MqKnowledgeHits *hits, const MqKnowledgeQuestion *question, guint mask)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, hits->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      MqKnowledgeHit *hit = value;

      hit->score *= gain_of (hit, question);
      if ((mask & (1u << hit->kind)) != 0 && hit->score > 0)
        g_ptr_array_add (list, hit);
    }

  add_parts (list, hits, mask);
  g_ptr_array_sort (list, compare_hits);
  return list;
}

/* Whether a hit is worth a model's tokens: named, or about what the question says, and not much
 * behind the best one. The best one itself may be of no use to a script: what is far behind it is
 * then no answer either. @strong: (out) */
static gboolean
find_strong (MqDatabase *db, const MqKnowledgeQuestion *question, const MqKnowledgeHit *hit,
             double best, gboolean *strong, GError **error)
{
  double words = 0;

  *strong = hit->named && hit->score >= LEAST_SCORE_NAMED * best;
  if (*strong || hit->share < LEAST_PHRASE_SHARE || hit->score < LEAST_SCORE_ALL_WORDS * best)
    return TRUE;

  if (!mq_knowledge_count_words (db, question, hit, &words, error))
    return FALSE;

  *strong = words >= LEAST_WORD_SHARE && (words >= 1 || hit->score >= LEAST_SCORE * best);
  return TRUE;
}

/* At most @limit bytes, whole lines where possible. */
static char *
cut_text (const char *text, gsize limit)
{
  gsize length = strlen (text);
  const char *end;

  if (length <= limit)
    return g_strdup (text);

  end = g_utf8_find_prev_char (text, text + limit - 3);
  for (const char *p = end; p > text + limit / 2; p--)
    if (*p == '\n')
      {
        end = p;
        break;
      }

  return g_strdup_printf ("%.*s…", (int)(end - text), text);
}

static JsonObject *
passage_of (MqStatement *select, const MqKnowledgeHit *hit, const char *blender, gsize room)
{
  g_autoptr (JsonObject) passage = NULL;
  g_autofree char *text = cut_text (mq_statement_get_text (select, 3), room);

  passage = mq_json_new (
      "id:s kind:s title:s text:s score:d blender:s", mq_statement_get_text (select, 0),
      mq_knowledge_kind_get_name ((int)mq_statement_get_int64 (select, 1)),
      mq_statement_get_text (select, 2), text, round (hit->score * 1000) / 1000, blender);
  if (!mq_statement_is_null (select, 4))
    {
      g_autoptr (JsonNode) covers = mq_json_parse (mq_statement_get_text (select, 4), -1, NULL);

      if (covers != NULL)
        json_object_set_member (passage, "covers", g_steal_pointer (&covers));
    }

  return g_steal_pointer (&passage);
}

/* Beginnings of ids: what the stage does, what moves, what simulates, and operators, which the
 * prompts ask to avoid. */
static const char unfit[]
    = "bpy\\.ops\\.|bpy\\.app\\.|template:|bpy\\.types\\.(?:\\w*Light|Camera|World|BlendData(?:"
      "Lights|"
      "Cameras|Worlds|Armatures|Actions|Scenes)|Scene(?:EEVEE|Display)?\\b|Render|View(?:Layer|"
      "Settings)|ColorManaged|Cycles|Compositor|ShaderNode(?:Light|Background|TexSky|"
      "TexEnvironment|"
      "OutputWorld|OutputLight)|Armature|\\w*Bone|Pose|Action|Anim|FCurve|Keyframe|Driver|Nla|\\w*"
      "Constraint\\b|Particle|RigidBody|Fluid|Cloth|SoftBody|Collision|DynamicPaint|Ocean|Explode|"
      "ShapeKey|Key\\b|ImageTexture|MovieClip|Sequenc|Strip|GreasePencil)";

static gboolean
is_unfit (const char *id)
{
  static GRegex *regex;

  if (g_once_init_enter_pointer (&regex))
    g_once_init_leave_pointer (&regex,
                               g_regex_new (unfit, G_REGEX_OPTIMIZE | G_REGEX_ANCHORED, 0, NULL));

  return g_regex_match (regex, id, 0, NULL);
}

/* Whether a passage is of use to a model that writes an asset's script: not lights, cameras,
 * rendering, animation and rigs, and operators only where they are asked for by name. @covers:
 * (nullable): a JSON array of ids that it is about, the most telling first */
static gboolean
fits_asset (const char *id, const char *covers)
{
  g_autoptr (JsonNode) node = covers != NULL ? mq_json_parse (covers, -1, NULL) : NULL;
  JsonArray *ids = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  const char *first = mq_json_length (ids) > 0 ? mq_json_element_string (ids, 0) : NULL;

  return !is_unfit (first != NULL ? first : id);
}

/* The answer is a row: columns as passage_of() reads them. */
static gboolean
is_wanted (MqStatement *select, const MqKnowledgeHit *hit, const MqKnowledgeQuery *query)
{
  return query->purpose != MQ_KNOWLEDGE_FOR_SCRIPT || hit->named
         || fits_asset (mq_statement_get_text (select, 0), mq_statement_is_null (select, 4)
                                                               ? NULL
                                                               : mq_statement_get_text (select, 4));
}

static JsonArray *
answer (MqDatabase *db, GPtrArray *list, const char *blender, const MqKnowledgeQuery *query,
        const MqKnowledgeQuestion *question, GError **error)
{
  g_autoptr (MqStatement) entry = mq_database_prepare (
      db, "SELECT api, kind, title, text, covers FROM entry WHERE id = ?", error);
  g_autoptr (MqStatement) part = NULL;
  g_autoptr (JsonArray) passages = json_array_new ();
  gsize room = query->max_tokens > 0 ? (gsize)query->max_tokens * BYTES_PER_TOKEN : G_MAXINT;
  guint limit = MIN (query->limit, MAX_LIMIT);
  double best = list->len > 0 ? ((MqKnowledgeHit *)list->pdata[0])->score : 0;

  if (entry == NULL
      || !(part = mq_database_prepare (
               db, "SELECT api, kind, title, text, NULL FROM part WHERE id = ?", error)))
    return NULL;

  for (guint i = 0; i < list->len && json_array_get_length (passages) < limit; i++)
    {
      const MqKnowledgeHit *hit = g_ptr_array_index (list, i);
      MqStatement *select = hit->part != 0 ? part : entry;
      g_autoptr (JsonObject) passage = NULL;
      gboolean strong = TRUE;
      gboolean has_row;

      if (room < LEAST_PASSAGE)
        break;
      if (query->purpose == MQ_KNOWLEDGE_FOR_SCRIPT
          && !find_strong (db, question, hit, best, &strong, error))
        return NULL;
      if (!strong)
        continue;

      mq_statement_bind_int64 (select, 1, hit->part != 0 ? hit->part : hit->entry);
      if (!mq_statement_step (select, &has_row, error))
        return NULL;

      if (has_row && is_wanted (select, hit, query))
        {
          passage = passage_of (select, hit, blender, room);
          room -= MIN (room, strlen (json_object_get_string_member (passage, "text")));
          json_array_add_object_element (passages, g_steal_pointer (&passage));
        }
      mq_statement_reset (select);
    }

  return g_steal_pointer (&passages);
}

static JsonArray *
search (MqDatabase *db, const char *blender, const MqKnowledgeQuery *query, GError **error)
{
  g_autoptr (MqKnowledgeQuestion) question = mq_knowledge_question_new (query->text);
  guint mask = mask_of_kinds (query->kinds);
  g_autoptr (MqKnowledgeHits) hits = hits_new ();
  g_autoptr (GPtrArray) list = NULL;

  if (query->purpose == MQ_KNOWLEDGE_FOR_MAKING)
    {
      if (!mq_knowledge_find_making (db, query->text, hits, error))
        return NULL;
      list = rank (hits, question, 1u << MQ_KNOWLEDGE_EXAMPLE);
      return answer (db, list, blender, query, question, error);
    }

  if (!mq_knowledge_find_by_name (db, question, hits, error)
      || !mq_knowledge_find_by_words (db, question, hits, wants_parts_alone (mask), error))
    return NULL;

  list = rank (hits, question, mask);
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
