/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Closures for the bindings of templates, see mq-closures.h. */
#include "app/picture/mq-closures.h"

gboolean
mq_closure_has_text (gpointer self, const char *text)
{
  return text != NULL && *text != '\0';
}

gboolean
mq_closure_has_object (gpointer self, GObject *object)
{
  return object != NULL;
}

gboolean
mq_closure_is_several (gpointer self, guint n)
{
  return n > 1;
}
