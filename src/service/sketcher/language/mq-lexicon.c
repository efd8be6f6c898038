/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqLexicon, see mq-lexicon.h: reads words.json, which has one list per type and the phrases of
 * each entry. */
#include "service/sketcher/language/mq-lexicon.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "service/sketcher/language/mq-words.h"

#include <math.h>
#include <string.h>

/* Maximum bytes of words.json. */
#define MAX_BYTES (1024 * 1024)

struct _MqLexicon
{
  JsonObject *json;    /* owns the texts of the words */
  GPtrArray *words;    /* of MqWord */
  GHashTable *phrases; /* phrase key → GPtrArray of MqWord, borrowed */
  GHashTable *choices; /* finish → GStrv of phrases */
  GHashTable *nouns;   /* set of "LIST:PHRASE KEY" */
  GStrv endings;       /* (nullable): of words that describe nouns */
};

static const char *const list_names[MQ_N_WORD_TYPES] = {
  "colors",  "shades", "palettes", "finishes", "effects", "numbers", "quantities",
  "units",   "axes",   "sizes",    "factors",  "degrees", "verbs",   "negations",
  "aspects", "wholes", "links",    "places",   "fillers",
};

void
mq_lexicon_free (MqLexicon *self)
{
  g_hash_table_unref (self->phrases);
  g_hash_table_unref (self->choices);
  g_hash_table_unref (self->nouns);
  g_strfreev (self->endings);
  g_ptr_array_unref (self->words);
  g_clear_pointer (&self->json, json_object_unref);
  g_free (self);
}

static const MqWord *
find_type (GPtrArray *words, MqWordType type)
{
  MQ_EACH (words, i, const MqWord, word)
    if (word->type == type)
      return word;

  return NULL;
}

static void
add_phrase (MqLexicon *self, const char *phrase, MqWord *word)
{
  char *key = mq_words_phrase_key (phrase);
  GPtrArray *words = g_hash_table_lookup (self->phrases, key);

  if (words != NULL)
    {
      /* The first meaning of each type takes precedence. */
      if (find_type (words, word->type) == NULL)
        g_ptr_array_add (words, word);
      g_free (key);
      return;
    }

  words = g_ptr_array_new ();
  g_ptr_array_add (words, word);
  g_hash_table_insert (self->phrases, key, words);
}

/* Reads a list of words. `"red": "#c1272d"` and `"four": 4` are members of an object, not of an
 * array. Returns FALSE if it is missing or wrong, for an array near entry *@at */
static gboolean
read_list (MqLexicon *self, MqWordType type, guint *at)
{
  JsonArray *list = mq_json_get_array (self->json, list_names[type]);
  JsonObject *members = mq_json_get_object (self->json, list_names[type]);
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  if (members != NULL)
    {
      json_object_iter_init_ordered (&iter, members);
      while (json_object_iter_next_ordered (&iter, &key, &node))
        {
          MqWord *word = g_new0 (MqWord, 1);

          g_ptr_array_add (self->words, word);
          word->type = type;
          word->label = word->name = key;
          if (!JSON_NODE_HOLDS_VALUE (node))
            return FALSE;
          if (json_node_get_value_type (node) == G_TYPE_STRING)
            word->color = json_node_get_string (node);
          else
            word->value = mq_json_get_double (members, key, 0);
          add_phrase (self, key, word);
        }
      return TRUE;
    }

  for (guint i = 0; i < mq_json_length (list); i++)
    {
      JsonObject *object;
      JsonArray *phrases;
      MqWord *word = g_new0 (MqWord, 1);

      *at = i + 1;
      node = json_array_get_element (list, i);
      object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      phrases = mq_json_get_array (object, "words");
      g_ptr_array_add (self->words, word);
      word->type = type;
      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        {
          word->label = word->name = json_node_get_string (node);
          add_phrase (self, word->label, word);
          continue;
        }

      word->label = mq_json_length (phrases) > 0 ? mq_json_element_string (phrases, 0) : NULL;
      if (word->label == NULL)
        return FALSE;
      word->name = word->label;
      mq_json_read (object, "name:s color:s finish:s value:d set:O colors:A", &word->name,
                    &word->color, &word->finish, &word->value, &word->set, &word->colors);
      MQ_JSON_EACH_STRING (phrases, j, phrase)
        {
          if (phrase == NULL)
            return FALSE;
          add_phrase (self, phrase, word);
        }
    }

  return list != NULL;
}

/**
 * mq_lexicon_load:
 * @path: words.json
 * @error: %MQ_ERROR_BAD_INPUT naming list and entry, or an error of reading the file
 *
 * Returns: (transfer full) (nullable): the lexicon
 */
MqLexicon *
mq_lexicon_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (MqLexicon) self = NULL;
  JsonObject *nouns;
  g_autoptr (GList) lists = NULL;
  JsonObject *choices;
  g_autoptr (GList) finishes = NULL;

  if (!(text = mq_files_load (path, MAX_BYTES, &length, error)))
    return NULL;

  self = g_new0 (MqLexicon, 1);
  self->words = g_ptr_array_new_with_free_func (g_free);
  self->phrases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify)g_ptr_array_unref);
  self->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify)g_strfreev);
  self->nouns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!(self->json = mq_json_parse_object (text, -1, error)))
    return NULL;

  for (guint type = 0; type < MQ_N_WORD_TYPES; type++)
    {
      guint at = 0;

      if (!read_list (self, type, &at))
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                             "words.json: “%s” is missing or wrong near entry %u", list_names[type],
                             at);
    }

  /* A words.json of somebody's own may lack these. */
  nouns = mq_json_get_object (self->json, "nouns");
  lists = nouns != NULL ? json_object_get_members (nouns) : NULL;
  self->endings = mq_json_to_strings (mq_json_get_array (nouns, "endings"));
  for (GList *list = lists; list != NULL; list = list->next)
    {
      g_auto (GStrv) phrases = mq_json_to_strings (mq_json_get_array (nouns, list->data));

      for (gsize i = 0; phrases != NULL && phrases[i] != NULL; i++)
        {
          g_autofree char *key = mq_words_phrase_key (phrases[i]);

          g_hash_table_add (self->nouns, g_strconcat (list->data, ":", key, NULL));
        }
    }

  /* The variants of finishes: words that the lexicon has. */
  choices = mq_json_get_object (self->json, "choices");
  finishes = choices != NULL ? json_object_get_members (choices) : NULL;
  for (GList *finish = finishes; finish != NULL; finish = finish->next)
    {
      GStrv phrases = mq_json_to_strings (mq_json_get_array (choices, finish->data));

      g_hash_table_replace (self->choices, g_strdup (finish->data), phrases);
      for (gsize i = 0; phrases != NULL && phrases[i] != NULL; i++)
        if (mq_lexicon_lookup (self, phrases[i]) == NULL)
          return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "words.json: “choices” has “%s” for “%s”",
                               phrases[i], (char *)finish->data);
    }

  return g_steal_pointer (&self);
}

GPtrArray *
mq_lexicon_lookup (MqLexicon *self, const char *phrase)
{
  g_autofree char *key = mq_words_phrase_key (phrase);

  return g_hash_table_lookup (self->phrases, key);
}

/**
 * mq_lexicon_find:
 * @phrase: a phrase
 * @type: a type of word
 *
 * Returns: (nullable): its meaning of this type
 */
const MqWord *
mq_lexicon_find (MqLexicon *self, const char *phrase, MqWordType type)
{
  GPtrArray *words = mq_lexicon_lookup (self, phrase);

  return words != NULL ? find_type (words, type) : NULL;
}

/**
 * mq_lexicon_is_in:
 * @list: a list of `nouns`: `others` name something else by usage ("chest of drawers"), `nouns` are
 *   known, or end, like words that describe ("stand"), `likenesses` mean the thing itself
 *   ("figurine"), and `groups` with "of" ("row"); `scenes` have things ("room"); `descriptions`
 *   follow a noun ("steampunk"), `labels` with a number ("number"); `negations` exclude what
 *   follows; `copies`, `mirrors`, `hollows` and `bases` are what a model that was taken in gets
 * @phrase: a word or phrase
 */
gboolean
mq_lexicon_is_in (MqLexicon *self, const char *list, const char *phrase)
{
  g_autofree char *phrase_key = mq_words_phrase_key (phrase);
  g_autofree char *key = g_strconcat (list, ":", phrase_key, NULL);

  return g_hash_table_contains (self->nouns, key);
}

/**
 * mq_lexicon_is_noun:
 * @word: one word of a text that names no kind
 *
 * Returns: whether it is likely to name a thing: it is listed as a noun, or is not known, is not
 *   listed otherwise, and does not end like a word that describes ("foldable")
 */
gboolean
mq_lexicon_is_noun (MqLexicon *self, const char *word)
{
  g_autofree char *key = mq_words_phrase_key (word);

  if (mq_lexicon_is_in (self, "nouns", key))
    return TRUE;
  if (self->endings == NULL || strlen (key) < 3 || strpbrk (key, "0123456789./\\") != NULL
      || g_hash_table_contains (self->phrases, key) || mq_lexicon_is_in (self, "likenesses", key)
      || mq_lexicon_is_in (self, "descriptions", key) || mq_lexicon_is_in (self, "labels", key))
    return FALSE;

  for (gsize i = 0; self->endings[i] != NULL; i++)
    if (g_str_has_suffix (key, self->endings[i]))
      {
        g_autofree char *stem = g_strndup (key, strlen (key) - strlen (self->endings[i]));

        /* A "shed" is a noun, as it has no verb before its end. */
        if (strpbrk (stem, "aeiouy") != NULL)
          return FALSE;
      }

  return TRUE;
}

/**
 * mq_lexicon_get_choices:
 * @finish: a finish of the library
 *
 * Returns: (nullable) (array zero-terminated=1): colours and finishes that a variant may have
 *   instead
 */
const char *const *
mq_lexicon_get_choices (MqLexicon *self, const char *finish)
{
  return g_hash_table_lookup (self->choices, finish);
}

/* Whether a text is a colour as `#9a6a3f`. */
gboolean
mq_lexicon_is_color (const char *text)
{
  if (text == NULL || *text != '#' || strlen (text) != 7)
    return FALSE;

  for (gsize i = 1; i < 7; i++)
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;

  return TRUE;
}

static double
channel (const char *color, gsize index)
{
  return (g_ascii_xdigit_value (color[1 + 2 * index]) * 16
          + g_ascii_xdigit_value (color[2 + 2 * index]))
         / 255.0;
}

/**
 * mq_lexicon_shade_color:
 * @shade: a %MQ_WORD_SHADE; mixes in its own colour by its value; without a colour, its
 *   value makes the colour more (or, below 0, less) vivid
 * @color: `#rrggbb`
 *
 * Returns: (transfer full): the shaded colour, `#rrggbb`
 */
char *
mq_lexicon_shade_color (const MqWord *shade, const char *color)
{
  double mixed[3];
  double gray = 0;

  for (gsize i = 0; i < 3; i++)
    gray += channel (color, i) / 3;

  for (gsize i = 0; i < 3; i++)
    {
      double c = channel (color, i);

      mixed[i] = shade->color != NULL ? c + (channel (shade->color, i) - c) * shade->value
                                      : gray + (c - gray) * (1 + shade->value);
      mixed[i] = CLAMP (mixed[i], 0, 1);
    }

  return g_strdup_printf ("#%02x%02x%02x", (guint)rint (mixed[0] * 255),
                          (guint)rint (mixed[1] * 255), (guint)rint (mixed[2] * 255));
}
