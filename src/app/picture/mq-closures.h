/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Closures that the bindings of several templates use, as `bind $mq_closure_has_text(label.label)`.
 * The template's class binds them as a callback. @self: the object of the template. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

gboolean mq_closure_has_text (gpointer self, const char *text);
gboolean mq_closure_has_object (gpointer self, GObject *object);
gboolean mq_closure_is_several (gpointer self, guint n);

G_END_DECLS
