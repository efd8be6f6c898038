/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes the script of a model that was taken in, see mq-model-changes.h. Each piece of the text
 * between “and” and commas names parts, and a color, a size, or what becomes of them. */
#include "service/sketcher/changes/mq-model-changes.h"

#include "common/base/mq-each.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script-parameter.h"
#include "service/sketcher/changes/mq-model-edits.h"
#include "service/sketcher/language/mq-words.h"
#include "service/sketcher/requests/mq-request-lettering.h"

#include <glib/gi18n.h>
#include <string.h>

#define COLOR "_COLOR"
#define SCALE "_SCALE"
/* Words that a name of a part, or a color, may have. */
#define MAX_WORDS 4

/* Shares of the largest side of the whole. */
#define BASE_HEIGHT 0.05
#define BASE_MARGIN 0.05
#define WALL 0.02
#define LETTERS 0.1

/* A change of parts that is none of their values. */
typedef enum
{
  DEED_NONE,
  DEED_REMOVE,
  DEED_COPY,
  DEED_MIRROR,
  DEED_HOLLOW,
  DEED_BASE, /* the whole stands on one */
} Deed;

/* The request of a piece of the text. */
typedef struct
{
  char *color;   /* (nullable): #rrggbb */
  char *said;    /* (nullable): the color, as it was said */
  char *finish;  /* (nullable): “wooden”: meshes have none */
  double factor; /* on the size; 1: none */
  double length; /* m; 0: none */
  int way[3];    /* -1 or 1: left, right; front, back; down, up */
  Deed deed;
  gboolean round; /* the base */
  gboolean whole; /* “everything” */
  gboolean again; /* “it”: what was named before, or everything */
} Wish;

/* The script as it changes. */
typedef struct
{
  char *script;
  JsonObject *report; /* (nullable): of the version */
  GPtrArray *parts;   /* (element-type utf8): ids */
  GPtrArray *made;    /* (element-type utf8): those of new ones */
  GString *summary;
} Draft;

static void
wish_clear (Wish *self)
{
  g_free (self->color);
  g_free (self->said);
  g_free (self->finish);
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

/* Whether a word, maybe with the next one, is a length: “2 mm”, “2mm”. */
static gboolean
read_length (MqLexicon *lexicon, const char *word, const char *next, double *length)
{
  char *unit;
  double number = g_ascii_strtod (word, &unit);
  const MqWord *own;

  if (unit == word || number <= 0 || !g_ascii_isdigit (*word))
    return FALSE;
  own = mq_lexicon_find (lexicon, *unit != '\0' ? unit : next != NULL ? next : "", MQ_WORD_UNIT);
  if (own == NULL || own->value <= 0 || own->value > 1)
    return FALSE;

  *length = number * own->value;
  return TRUE;
}

/* Whether a phrase says what becomes of the parts. “a mirrored copy” is mirrored. */
static gboolean
read_deed (MqLexicon *lexicon, const char *phrase, Deed *deed)
{
  static const struct
  {
    const char *list;
    Deed deed;
  } lists[] = {
    { "copies", DEED_COPY },
    { "mirrors", DEED_MIRROR },
    { "hollows", DEED_HOLLOW },
    { "bases", DEED_BASE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (mq_lexicon_is_in (lexicon, lists[i].list, phrase))
      {
        if (*deed == DEED_NONE || *deed == DEED_COPY)
          *deed = lists[i].deed;
        return TRUE;
      }

  return FALSE;
}

static gboolean
read_way (const char *phrase, int *way)
{
  static const struct
  {
    const char *word;
    guint axis;
    int sign;
  } ways[] = {
    { "left", 0, -1 }, { "right", 0, 1 },  { "front", 1, -1 }, { "forward", 1, -1 },
    { "back", 1, 1 },  { "behind", 1, 1 }, { "down", 2, -1 },  { "below", 2, -1 },
    { "up", 2, 1 },    { "above", 2, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_str_equal (phrase, ways[i].word))
      {
        way[ways[i].axis] = ways[i].sign;
        return TRUE;
      }

  return FALSE;
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
          wish->deed = DEED_REMOVE;
        else if ((n == 1 && read_length (lexicon, words[i], words[i + 1], &wish->length))
                 || read_deed (lexicon, phrase, &wish->deed) || read_way (phrase, wish->way))
          ;
        else if (verb == NULL && wish->finish == NULL
                 && mq_lexicon_find (lexicon, phrase, MQ_WORD_FINISH) != NULL)
          wish->finish = g_steal_pointer (&phrase);
        else if (g_str_equal (phrase, "round"))
          wish->round = TRUE;
        else if (g_str_equal (phrase, "it") || g_str_equal (phrase, "them"))
          wish->again = TRUE;
        else if (mq_lexicon_find (lexicon, phrase, MQ_WORD_WHOLE) != NULL)
          wish->whole = TRUE;
        else
          continue;
        break;
      }
}

/* Returns: (transfer full): the ids of the script's parts: those with a color that build() calls */
static GPtrArray *
list_parts (const char *script)
{
  g_autoptr (GPtrArray) parameters = mq_script_parameters_list (script);
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);

  MQ_EACH (parameters, i, const MqScriptParameter, parameter)
    {
      g_autofree char *part = g_ascii_strdown (parameter->name, -1);
      g_autofree char *call = NULL;

      if (!g_str_has_suffix (parameter->name, COLOR))
        continue;
      part[strlen (part) - strlen (COLOR)] = '\0';
      call = g_strdup_printf ("\n    %s()\n", part);
      if (strstr (script, call) != NULL)
        g_ptr_array_add (parts, g_steal_pointer (&part));
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

/* The box of the objects of a part, or of the whole, as it was measured; of a meter, if it was not.
 * @part: (nullable): %NULL: the whole */
static void
read_size (JsonObject *report, const char *part, double *size)
{
  JsonArray *objects = mq_json_get_array (report, "objects");
  double low[] = { G_MAXDOUBLE, G_MAXDOUBLE, G_MAXDOUBLE };
  double high[] = { -G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE };

  for (guint i = 0; objects != NULL && i < json_array_get_length (objects); i++)
    {
      JsonObject *object = json_array_get_object_element (objects, i);
      JsonObject *box = mq_json_get_object (object, "box");
      double least[3], most[3];

      if ((part != NULL && g_strcmp0 (mq_json_get_string (object, "part", NULL), part) != 0)
          || !mq_json_get_vector (box, "min", least) || !mq_json_get_vector (box, "max", most))
        continue;
      for (guint axis = 0; axis < 3; axis++)
        {
          low[axis] = MIN (low[axis], least[axis]);
          high[axis] = MAX (high[axis], most[axis]);
        }
    }
  for (guint axis = 0; axis < 3; axis++)
    size[axis] = high[axis] > low[axis] ? high[axis] - low[axis] : 1;
}

/* Appends a sentence about what was done. */
G_GNUC_PRINTF (2, 3)
static void
note (Draft *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_string_append (self->summary, self->summary->len > 0 ? ", " : "");
  g_string_append_vprintf (self->summary, format, args);
  va_end (args);
}

static char *
dup_number (double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (number, sizeof number, "%.4g", value));
}

/* Adds a copy of a part beside it, or mirrored on the other side. */
static gboolean
copy_part (Draft *self, const char *part, const char *name, const Wish *wish)
{
  double size[3], move[3] = { 0 };
  gboolean has_way = wish->way[0] != 0 || wish->way[1] != 0 || wish->way[2] != 0;
  gboolean is_mirrored = wish->deed == DEED_MIRROR;
  g_autofree char *copy = NULL;

  read_size (self->report, part, size);
  for (guint axis = 0; axis < 3 && !is_mirrored; axis++)
    move[axis] = (has_way ? wish->way[axis] : axis == 0)
                 * (wish->length > 0 ? wish->length : 1.2 * size[axis]);
  if (!(copy = mq_model_edits_copy (&self->script, part, move)))
    return FALSE;

  if (is_mirrored)
    {
      g_autofree char *upper = g_ascii_strup (copy, -1);
      g_autofree char *call = g_strdup_printf ("mirror_part(\"%s\", \"%s\", %s_X * SCALE)", copy,
                                               part, upper);

      mq_model_edits_call (&self->script, call);
      /* Translators: %s is a part, in English */
      note (self, _ ("%s mirrored"), name);
    }
  else
    /* Translators: %s is a part, in English */
    note (self, _ ("%s copied"), name);
  g_ptr_array_add (self->made, g_steal_pointer (&copy));
  return TRUE;
}

/* Leaves walls of a part. */
static gboolean
hollow_part (Draft *self, const char *part, const char *name, const Wish *wish)
{
  double size[3];
  g_autofree char *upper = g_ascii_strup (part, -1);
  g_autofree char *constant = g_strdup_printf ("%s_WALL", upper);
  g_autofree char *wall = NULL;
  g_autofree char *line = NULL;
  g_autofree char *call = NULL;
  g_autofree char *said = NULL;

  read_size (self->report, part, size);
  wall = dup_number (wish->length > 0 ? wish->length
                                      : WALL * MAX (MAX (size[0], size[1]), size[2]));
  said = g_strdup_printf ("%g", g_ascii_strtod (wall, NULL) * 1000);
  if (!mq_model_edits_set (&self->script, constant, wall, 1))
    {
      line = g_strdup_printf ("%s = %s  # m, 0.0001..1.0: %s, how thick its walls are", constant,
                              wall, name);
      call = g_strdup_printf ("hollow_part(\"%s\", %s)", part, constant);
      mq_model_edits_add (&self->script, line, NULL);
      mq_model_edits_call (&self->script, call);
    }
  /* Translators: %s is a part, in English, and a length in mm */
  note (self, _ ("%s hollow, walls of %s mm"), name, said);
  return TRUE;
}

/* Puts the whole on a base, which is a part like others. */
static gboolean
add_base (Draft *self, const Wish *wish)
{
  double size[3], largest;
  g_autofree char *height = NULL;
  g_autofree char *margin = NULL;
  g_autofree char *constants = NULL;
  g_autofree char *function = NULL;

  if (strstr (self->script, "\n    base()\n") != NULL)
    {
      height = dup_number (wish->length);
      return wish->length > 0 && mq_model_edits_set (&self->script, "BASE_HEIGHT", height, 1);
    }
  read_size (self->report, NULL, size);
  largest = MAX (MAX (size[0], size[1]), size[2]);
  height = dup_number (wish->length > 0 ? wish->length : BASE_HEIGHT * largest);
  margin = dup_number (BASE_MARGIN * largest);
  constants = g_strdup_printf ("BASE_COLOR = \"%s\"  # Base\n"
                               "BASE_HEIGHT = %s  # m, 0.0001..10.0: Base, how high it is\n"
                               "BASE_MARGIN = %s  # m, 0.0..10.0: Base, how far it stands out",
                               wish->color != NULL ? wish->color : "#8a8a8a", height, margin);
  function
      = g_strdup_printf ("def base():\n    put_on_base(BASE_HEIGHT, BASE_MARGIN, BASE_COLOR%s)",
                         wish->round ? ", is_round=True" : "");
  mq_model_edits_add (&self->script, constants, function);
  mq_model_edits_call (&self->script, "base()");
  g_ptr_array_add (self->parts, g_strdup ("base"));
  g_ptr_array_add (self->made, g_strdup ("base"));
  note (self, "%s", wish->round ? _ ("on a round base") : _ ("on a base"));
  return TRUE;
}

/* Puts letters on the front of a part. */
static void
add_letters (Draft *self, const char *part, const char *letters)
{
  double size[3];
  g_autofree char *height = NULL;
  g_autofree char *depth = NULL;
  g_autofree char *quoted = NULL;
  g_autofree char *constants = NULL;
  g_autofree char *function = NULL;
  g_autofree char *name = g_strdelimit (g_strdup (part), "_", ' ');
  g_autofree char *plain = g_strdelimit (g_strdup (letters), "\"\\", '\'');

  quoted = g_strdup_printf ("\"%s\"", plain);
  read_size (self->report, NULL, size);
  height = dup_number (LETTERS * MAX (MAX (size[0], size[1]), size[2]));
  depth = dup_number (LETTERS / 5 * MAX (MAX (size[0], size[1]), size[2]));
  if (!mq_model_edits_set (&self->script, "TEXT", quoted, 1))
    {
      constants = g_strdup_printf ("TEXT = %s  # Letters\n"
                                   "LETTERS_COLOR = \"#303030\"  # Letters\n"
                                   "LETTERS_HEIGHT = %s  # m, 0.0001..10.0: Letters, at most\n"
                                   "LETTERS_DEPTH = %s  # m, 0.0001..1.0: Letters, how thick",
                                   quoted, height, depth);
      function = g_strdup_printf ("def letters():\n    letter_part(\"%s\", TEXT, LETTERS_HEIGHT, "
                                  "LETTERS_DEPTH, LETTERS_COLOR)",
                                  part);
      mq_model_edits_add (&self->script, constants, function);
      mq_model_edits_call (&self->script, "letters()");
    }
  g_ptr_array_add (self->made, g_strdup ("letters"));
  /* Translators: words, and the part that they are on, in English: “Anna” on the base */
  note (self, _ ("“%s” on the %s"), plain, name);
}

/* @part: (nullable): %NULL: all of them. Returns: whether something was changed */
static gboolean
fulfil (Draft *self, const char *part, const Wish *wish)
{
  g_autofree char *upper = part != NULL ? g_ascii_strup (part, -1) : NULL;
  g_autofree char *color = part != NULL ? g_strconcat (upper, COLOR, NULL) : NULL;
  g_autofree char *size = part != NULL ? g_strconcat (upper, SCALE, NULL) : g_strdup ("SCALE");
  g_autofree char *name = part != NULL ? g_strdelimit (g_strdup (part), "_", ' ')
                                       : g_strdup (_ ("everything"));
  gboolean is_done = FALSE;

  switch (wish->deed)
    {
    case DEED_REMOVE:
      if (part == NULL || !mq_model_edits_remove (&self->script, part))
        return FALSE;
      /* Translators: %s is a part, in English: “without antenna” */
      note (self, _ ("without %s"), name);
      return TRUE;

    case DEED_COPY:
    case DEED_MIRROR:
      return part != NULL && copy_part (self, part, name, wish);

    case DEED_HOLLOW:
      if (part != NULL)
        return hollow_part (self, part, name, wish);
      MQ_EACH (self->parts, i, char, each)
        {
          g_autofree char *own = g_strdelimit (g_strdup (each), "_", ' ');

          is_done |= hollow_part (self, each, own, wish);
        }
      return is_done;

    case DEED_BASE:
    case DEED_NONE:
    default:
      break;
    }

  if (wish->color != NULL && part != NULL)
    is_done |= mq_model_edits_set (&self->script, color, wish->color, 1);
  else if (wish->color != NULL)
    MQ_EACH (self->parts, i, char, each)
      {
        g_autofree char *one = g_ascii_strup (each, -1);
        g_autofree char *of = g_strconcat (one, COLOR, NULL);

        is_done |= mq_model_edits_set (&self->script, of, wish->color, 1);
      }
  if (is_done)
    note (self, "%s %s", name, wish->said);

  if (wish->factor != 1 && mq_model_edits_set (&self->script, size, NULL, wish->factor))
    {
      note (self, "%s × %g", name, wish->factor);
      is_done = TRUE;
    }
  return is_done;
}

/* The words on the thing, and the rest of the text: “write Anna on the base” ends with a place.
 * Returns: (transfer full) (nullable): the words */
static char *
cut_letters (const char *text, char **rest)
{
  char *letters = NULL;
  char *place;

  if (!(*rest = mq_request_lettering_cut (text, &letters)))
    {
      *rest = g_strdup (text);
      return NULL;
    }
  if ((place = strstr (letters, " on the ")) != NULL
      || (place = strstr (letters, " on its ")) != NULL)
    {
      g_autofree char *before = g_steal_pointer (rest);

      *rest = g_strconcat (before, place, NULL);
      *place = '\0';
    }
  return letters;
}

/**
 * mq_model_changes_apply:
 * @lexicon: the words
 * @script: see mq_script_is_taken_in()
 * @report: (nullable): the version as it was measured
 * @text: what is to be changed, in English
 *
 * Returns: (transfer full): the change; its script is %NULL if nothing was understood
 */
MqModelChange *
mq_model_changes_apply (MqLexicon *lexicon, const char *script, JsonObject *report,
                        const char *text)
{
  MqModelChange *self = g_new0 (MqModelChange, 1);
  g_autoptr (GPtrArray) parts = list_parts (script);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) summary = g_string_new (NULL);
  Draft draft = { g_strdup (script), report, parts, made, summary };
  g_autofree char *rest = NULL;
  g_autofree char *letters = cut_letters (text, &rest);
  g_autofree char *lower = g_utf8_strdown (rest, -1);
  /* A point between digits is none: “2.5 mm”. */
  g_autoptr (GRegex) gaps = g_regex_new ("(?:[,;!]|\\.(?!\\d))+\\s*|\\s+and\\s+|\\s+then\\s+", 0, 0,
                                         NULL);
  g_auto (GStrv) pieces = g_regex_split (gaps, lower, 0);
  g_autoptr (GPtrArray) touched = g_ptr_array_new ();
  gboolean is_done = FALSE, is_whole = FALSE;
  Deed last = DEED_NONE;

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
      /* “on a base, 3 cm high” */
      if (wish.deed == DEED_NONE && wish.length > 0 && (last == DEED_BASE || last == DEED_HOLLOW))
        wish.deed = last;
      last = wish.deed;
      /* “make the body red and bigger” */
      if (named->len == 0 && !wish.whole && before != NULL)
        {
          g_ptr_array_unref (named);
          named = g_ptr_array_ref (before);
        }
      if (wish.deed == DEED_BASE)
        is_whole |= is_piece_done = add_base (&draft, &wish);
      else
        MQ_EACH (named, j, char, part)
          {
            gboolean is_part_done = fulfil (&draft, part, &wish);

            if (is_part_done && !g_ptr_array_find (touched, part, NULL))
              g_ptr_array_add (touched, part);
            is_piece_done |= is_part_done;
          }
      if (named->len == 0 && !is_piece_done && (wish.whole || wish.again))
        is_whole |= is_piece_done = fulfil (&draft, NULL, &wish);

      is_done |= is_piece_done;
      if (!is_piece_done && letters == NULL)
        g_ptr_array_add (self->not_done, g_strdup (pieces[i]));
      else if (wish.finish != NULL)
        g_ptr_array_add (self->not_done, g_steal_pointer (&wish.finish));
      if (named->len > 0)
        {
          g_clear_pointer (&before, g_ptr_array_unref);
          before = g_ptr_array_ref (named);
        }
    }
  if (letters != NULL)
    {
      const char *place = before != NULL ? g_ptr_array_index (before, 0) : "base";
      gboolean has_base = strstr (draft.script, "\n    base()\n") != NULL;

      if (before == NULL && !has_base)
        place = g_ptr_array_index (parts, 0);
      add_letters (&draft, place, letters);
      is_done = TRUE;
    }

  MQ_EACH (made, i, char, part)
    g_ptr_array_add (touched, part);
  self->script = g_steal_pointer (&draft.script);
  if (!is_done)
    g_clear_pointer (&self->script, g_free);
  if (is_whole)
    g_ptr_array_add (touched, (char *)"whole");
  self->touches = mq_json_from_strings ((const char *const *)touched->pdata, (int)touched->len);
  self->summary = mq_words_begin_sentence (summary->str);
  return self;
}
