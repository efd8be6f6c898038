/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Phrases of a text, see mq-vocabulary.h. MqRequestParser combines them. */
#include "service/sketcher/kinds/mq-vocabulary.h"

#include "common/base/mq-each.h"
#include "common/base/mq-written-number.h"
#include "service/sketcher/language/mq-words.h"

#include <math.h>
#include <string.h>

/* Pieces of the patterns of spell_bolts(). */
#define SIZE "\\b(M\\d+(?:[.,]\\d+)?)\\s*[x×]\\s*"
#define PITCH "([0-3](?:[.,]\\d+)?)(?:\\s*mm)?"
#define LENGTH "((?:[4-9]|[1-9]\\d+)(?:[.,]\\d+)?)(?:\\s*mm)?(?![\\w×]|\\s*[x×]\\s*\\d)"
#define HOLE "(?= (?:(?!tapped|threaded)\\w+ ){0,2}holes?\\b)"

/* All known phrases about one kind. */
typedef struct
{
  MqLexicon *lexicon;
  GHashTable *phrases; /* phrase key → GPtrArray of MqMeaning */
} Vocabulary;

static void
item_free (gpointer data)
{
  MqItem *item = data;

  g_free (item->text);
  g_clear_pointer (&item->meanings, g_ptr_array_unref);
  g_free (item);
}

static void
add_phrases (Vocabulary *self, const char *const *keys, const MqMeaning *meaning)
{
  for (gsize i = 0; keys[i] != NULL; i++)
    {
      GPtrArray *meanings = g_hash_table_lookup (self->phrases, keys[i]);

      if (meanings == NULL)
        {
          meanings = g_ptr_array_new_with_free_func (g_free);
          g_hash_table_insert (self->phrases, g_strdup (keys[i]), meanings);
        }
      g_ptr_array_add (meanings, g_memdup2 (meaning, sizeof *meaning));
    }
}

/* Every part and slot is also found by its id and name. */
static void
add_name (Vocabulary *self, const char *name, const MqMeaning *meaning)
{
  g_autofree char *key = mq_words_phrase_key (name);
  const char *const keys[] = { key, NULL };
  GPtrArray *meanings = g_hash_table_lookup (self->phrases, key);

  for (guint i = 0; meanings != NULL && i < meanings->len; i++)
    if (memcmp (g_ptr_array_index (meanings, i), meaning, sizeof *meaning) == 0)
      return;

  add_phrases (self, keys, meaning);
}

static void
add_kind (Vocabulary *self, MqKind *kind)
{
  add_phrases (self, kind->words, &(MqMeaning){ .type = MQ_MEANING_KIND });
  add_name (self, kind->title, &(MqMeaning){ .type = MQ_MEANING_KIND });
  add_name (self, kind->id, &(MqMeaning){ .type = MQ_MEANING_KIND });
  add_phrases (self, kind->traits, &(MqMeaning){ .type = MQ_MEANING_TRAIT });

  MQ_EACH (kind->parts, i, const MqKindPart, part)
    {
      MqMeaning meaning = { .type = MQ_MEANING_PART, .part = part };

      add_phrases (self, part->words, &meaning);
      add_name (self, part->id, &meaning);
      add_name (self, part->name, &meaning);
      add_phrases (self, part->traits, &(MqMeaning){ .type = MQ_MEANING_TRAIT, .part = part });
      MQ_EACH (part->options, j, const MqKindLook, look)
        {
          add_phrases (self, look->words,
                       &(MqMeaning){ .type = MQ_MEANING_OPTION, .part = part, .look = look });
        }
    }
  MQ_EACH (kind->materials, i, const MqKindMaterial, slot)
    {
      MqMeaning meaning = { .type = MQ_MEANING_SLOT, .slot = slot };

      add_phrases (self, slot->words, &meaning);
      add_name (self, slot->label, &meaning);
    }
  MQ_EACH (kind->params, i, const MqKindParam, param)
    {
      add_phrases (self, param->words, &(MqMeaning){ .type = MQ_MEANING_PARAM, .param = param });
    }
  MQ_EACH (kind->variants, i, const MqKindLook, look)
    {
      add_phrases (self, look->words, &(MqMeaning){ .type = MQ_MEANING_VARIANT, .look = look });
      /* A variant's name implies the kind: "a stool" of the kind "chair". */
      if (look->title != NULL)
        {
          add_name (self, look->title, &(MqMeaning){ .type = MQ_MEANING_VARIANT, .look = look });
          add_name (self, look->title, &(MqMeaning){ .type = MQ_MEANING_KIND });
        }
    }
}

const MqMeaning *
mq_item_find (const MqItem *item, MqMeaningType type)
{
  for (guint i = 0; item->meanings != NULL && i < item->meanings->len; i++)
    {
      const MqMeaning *meaning = g_ptr_array_index (item->meanings, i);

      if (meaning->type == type)
        return meaning;
    }

  return NULL;
}

const MqWord *
mq_item_word (const MqItem *item, MqWordType type)
{
  for (guint i = 0; item->meanings != NULL && i < item->meanings->len; i++)
    {
      const MqMeaning *meaning = g_ptr_array_index (item->meanings, i);

      if (meaning->type == MQ_MEANING_WORD && meaning->word->type == type)
        return meaning->word;
    }

  return NULL;
}

static MqItem *
add_token (GPtrArray *tokens, MqItemType type, const char *start, gsize length)
{
  MqItem *token = g_new0 (MqItem, 1);

  token->type = type;
  token->text = g_strndup (start, length);
  token->unit = "";
  g_ptr_array_add (tokens, token);
  return token;
}

/* Takes a number with its unit: “40cm” as “40 cm”, “Ø35 mm” as “diameter 35 mm”. */
static void
take_number (GPtrArray *tokens, const char *text, const MqWrittenNumber *number)
{
  const char *at = text + number->start;
  const char *end = text + number->end;
  gboolean is_diameter = number->kind == MQ_WRITTEN_DIAMETER && *number->unit != '\0';
  gsize length;
  MqItem *token;

  if (is_diameter)
    {
      add_token (tokens, MQ_ITEM_PHRASE, "diameter", 8);
      for (at = g_utf8_next_char (at); !g_ascii_isdigit (*at);)
        at = g_utf8_next_char (at);
    }
  for (length = (gsize)(end - at); length > 0 && g_ascii_isalpha (at[length - 1]);)
    length--;
  token = add_token (tokens, MQ_ITEM_NUMBER, at, (gsize)(end - at));
  if (length > 0 && g_ascii_isdigit (at[length - 1]) && at[length] != '\0' && at + length < end)
    {
      g_free (token->text);
      token->text = g_strdup_printf ("%.*s %.*s", (int)length, at, (int)(end - at - length),
                                     at + length);
    }
  token->unit = number->unit;
  token->number = number->value;
  token->metres = number->metres;
  if (number->is_doubtful || !(number->value >= 0)
      || (number->kind != MQ_WRITTEN_PLAIN && !is_diameter
          && (number->kind != MQ_WRITTEN_RANGE || *number->unit == '\0'))
      || (*number->unit == '\0' && (strchr (token->text, '/') || !g_str_is_ascii (token->text))))
    token->number = token->metres = NAN;
}

/* Bytes of a path or a file's name at the beginning of a word, 0 for none: "/tmp/old.glb",
 * "chair.stl". */
static gsize
measure_path (const char *text, const char *at)
{
  static GRegex *path = NULL;
  static gsize once = 0;
  g_autoptr (GMatchInfo) match = NULL;
  int end = 0;

  if (g_once_init_enter (&once))
    {
      path = g_regex_new ("((~|\\.{1,2})?/[^\\s\"'/]+[/.]|file:|https?://|[a-z]:[\\\\/])"
                          "[^\\s\"']*[^\\s\"',.;:!?)]"
                          "|[^\\s\"'/]+\\.(glb|gltf|obj|mtl|stl|fbx|ply|blend|step|stp|usd[acz]?|"
                          "dae|3mf|svg|dxf|png|jpe?g|webp|gif|tiff?|exr|hdr|py|jsonl?|txt|md|csv|"
                          "pdf|zip|gcode)\\b",
                          G_REGEX_CASELESS | G_REGEX_ANCHORED, 0, NULL);
      g_once_init_leave (&once, 1);
    }

  if ((at == text || strchr (" \t\n(\"'", at[-1]) != NULL)
      && g_regex_match_full (path, at, -1, 0, 0, &match, NULL))
    g_match_info_fetch_pos (match, 0, NULL, &end);
  return (gsize)end;
}

/** mq_item_is_file: Returns: whether the phrase is a path or a file's name */
gboolean
mq_item_is_file (const MqItem *item)
{
  return item->type == MQ_ITEM_PHRASE && strpbrk (item->text, "/\\.") != NULL;
}

/* The sizes of bolts in words: "M6x20" is 20 mm long (ISO 4014), "M8x1" has a pitch of 1 mm
 * (ISO 261), and a hole for M4 is 4.5 mm wide (ISO 273, medium). Returns: (transfer full) */
static char *
spell_bolts (const char *text)
{
  static const char *const spellings[][2] = {
    { SIZE LENGTH, "\\1 \\2 mm long" },
    { SIZE PITCH "\\s*[x×]\\s*" LENGTH, "\\2 mm pitch \\1 \\3 mm long" },
    { SIZE PITCH "(?![\\w×.,])", "\\2 mm pitch \\1" },
    { "\\b(holes?) for (?:an? )?(M\\d+(?:\\.5)?)(?: (?:screw|bolt)s?)?\\b", "\\2 \\1" },
    { "\\bM2" HOLE, "2.4 mm" },
    { "\\bM2\\.5" HOLE, "2.9 mm" },
    { "\\bM3" HOLE, "3.4 mm" },
    { "\\bM4" HOLE, "4.5 mm" },
    { "\\bM5" HOLE, "5.5 mm" },
    { "\\bM6" HOLE, "6.6 mm" },
    { "\\bM8" HOLE, "9 mm" },
    { "\\bM10" HOLE, "11 mm" },
    { "\\bM12" HOLE, "13.5 mm" },
  };
  static GRegex *patterns[G_N_ELEMENTS (spellings)];
  static gsize once = 0;
  g_autofree char *spelled = g_strdup (text);

  if (g_once_init_enter (&once))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
        patterns[i] = g_regex_new (spellings[i][0], G_REGEX_CASELESS, 0, NULL);
      g_once_init_leave (&once, 1);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      g_autofree char *before = g_steal_pointer (&spelled);

      spelled = g_regex_replace (patterns[i], before, -1, 0, spellings[i][1], 0, NULL);
    }

  return g_steal_pointer (&spelled);
}

/**
 * mq_vocabulary_tokens:
 * @text: UTF-8
 *
 * Returns: (transfer full) (element-type MqItem): words, numbers, commas and stops, without
 *   meanings; at most %MQ_VOCABULARY_MAX_ITEMS
 */
GPtrArray *
mq_vocabulary_tokens (const char *text)
{
  GPtrArray *tokens = g_ptr_array_new_with_free_func (item_free);
  g_autofree char *read = g_utf8_make_valid (text, -1);
  g_autofree char *valid = spell_bolts (read);
  const char *at = valid;
  MqWrittenNumber number;
  gboolean is_left = mq_written_number_find (valid, 0, NULL, &number);

  while (*at != '\0' && tokens->len < MQ_VOCABULARY_MAX_ITEMS)
    {
      gunichar c = g_utf8_get_char (at);
      const MqItem *last = tokens->len > 0 ? g_ptr_array_index (tokens, tokens->len - 1) : NULL;
      gsize digits = strspn (at, "0123456789");
      gsize word = measure_path (valid, at);

      /* "3d" and the time "10:10" are words. */
      if (word == 0 && digits > 0 && (at[digits] == 'd' || at[digits] == 'D')
          && !g_ascii_isalpha (at[digits + 1]))
        word = digits + 1;
      else if (word == 0 && digits > 0 && digits <= 2 && at[digits] == ':'
               && strspn (at + digits + 1, "0123456789") == 2)
        word = digits + 3;

      while (is_left && number.start < (gsize)(at - valid))
        is_left = mq_written_number_find (valid, (gsize)(at - valid), NULL, &number);
      if (word > 0)
        {
          add_token (tokens, MQ_ITEM_PHRASE, at, word);
          at += word;
        }
      else if (is_left && number.start == (gsize)(at - valid) && number.kind != MQ_WRITTEN_RADIUS
               && number.kind != MQ_WRITTEN_THREAD)
        {
          take_number (tokens, valid, &number);
          at = valid + number.end;
        }
      else if (c == '%' || c == '&' || c == 0xb0)
        {
          add_token (tokens, MQ_ITEM_PHRASE, at, g_utf8_next_char (at) - at);
          at = g_utf8_next_char (at);
        }
      else if (c == 0xd7
               || ((c == 'x' || c == 'X') && last != NULL && last->type == MQ_ITEM_NUMBER
                   && g_ascii_isdigit (at[1])))
        {
          /* The "x" of "60x40 cm" */
          add_token (tokens, MQ_ITEM_PHRASE, "x", 1);
          at = g_utf8_next_char (at);
        }
      else if (g_unichar_isalpha (c) || g_ascii_isdigit (*at))
        {
          const char *end = at;

          while (*end != '\0'
                 && (g_unichar_isalnum (g_utf8_get_char (end))
                     || (*end == '\'' && g_ascii_isalpha (end[1])
                         && !(end[1] == 's' && !g_ascii_isalpha (end[2])))))
            end = g_utf8_next_char (end);
          add_token (tokens, MQ_ITEM_PHRASE, at, end - at);
          /* The 's of "the chair's legs" is ignored. */
          at = end[0] == '\'' && end[1] == 's' ? end + 2 : end;
        }
      else
        {
          if (c == ',' || c == ':' || c == '(' || c == ')' || c == '/' || c == 0x2014)
            add_token (tokens, MQ_ITEM_COMMA, ",", 1);
          else if (c == '.' || c == ';' || c == '!' || c == '?' || c == '\n')
            add_token (tokens, MQ_ITEM_STOP, ".", 1);
          at = g_utf8_next_char (at);
        }
    }

  return tokens;
}

static void
add_meanings (Vocabulary *self, MqItem *item, const char *key, gboolean own_only)
{
  GPtrArray *own = g_hash_table_lookup (self->phrases, key);
  GPtrArray *words = own_only ? NULL : mq_lexicon_lookup (self->lexicon, key);

  for (guint i = 0; own != NULL && i < own->len; i++)
    g_ptr_array_add (item->meanings, g_memdup2 (g_ptr_array_index (own, i), sizeof (MqMeaning)));
  for (guint i = 0; words != NULL && i < words->len; i++)
    {
      MqMeaning meaning = { .type = MQ_MEANING_WORD, .word = g_ptr_array_index (words, i) };

      g_ptr_array_add (item->meanings, g_memdup2 (&meaning, sizeof meaning));
    }
}

static char *
join_tokens (GPtrArray *tokens, guint from, guint count)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < count; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            ((MqItem *)g_ptr_array_index (tokens, from + i))->text);

  return g_string_free_and_steal (text);
}

/* "large expressive eyes" may be a trait as a whole; its last word may also be a part. */
static void
add_head_meanings (Vocabulary *self, MqItem *item, GPtrArray *tokens, guint from, guint count)
{
  if (mq_item_find (item, MQ_MEANING_PART) != NULL || mq_item_find (item, MQ_MEANING_SLOT) != NULL
      || mq_item_find (item, MQ_MEANING_KIND) != NULL
      || mq_item_find (item, MQ_MEANING_TRAIT) == NULL)
    return;

  for (guint start = 1; start < count; start++)
    {
      g_autofree char *text = join_tokens (tokens, from + start, count - start);
      g_autofree char *key = mq_words_phrase_key (text);
      GPtrArray *own = g_hash_table_lookup (self->phrases, key);
      gboolean found = FALSE;

      for (guint i = 0; own != NULL && i < own->len; i++)
        {
          const MqMeaning *meaning = g_ptr_array_index (own, i);

          if (meaning->type == MQ_MEANING_PART || meaning->type == MQ_MEANING_SLOT)
            {
              g_ptr_array_add (item->meanings, g_memdup2 (meaning, sizeof *meaning));
              found = TRUE;
            }
        }
      if (found)
        return;
    }
}

/**
 * mq_vocabulary_cut:
 * @lexicon: the words of all kinds
 * @kind: the kind that the text is about
 * @text: the user's text
 *
 * Returns: (transfer full) (element-type MqItem): the text as phrases, the longest known
 *   ones first, each with all its meanings
 */
GPtrArray *
mq_vocabulary_cut (MqLexicon *lexicon, MqKind *kind, const char *text)
{
  g_autoptr (GHashTable) phrases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                          (GDestroyNotify)g_ptr_array_unref);
  Vocabulary self = { lexicon, phrases };
  g_autoptr (GPtrArray) tokens = mq_vocabulary_tokens (text);
  GPtrArray *items = g_ptr_array_new_with_free_func (item_free);
  guint at = 0;

  add_kind (&self, kind);
  while (at < tokens->len)
    {
      const MqItem *token = g_ptr_array_index (tokens, at);
      MqItem *item = g_new0 (MqItem, 1);
      guint count = 0;

      item->type = token->type;
      item->number = token->number;
      item->unit = token->unit;
      item->metres = token->metres;
      item->meanings = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (items, item);
      if (token->type != MQ_ITEM_PHRASE)
        {
          item->text = g_strdup (token->text);
          /* The 608 of "a 608 bearing" is a name, and no number. */
          if (token->type == MQ_ITEM_NUMBER && *token->unit == '\0')
            add_meanings (&self, item, token->text, TRUE);
          if (item->meanings->len > 0)
            item->type = MQ_ITEM_PHRASE;
          at++;
          continue;
        }

      /* “Raspberry Pi 4” has a number in its name. */
      for (const MqItem *next; count < MQ_WORDS_MAX_PHRASE && at + count < tokens->len; count++)
        {
          next = g_ptr_array_index (tokens, at + count);
          if (next->type != MQ_ITEM_PHRASE
              && !(next->type == MQ_ITEM_NUMBER && *next->unit == '\0'))
            break;
        }
      for (; count > 0 && item->meanings->len == 0; count--)
        {
          g_autofree char *phrase = join_tokens (tokens, at, count);
          g_autofree char *key = mq_words_phrase_key (phrase);

          add_meanings (&self, item, key, FALSE);
          if (count == 1 && item->meanings->len == 0)
            {
              gsize length = strlen (key);

              /* "legged", "wheeled", "cushioned" refer to legs, wheels, a cushion. */
              if (length >= 5 && g_str_has_suffix (key, "ed"))
                for (gsize cut = 1; cut <= 3 && item->meanings->len == 0; cut++)
                  {
                    g_autofree char *stem = g_strndup (key, length - cut);

                    add_meanings (&self, item, stem, TRUE);
                  }
            }

          if (item->meanings->len > 0)
            break;
        }

      count = MAX (count, 1);
      item->text = join_tokens (tokens, at, count);
      add_head_meanings (&self, item, tokens, at, count);
      at += count;
    }

  return items;
}
