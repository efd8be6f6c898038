/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers in files, whose bytes come in an order of the file's own. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @bytes: at least @n bytes, 1 to 4; the first one is the highest */
static inline guint32
mq_read_big_endian (const guint8 *bytes, guint n)
{
  guint32 value = 0;

  for (guint i = 0; i < n; i++)
    value = value << 8 | bytes[i];
  return value;
}

/* As above; the first one is the lowest */
static inline guint32
mq_read_little_endian (const guint8 *bytes, guint n)
{
  guint32 value = 0;

  while (n-- > 0)
    value = value << 8 | bytes[n];
  return value;
}

G_END_DECLS
