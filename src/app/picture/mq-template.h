/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A widget's template: its file, and its children and callbacks, bound by their names, up to 60 at
 * once. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* mq_template_load (widget_class, "mq-widget"): from mq-widget.blp. */
#define mq_template_load(widget_class, name)                                                       \
  gtk_widget_class_set_template_from_resource (widget_class,                                       \
                                               "/org/maquette/Maquette/ui/" name ".ui")

/* mq_template_bind_children (widget_class, MqWidget, label, button): members of the instance. */
#define mq_template_bind_children(widget_class, Type, ...)                                         \
  MQ_TEMPLATE_EACH (MQ_TEMPLATE_CHILD, widget_class, Type, __VA_ARGS__)

/* mq_template_bind_callbacks (widget_class, clicked_cb, is_shown): functions of the file. */
#define mq_template_bind_callbacks(widget_class, ...)                                              \
  MQ_TEMPLATE_EACH (MQ_TEMPLATE_CALLBACK, widget_class, , __VA_ARGS__)

#define MQ_TEMPLATE_CHILD(widget_class, Type, name)                                                \
  gtk_widget_class_bind_template_child (widget_class, Type, name);
#define MQ_TEMPLATE_CALLBACK(widget_class, Type, name)                                             \
  gtk_widget_class_bind_template_callback (widget_class, name);

/* Applies @what to each name. A macro does not expand itself: MQ_TEMPLATE_AGAIN is left over with
 * the names that remain, and expands when the whole is read once more. */
#define MQ_TEMPLATE_EACH(what, widget_class, Type, ...)                                            \
  do                                                                                               \
    {                                                                                              \
      MQ_TEMPLATE_READ_64 (MQ_TEMPLATE_NEXT (what, widget_class, Type, __VA_ARGS__))               \
    }                                                                                              \
  while (0)
#define MQ_TEMPLATE_NEXT(what, widget_class, Type, name, ...)                                      \
  what (widget_class, Type, name)                                                                  \
      __VA_OPT__ (MQ_TEMPLATE_AGAIN MQ_TEMPLATE_NONE (what, widget_class, Type, __VA_ARGS__))
#define MQ_TEMPLATE_AGAIN() MQ_TEMPLATE_NEXT
#define MQ_TEMPLATE_NONE ()
#define MQ_TEMPLATE_READ_64(...)                                                                   \
  MQ_TEMPLATE_READ_16 (                                                                            \
      MQ_TEMPLATE_READ_16 (MQ_TEMPLATE_READ_16 (MQ_TEMPLATE_READ_16 (__VA_ARGS__))))
#define MQ_TEMPLATE_READ_16(...)                                                                   \
  MQ_TEMPLATE_READ_4 (MQ_TEMPLATE_READ_4 (MQ_TEMPLATE_READ_4 (MQ_TEMPLATE_READ_4 (__VA_ARGS__))))
#define MQ_TEMPLATE_READ_4(...)                                                                    \
  MQ_TEMPLATE_READ (MQ_TEMPLATE_READ (MQ_TEMPLATE_READ (MQ_TEMPLATE_READ (__VA_ARGS__))))
#define MQ_TEMPLATE_READ(...) __VA_ARGS__

G_END_DECLS
