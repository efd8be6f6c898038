/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes the script of a model that was taken in, see mq-model-changes.h. Each piece of the text
 * between “and” and commas names parts, and a color, a size, or that they go. */
#include "service/sketcher/changes/mq-model-changes.h"

#include "common/base/mq-each.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script-parameter.h"
#include "common/script/mq-script-values.h"
#include "service/sketcher/language/mq-words.h"

#include <glib/gi18n.h>
#include <string.h>

#define COLOR "_COLOR"
#define SCALE "_SCALE"
/* Words that a name of a part, or a color, may have. */
#define MAX_WORDS 4

/* The request of a piece of the text. */
typedef struct
{
  char *color;    /* (nullable): #rrggbb */
  char *said;     /* (nullable): the color, as it was said */
  double factor;  /* on the size; 1: none */
  gboolean goes;  /* the parts are removed */
  gboolean whole; /* “everything” */
  gboolean again; /* “it”: what was named before, or everything */
} Wish;

static void
wish_clear (Wish *self)
{
  g_free (self->color);
  g_free (self->said);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wish, wish_clear)

void
mq_model_change_free (MqModelChange *self)
{
  g_free (self->script);
  g_free (self->summary);
  g_clear_pointer (&self->touches, json_array_unref);
  g_ptr_array_unref (self->not_done);
  g_free (self);
}

/* Returns: (transfer full): the words from @first on, @n of them, in lower case */
static char *
join (GStrv words, guint first, guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", words[first + i]);
  return g_string_free_and_steal (g_steal_pointer (&text));
}

/* Reads what is asked for. Words of a name of a part may be colors, too: “red cap”. @taken: for
 * each word, whether it is one of a name. */
static void
read_wish (MqLexicon *lexicon, GStrv words, const gboolean *taken, Wish *wish)
{
  guint n_words = g_strv_length (words);

  for (guint i = 0; i < n_words; i++)
    for (guint n = MIN (MAX_WORDS, n_words - i); n > 0; n--)
      {
        g_autofree char *phrase = join (words, i, n);
        const MqWord *color = mq_lexicon_find (lexicon, phrase, MQ_WORD_COLOR);
        const MqWord *size = mq_lexicon_find (lexicon, phrase, MQ_WORD_SIZE);
        const MqWord *factor = mq_lexicon_find (lexicon, phrase, MQ_WORD_FACTOR);
        const MqWord *verb = mq_lexicon_find (lexicon, phrase, MQ_WORD_VERB);
        const MqWord *shade = i > 0 ? mq_lexicon_find (lexicon, words[i - 1], MQ_WORD_SHADE) : NULL;
        gboolean is_name = FALSE;

        for (guint j = 0; j < n; j++)
          is_name |= taken[i + j];
        if (is_name)
          continue;

        if (color != NULL && wish->color == NULL)
          {
            wish->color = shade != NULL ? mq_lexicon_shade_color (shade, color->color)
                                        : g_strdup (color->color);
            wish->said = shade != NULL ? g_strdup_printf ("%s %s", words[i - 1], phrase)
                                       : g_steal_pointer (&phrase);
          }
        else if (n == 1 && wish->color == NULL && mq_lexicon_is_color (phrase))
          {
            wish->color = g_strdup (phrase);
            wish->said = g_steal_pointer (&phrase);
          }
        else if (factor != NULL)
          wish->factor = factor->value;
        else if (size != NULL && g_strcmp0 (size->name, "size") == 0 && wish->factor == 1)
          wish->factor = size->value;
        else if (verb != NULL && g_strcmp0 (verb->name, "remove") == 0)
          wish->goes = TRUE;
        else if (g_str_equal (phrase, "it") || g_str_equal (phrase, "them"))
          wish->again = TRUE;
        else if (mq_lexicon_find (lexicon, phrase, MQ_WORD_WHOLE) != NULL)
          wish->whole = TRUE;
        else
          continue;
        break;
      }
}

/* Returns: (transfer full): the ids of the script's parts: those with a color and a size */
static GPtrArray *
list_parts (const char *script)
{
  g_autoptr (GPtrArray) parameters = mq_script_parameters_list (script);
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);

  MQ_EACH (parameters, i, const MqScriptParameter, parameter)
    {
      g_autofree char *prefix = g_strdup (parameter->name);
      g_autofree char *size = NULL;

      if (!g_str_has_suffix (prefix, COLOR))
        continue;
      prefix[strlen (prefix) - strlen (COLOR)] = '\0';
      size = g_strconcat (prefix, SCALE, NULL);
      if (mq_script_parameters_find (parameters, size) != NULL)
        g_ptr_array_add (parts, g_ascii_strdown (prefix, -1));
    }

  return parts;
}

/* Whether words are the name of the part: “left legs” of left_leg, “leg” of leg_a. */
static gboolean
is_called (const char *part, const char *words)
{
  g_autofree char *key = mq_words_phrase_key (words);
  g_autofree char *name = g_strdelimit (g_strdup (part), "_", ' ');
  g_autofree char *own = mq_words_phrase_key (name);
  gsize length = strlen (name);

  if (g_strcmp0 (key, own) == 0)
    return TRUE;
  if (length < 3 || name[length - 2] != ' ')
    return FALSE;

  name[length - 2] = '\0';
  g_free (own);
  own = mq_words_phrase_key (name);
  return g_strcmp0 (key, own) == 0;
}

/* Finds the parts that a piece of the text names, by its longest words first. @taken: (out): for
 * each word, whether it is one of a name. Returns: (transfer container) */
static GPtrArray *
find_named (GPtrArray *parts, GStrv words, gboolean *taken)
{
  GPtrArray *named = g_ptr_array_new ();
  guint n_words = g_strv_length (words);

  for (guint n = MIN (MAX_WORDS, n_words); n > 0; n--)
    for (guint i = 0; i + n <= n_words; i++)
      {
        g_autofree char *phrase = join (words, i, n);
        gboolean is_free = TRUE;

        for (guint j = 0; j < n; j++)
          is_free &= !taken[i + j];
        MQ_EACH (parts, k, char, part)
          if (is_free && is_called (part, phrase))
            {
              if (!g_ptr_array_find (named, part, NULL))
                g_ptr_array_add (named, part);
              for (guint j = 0; j < n; j++)
                taken[i + j] = TRUE;
            }
      }

  return named;
}

/* Sets a value of the script, or multiplies it with @factor. */
static gboolean
set_value (char **script, const char *name, const char *value, double factor)
{
  g_autoptr (GPtrArray) parameters = mq_script_parameters_list (*script);
  const MqScriptParameter *parameter = mq_script_parameters_find (parameters, name);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *word = NULL;
  char *words[] = { NULL, NULL };
  char *changed;
  double now;

  if (parameter == NULL || (value == NULL && !mq_script_read_number (parameter->value, &now, NULL)))
    return FALSE;
  if (value == NULL)
    value = g_ascii_formatd (number, sizeof number, "%.4g", now * factor);

  words[0] = word = g_strdup_printf ("%s=%s", name, value);
  if (!(changed = mq_script_dup_with_values (*script, words, NULL)))
    return FALSE;

  g_free (*script);
  *script = changed;
  return TRUE;
}

/* Takes the call of the part's function out of build(). Returns: whether it was there */
static gboolean
remove_part (char **script, const char *part)
{
  g_autofree char *call = g_strdup_printf ("\n    %s()\n", part);
  char *build = strstr (*script, "\ndef build():\n");
  char *at = build != NULL ? strstr (build, call) : NULL;
  char *rest = at != NULL ? at + strlen (call) : NULL;

  /* The last one stays: a model without parts is none. */
  if (at == NULL || (at == build + strlen ("\ndef build():") && *rest != ' '))
    return FALSE;

  memmove (at + 1, rest, strlen (rest) + 1);
  return TRUE;
}

/* @part: (nullable): %NULL: all of them. Returns: whether something was changed */
static gboolean
fulfil (char **script, GPtrArray *parts, const char *part, const Wish *wish, GString *summary)
{
  g_autofree char *upper = part != NULL ? g_ascii_strup (part, -1) : NULL;
  g_autofree char *color = part != NULL ? g_strconcat (upper, COLOR, NULL) : NULL;
  g_autofree char *size = part != NULL ? g_strconcat (upper, SCALE, NULL) : g_strdup ("SCALE");
  g_autofree char *name = part != NULL ? g_strdelimit (g_strdup (part), "_", ' ')
                                       : g_strdup (_ ("everything"));
  const char *gap = summary->len > 0 ? ", " : "";
  gboolean is_done = FALSE;

  if (wish->goes)
    {
      /* Translators: %s is a part, in English: “without antenna” */
      g_autofree char *without = g_strdup_printf (_ ("without %s"), name);

      is_done = part != NULL && remove_part (script, part);
      if (is_done)
        g_string_append_printf (summary, "%s%s", gap, without);
      return is_done;
    }

  if (wish->color != NULL && part != NULL)
    is_done |= set_value (script, color, wish->color, 1);
  else if (wish->color != NULL)
    MQ_EACH (parts, i, char, each)
      {
        g_autofree char *one = g_ascii_strup (each, -1);
        g_autofree char *of = g_strconcat (one, COLOR, NULL);

        is_done |= set_value (script, of, wish->color, 1);
      }
  if (is_done)
    g_string_append_printf (summary, "%s%s %s", gap, name, wish->said);

  if (wish->factor != 1 && set_value (script, size, NULL, wish->factor))
    {
      g_string_append_printf (summary, "%s%s × %g", summary->len > 0 ? ", " : "", name,
                              wish->factor);
      is_done = TRUE;
    }
  return is_done;
}

/**
 * mq_model_changes_apply:
 * @lexicon: the words
 * @script: see mq_script_is_taken_in()
 * @text: what is to be changed, in English
 *
 * Returns: (transfer full): the change; its script is %NULL if nothing was understood
 */
MqModelChange *
mq_model_changes_apply (MqLexicon *lexicon, const char *script, const char *text)
{
  MqModelChange *self = g_new0 (MqModelChange, 1);
  g_autoptr (GPtrArray) parts = list_parts (script);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GString) summary = g_string_new (NULL);
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_autoptr (GRegex) gaps = g_regex_new ("[,;.!]+\\s*|\\s+and\\s+|\\s+then\\s+", 0, 0, NULL);
  g_auto (GStrv) pieces = g_regex_split (gaps, lower, 0);
  g_autoptr (GPtrArray) touched = g_ptr_array_new ();
  gboolean is_done = FALSE, is_whole = FALSE;

  self->script = g_strdup (script);
  self->not_done = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; pieces[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit_set (g_strstrip (pieces[i]), " \t\n-", -1);
      g_autofree gboolean *taken = g_new0 (gboolean, g_strv_length (words) + 1);
      g_autoptr (GPtrArray) named = find_named (parts, words, taken);
      g_auto (Wish) wish = { .factor = 1 };
      gboolean is_piece_done = FALSE;

      if (*pieces[i] == '\0')
        continue;

      read_wish (lexicon, words, taken, &wish);
      /* “make the body red and bigger” */
      if (named->len == 0 && !wish.whole && before != NULL)
        {
          g_ptr_array_unref (named);
          named = g_ptr_array_ref (before);
        }
      MQ_EACH (named, j, char, part)
        {
          gboolean is_part_done = fulfil (&self->script, parts, part, &wish, summary);

          if (is_part_done && !g_ptr_array_find (touched, part, NULL))
            g_ptr_array_add (touched, part);
          is_piece_done |= is_part_done;
        }
      if (named->len == 0 && (wish.whole || wish.again))
        is_whole |= is_piece_done = fulfil (&self->script, parts, NULL, &wish, summary);

      is_done |= is_piece_done;
      if (!is_piece_done)
        g_ptr_array_add (self->not_done, g_strdup (pieces[i]));
      if (named->len > 0)
        {
          g_clear_pointer (&before, g_ptr_array_unref);
          before = g_ptr_array_ref (named);
        }
    }

  if (!is_done)
    g_clear_pointer (&self->script, g_free);
  self->touches = mq_json_from_strings ((const char *const *)touched->pdata,
                                        is_whole ? 0 : (int)touched->len);
  self->summary = mq_words_begin_sentence (summary->str);
  return self;
}
