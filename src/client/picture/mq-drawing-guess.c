/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The guess, see mq-drawing-guess.h. A sheet is flat paper with thin lines; a drawing with
 * dimensions has lines with an arrow at each end and a word at their middle. Photos and renders
 * fail by their shades, logos by their strokes, and sketches, tables, charts and pages of text by
 * their arrows. */
#include "client/picture/mq-drawing-guess.h"

#include "common/base/mq-each.h"

#include <stdlib.h>

/* Steps of brightness, of 256, from the one of the paper. The grain of a scan is in the first, and
 * faint ink is beyond the second; what is between them is shade. */
#define PAPER_STEPS 24
#define INK_STEPS 48
/* Percent of the picture. The sheets of the tests, at 300 px and more, have at least 94 of paper
 * and at most 5 of ink, which leaves room for hatching and a dark margin; the renders of
 * data/sketcher have at most 83 of paper. */
#define MIN_PAPER 80
#define MAX_INK 16
/* Percent of the ink. In those sheets, at least 96 are in thin strokes, and blurred edges of lines
 * make shade of up to 72; in those renders, at most 45 are thin, and shade is up to 760. */
#define MIN_THIN 85
#define MAX_SHADE 110
/* Letters of a dimension, such as "6 × Ø11 H7"; a line of text has more. Smaller marks are dots,
 * dashes and grain. */
#define MAX_MARKS 12
#define MIN_MARK 6 /* px */
/* Lines, or words, of which a drawing has fewer: each word is compared with each other and with
 * each line, so that noise would take long. */
#define MAX_PARTS 3000
/* Lines of a picture that may be a drawing: a rectangle has as many. Dimensions that make it one: a
 * single arrow beside a word is in many other pictures. */
#define MIN_LINES 4
#define MIN_DIMENSIONS 2

/* A number with a unit or a sign, in a line that is short enough to be a dimension. */
#define SIGNED                                                                                     \
  "[0-9]\\s*(?:mm|cm|m|in|inch|inches|ft|[\"″'′°])(?![\\p{L}0-9])|[ØøΦφ∅⌀±]\\s*[.,0-9]|"           \
  "(?<!\\p{L})R\\s*[0-9]|[0-9]\\s*×\\s*[0-9ØøΦφ∅⌀RM]"
#define BARE "^[(\\[]?[0-9]+(?:[.,/][0-9]+)?[)\\]]?$"
#define UNIT "(?i)(?<!\\p{L})(?:mm|cm|inch|inches)(?!\\p{L})"
#define MAX_DIMENSION 24 /* characters */

/* A mark of ink, or a word of them; px, the last ones included. */
typedef struct
{
  int left, top, right, bottom;
  int size; /* px of the longer side of its largest mark */
  int n;    /* its marks */
} Box;

/* A part of a line between others that cross it; px. */
typedef struct
{
  gboolean is_vertical;
  int at, begin, end;
  gboolean has_arrows[2]; /* at its begin, at its end */
} Line;

/* @min_line: px of a line, or of a stroke that crosses one
 * @ink: 1: ink; 2: ink whose mark is known
 * @runs: px of the horizontal and of the vertical stroke through each pixel */
typedef struct
{
  int width;
  int height;
  int min_line;
  guint8 *ink;
  guint16 *runs[2];
  GArray *lines; /* of Line */
  GArray *words; /* of Box */
} Sheet;

static void
sheet_clear (Sheet *sheet)
{
  g_free (sheet->ink);
  g_free (sheet->runs[0]);
  g_free (sheet->runs[1]);
  g_array_unref (sheet->lines);
  g_array_unref (sheet->words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sheet, sheet_clear)

/* @row: a column, if @vertical. Returns: the index of its pixel @i */
static gsize
get_index (const Sheet *sheet, gboolean vertical, int row, int i)
{
  return vertical ? (gsize)i * sheet->width + row : (gsize)row * sheet->width + i;
}

/* Separates ink from paper, the most frequent brightness, and measures the strokes of ink. Returns:
 * whether it can be a sheet */
static gboolean
find_strokes (Sheet *sheet, const guint8 *pixels, int max_stroke)
{
  gsize n = (gsize)sheet->width * sheet->height;
  gsize counts[256] = { 0 };
  gsize n_paper = 0;
  gsize n_ink = 0;
  gsize n_thin = 0;
  gsize most = 0;
  int paper = 0;

  for (gsize i = 0; i < n; i++, pixels += 4)
    {
      sheet->ink[i] = (guint8)((pixels[0] * 3 + pixels[1] * 6 + pixels[2]) / 10);
      counts[sheet->ink[i]]++;
    }

  /* The paper of a scan is grainy. */
  for (int value = 4; value < 252; value++)
    {
      gsize near = 0;

      for (int i = value - 4; i <= value + 4; i++)
        near += counts[i];
      if (near > most)
        {
          most = near;
          paper = value;
        }
    }

  for (gsize i = 0; i < n; i++)
    {
      int difference = abs (sheet->ink[i] - paper);

      n_paper += difference <= PAPER_STEPS;
      n_ink += difference >= INK_STEPS;
      sheet->ink[i] = difference >= INK_STEPS;
    }

  if (n_ink == 0 || n_paper * 100 < n * MIN_PAPER || n_ink * 100 > n * MAX_INK
      || (n - n_paper - n_ink) * 100 > n_ink * MAX_SHADE)
    return FALSE;

  for (int vertical = 0; vertical < 2; vertical++)
    for (int row = 0; row < (vertical ? sheet->width : sheet->height); row++)
      {
        int length = vertical ? sheet->height : sheet->width;

        for (int begin = 0, end; begin < length; begin = end + 1)
          {
            for (end = begin; end < length && sheet->ink[get_index (sheet, vertical, row, end)];)
              end++;
            for (int i = begin; i < end; i++)
              sheet->runs[vertical][get_index (sheet, vertical, row, i)] = (guint16)(end - begin);
          }
      }

  for (gsize i = 0; i < n; i++)
    n_thin += sheet->ink[i] && MIN (sheet->runs[0][i], sheet->runs[1][i]) <= max_stroke;

  return n_thin * 100 >= n_ink * MIN_THIN;
}

/* Whether the line gets thicker to both sides near its end; a corner has one side only. */
static gboolean
has_arrow (const Sheet *sheet, const Line *line, gboolean at_end)
{
  const guint16 *across = sheet->runs[!line->is_vertical];
  int middle = (line->begin + line->end) / 2;
  int thick = across[get_index (sheet, line->is_vertical, line->at, middle)];
  int reach = MIN (sheet->min_line, middle - line->begin);
  int n = 0;

  for (int i = 1; i <= reach; i++)
    {
      int place = at_end ? line->end - i : line->begin + i;
      int here = across[get_index (sheet, line->is_vertical, line->at, place)];

      n += here >= thick + 2 && here < sheet->min_line
           && sheet->ink[get_index (sheet, line->is_vertical, line->at - 1, place)]
           && sheet->ink[get_index (sheet, line->is_vertical, line->at + thick, place)];
    }

  return n >= 2;
}

/* Returns: px between two ranges, or 0 */
static int
gap (int begin, int end, int other_begin, int other_end)
{
  return MAX (MAX (other_begin - end, begin - other_end), 0);
}

/* Joins marks, which are ink that touches, to words, if they have the size of letters. */
static void
find_words (Sheet *sheet, int max_mark)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (gsize));

  for (gsize first = 0; first < (gsize)sheet->width * sheet->height; first++)
    {
      Box word = { G_MAXINT, G_MAXINT, 0, 0, 0, 1 };

      if (sheet->ink[first] != 1)
        continue;

      sheet->ink[first] = 2;
      g_array_append_val (stack, first);
      while (stack->len > 0)
        {
          gsize at = g_array_index (stack, gsize, stack->len - 1);
          int x = (int)(at % sheet->width);
          int y = (int)(at / sheet->width);

          g_array_set_size (stack, stack->len - 1);
          word = (Box){
            MIN (word.left, x), MIN (word.top, y), MAX (word.right, x), MAX (word.bottom, y), 0, 1
          };
          for (int v = MAX (y - 1, 0); v <= MIN (y + 1, sheet->height - 1); v++)
            for (int u = MAX (x - 1, 0); u <= MIN (x + 1, sheet->width - 1); u++)
              {
                at = (gsize)v * sheet->width + u;
                if (sheet->ink[at] != 1)
                  continue;
                sheet->ink[at] = 2;
                g_array_append_val (stack, at);
              }
        }

      word.size = MAX (word.right - word.left, word.bottom - word.top) + 1;
      if (word.size < MIN_MARK || word.size > max_mark || sheet->words->len == MAX_PARTS)
        continue;

      for (guint i = 0; i < sheet->words->len;)
        {
          const Box *other = &g_array_index (sheet->words, Box, i);
          /* Letters of a word have smaller gaps, blanks are wider. */
          int near = MIN (word.size, other->size) * 6 / 10;

          if (gap (word.left, word.right, other->left, other->right) > near
              || gap (word.top, word.bottom, other->top, other->bottom) > near)
            {
              i++;
              continue;
            }

          /* It may be near another one now. */
          word = (Box){ MIN (word.left, other->left),   MIN (word.top, other->top),
                        MAX (word.right, other->right), MAX (word.bottom, other->bottom),
                        MAX (word.size, other->size),   word.n + other->n };
          g_array_remove_index_fast (sheet->words, i);
          i = 0;
        }
      g_array_append_val (sheet->words, word);
    }
}

/* Whether the word is at the middle of a line with two arrows, or between the halves of one. */
static gboolean
has_word (const Sheet *sheet, const Line *line, const Box *word)
{
  gboolean vertical = line->is_vertical;
  int begin = vertical ? word->top : word->left;
  int end = vertical ? word->bottom : word->right;
  int beside = vertical ? gap (word->left, word->right, line->at, line->at)
                        : gap (word->top, word->bottom, line->at, line->at);
  int quarter = (line->end - line->begin) / 4;
  int middle = (begin + end) / 2;

  if (word->n > MAX_MARKS || !line->has_arrows[0] || beside > word->size)
    return FALSE;
  if (line->has_arrows[1])
    return middle > line->begin + quarter && middle < line->end - quarter;
  if (beside > 0 || abs (begin - line->end) > word->size)
    return FALSE;

  MQ_EACH_VALUE (sheet->lines, i, const Line, other)
    if (other->is_vertical == vertical && other->has_arrows[1] && abs (other->at - line->at) <= 2
        && abs (other->begin - end) <= word->size)
      return TRUE;

  return FALSE;
}

/* @pixels: rows of four bytes a pixel without gaps, red first, opaque; @width, @height: px */
MqDrawingGuess
mq_drawing_guess_pixels (const guint8 *pixels, guint width, guint height)
{
  gsize n = (gsize)width * height;
  /* The limits are parts of it: on an A4 sheet, a line has at least 9 mm, most strokes at most 2.5
   * mm, and a letter at most 12 mm. */
  int side = (int)MAX (width, height);
  g_auto (Sheet) sheet = {
    .width = (int)width,
    .height = (int)height,
    .min_line = MAX (side / 32, 8),
    .ink = g_malloc0 (n),
    .runs = { g_new0 (guint16, n), g_new0 (guint16, n) },
    .lines = g_array_new (FALSE, FALSE, sizeof (Line)),
    .words = g_array_new (FALSE, FALSE, sizeof (Box)),
  };
  guint n_dimensions = 0;

  if (!find_strokes (&sheet, pixels, MAX (side / 120, 4)))
    return MQ_DRAWING_GUESS_NO;

  /* Parts of lines, but not at the edges, where has_arrow() would look beyond the picture. */
  for (int vertical = 0; vertical < 2; vertical++)
    for (int row = 1; row < (vertical ? sheet.width : sheet.height) - sheet.min_line; row++)
      for (int begin = 0, end; begin < (vertical ? sheet.height : sheet.width); begin = end + 1)
        {
          const guint16 *along = sheet.runs[vertical];
          const guint16 *across = sheet.runs[!vertical];
          int length = along[get_index (&sheet, vertical, row, begin)];

          /* The first row stands for a stroke of several pixels. */
          end = begin + length;
          if (length < sheet.min_line
              || along[get_index (&sheet, vertical, row - 1, begin + length / 2)] >= sheet.min_line)
            continue;

          for (int i = begin; i <= end; i++)
            if (i == end || across[get_index (&sheet, vertical, row, i)] >= sheet.min_line)
              {
                Line line = { vertical, row, begin, i - 1, { FALSE, FALSE } };

                if (i - begin > sheet.min_line && sheet.lines->len < MAX_PARTS)
                  {
                    line.has_arrows[0] = has_arrow (&sheet, &line, FALSE);
                    line.has_arrows[1] = has_arrow (&sheet, &line, TRUE);
                    g_array_append_val (sheet.lines, line);
                  }
                begin = i + 1;
              }
        }

  find_words (&sheet, side / 25);
  MQ_EACH_VALUE (sheet.lines, i, const Line, line)
    MQ_EACH_VALUE (sheet.words, j, const Box, word)
      if (has_word (&sheet, line, word))
        {
          n_dimensions++;
          break;
        }
  g_debug ("%u lines, %u words, %u dimensions", sheet.lines->len, sheet.words->len, n_dimensions);

  if (n_dimensions >= MIN_DIMENSIONS)
    return MQ_DRAWING_GUESS_YES;
  return sheet.lines->len >= MIN_LINES ? MQ_DRAWING_GUESS_MAYBE : MQ_DRAWING_GUESS_NO;
}

/* @words: of the file of a drawing, line by line */
MqDrawingGuess
mq_drawing_guess_words (const char *words)
{
  g_auto (GStrv) lines = g_utf8_validate (words, -1, NULL) ? g_strsplit (words, "\n", -1) : NULL;
  gboolean has_unit = lines != NULL && g_regex_match_simple (UNIT, words, 0, 0);
  guint n_signed = 0;
  guint n_bare = 0;
  guint n = 0;

  for (; lines != NULL && lines[n] != NULL; n++)
    if (g_utf8_strlen (lines[n], -1) <= MAX_DIMENSION)
      {
        gboolean is_signed = g_regex_match_simple (SIGNED, lines[n], 0, 0);

        n_signed += is_signed;
        n_bare += !is_signed && g_regex_match_simple (BARE, lines[n], 0, 0);
      }

  /* In a text, fewer than a sixth of the lines are dimensions. */
  return (n_signed >= 2 || (n_signed + n_bare >= 2 && (n_signed > 0 || has_unit)))
                 && (n_signed + n_bare) * 6 >= n
             ? MQ_DRAWING_GUESS_YES
             : MQ_DRAWING_GUESS_MAYBE;
}
