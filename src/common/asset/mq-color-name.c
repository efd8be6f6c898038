/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of colors, see mq-color-name.h: few enough to be told apart by everybody, so many colors
 * have the same. */
#include "common/asset/mq-color-name.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#define CONTEXT "color"
/* A difference of lightness that shows. */
#define SHOWS 0.01

/* An example of each. Common names have several. */
static const struct
{
  const char *name;
  guint rgb;
} colors[] = {
  { NC_ ("color", "black"), 0x17181a },
  { NC_ ("color", "dark gray"), 0x44474b },
  { NC_ ("color", "gray"), 0x85888b },
  { NC_ ("color", "light gray"), 0xbfc2c5 },
  { NC_ ("color", "white"), 0xf4f3f0 },
  { NC_ ("color", "cream"), 0xf3ead2 },
  { NC_ ("color", "beige"), 0xd9c8a6 },
  { NC_ ("color", "light brown"), 0xb98b5c },
  { NC_ ("color", "brown"), 0x8a5a33 },
  { NC_ ("color", "brown"), 0x6f4727 },
  { NC_ ("color", "dark brown"), 0x4b2f1d },
  { NC_ ("color", "red"), 0xc1272d },
  { NC_ ("color", "red"), 0xe0364c },
  { NC_ ("color", "dark red"), 0x6d1420 },
  { NC_ ("color", "orange"), 0xe87722 },
  { NC_ ("color", "yellow"), 0xf2c81e },
  { NC_ ("color", "gold"), 0xd4a63a },
  { NC_ ("color", "olive"), 0x74792f },
  { NC_ ("color", "light green"), 0xa6dc9c },
  { NC_ ("color", "green"), 0x3f8f3d },
  { NC_ ("color", "green"), 0x33d17a },
  { NC_ ("color", "green"), 0x22e522 },
  { NC_ ("color", "dark green"), 0x27552c },
  { NC_ ("color", "turquoise"), 0x33b8b0 },
  { NC_ ("color", "dark turquoise"), 0x127a7d },
  { NC_ ("color", "light blue"), 0x99c8ea },
  { NC_ ("color", "blue"), 0x2f62c4 },
  { NC_ ("color", "blue"), 0x3a8fdc },
  { NC_ ("color", "dark blue"), 0x1d2c56 },
  { NC_ ("color", "purple"), 0x7440a8 },
  { NC_ ("color", "light purple"), 0xb9a3dc },
  { NC_ ("color", "pink"), 0xee8fb0 },
  { NC_ ("color", "magenta"), 0xc4258a },
};

/* Oklab, in which equal steps look alike (https://bottosson.github.io/posts/oklab/). */
static void
to_oklab (guint rgb, double lab[3])
{
  double linear[3];
  double cone[3];

  for (guint i = 0; i < 3; i++)
    {
      double value = ((rgb >> (16 - 8 * i)) & 0xff) / 255.0;

      linear[i] = value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
    }
  cone[0] = cbrt (0.4122214708 * linear[0] + 0.5363325363 * linear[1] + 0.0514459929 * linear[2]);
  cone[1] = cbrt (0.2119034982 * linear[0] + 0.6806995451 * linear[1] + 0.1073969566 * linear[2]);
  cone[2] = cbrt (0.0883024619 * linear[0] + 0.2817188376 * linear[1] + 0.6299787005 * linear[2]);
  lab[0] = 0.2104542553 * cone[0] + 0.7936177850 * cone[1] - 0.0040720468 * cone[2];
  lab[1] = 1.9779984951 * cone[0] - 2.4285922050 * cone[1] + 0.4505937099 * cone[2];
  lab[2] = 0.0259040371 * cone[0] + 0.7827717662 * cone[1] - 0.8086757660 * cone[2];
}

static gboolean
read_color (const char *color, double lab[3])
{
  guint rgb = 0;
  int end = 0;

  if (sscanf (color, "#%6x%n", &rgb, &end) != 1 || end != 7 || color[end] != '\0')
    return FALSE;

  to_oklab (rgb, lab);
  return TRUE;
}

/**
 * mq_color_name_find:
 * @color: such as "#8a5a33", as a report has it
 *
 * Returns: (transfer none) (nullable): its name in the user's language: “brown”; %NULL if it is no
 *   color
 */
const char *
mq_color_name_find (const char *color)
{
  double wanted[3];
  double least = INFINITY;
  const char *name = NULL;

  if (!read_color (color, wanted))
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (colors); i++)
    {
      double lab[3];
      double away;

      to_oklab (colors[i].rgb, lab);
      away = hypot (lab[0] - wanted[0], hypot (lab[1] - wanted[1], lab[2] - wanted[2]));
      if (away < least)
        {
          least = away;
          name = colors[i].name;
        }
    }

  return g_dpgettext2 (GETTEXT_PACKAGE, CONTEXT, name);
}

/**
 * mq_color_name_compare:
 * @a: a color
 * @b: a color
 *
 * Returns: less than 0 if @b is darker than @a, more than 0 if it is lighter; 0 if neither shows
 */
int
mq_color_name_compare (const char *a, const char *b)
{
  double one[3];
  double other[3];

  if (!read_color (a, one) || !read_color (b, other) || fabs (one[0] - other[0]) < SHOWS)
    return 0;

  return other[0] < one[0] ? -1 : 1;
}
