/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Loops over GLib's arrays, which name the element as MQ_JSON_EACH() does of JSON's. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MQ_EACH:
 * @array: a #GPtrArray, which may grow in the loop
 * @i: a name for the index
 * @type: of an element, without its asterisk, such as `const MqJoint`
 * @element: a name for it
 *
 * A loop over the elements; `break` and `continue` work as in any loop.
 */
#define MQ_EACH(array, i, type, element)                                                           \
  for (guint i = 0, i##_left = FALSE; !i##_left && i < (array)->len; i++)                          \
    for (type *element = (i##_left = TRUE, g_ptr_array_index (array, i)); i##_left;                \
         i##_left = FALSE)

/** MQ_EACH_VALUE: as MQ_EACH(), over the values of a #GArray, which does not grow in the loop. */
#define MQ_EACH_VALUE(array, i, type, element)                                                     \
  for (guint i = 0, i##_left = FALSE; !i##_left && i < (array)->len; i++)                          \
    for (type *element = (i##_left = TRUE, &g_array_index (array, type, i)); i##_left;             \
         i##_left = FALSE)

G_END_DECLS
