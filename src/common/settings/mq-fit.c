/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The fits of printed pieces, see mq-fit.h. */
#include "common/settings/mq-fit.h"

#include <math.h>

/* How many gaps of the printer, in which a pin moves as the user wants it, each has. */
static const struct
{
  const char *name;
  double gaps;
} fits[] = {
  { "press", 0.25 },
  { "snug", 0.5 },
  { "loose", 2 },
};

/**
 * mq_fit_find:
 * @name: (nullable): such as "snug"
 *
 * Returns: how many gaps of the printer the fit has; NAN: there is none of that name
 */
double
mq_fit_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fits); i++)
    if (g_strcmp0 (fits[i].name, name) == 0)
      return fits[i].gaps;

  return NAN;
}

/**
 * mq_fit_describe_all:
 * @gap: of the printer, m; 0: unknown
 *
 * Returns: (transfer full): "press 0.05, snug 0.1, loose 0.4 mm"
 */
char *
mq_fit_describe_all (double gap)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (fits); i++)
    g_string_append_printf (text, "%s%s %.3g", i > 0 ? ", " : "", fits[i].name,
                            1000 * fits[i].gaps * (gap > 0 ? gap : MQ_FIT_USUAL_GAP));
  return g_string_free_and_steal (g_string_append (text, " mm"));
}
