/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqComparedValue: a value in two versions: a size, a count, or a parameter of the script; for the
 * table of MqCompare. Reports and scripts may be untrusted. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_TYPE_COMPARED_VALUE (mq_compared_value_get_type ())
G_DECLARE_FINAL_TYPE (MqComparedValue, mq_compared_value, MQ, COMPARED_VALUE, GObject)

/**
 * MqComparedValue:
 * @title: "Width", "Seat", "Frame color"
 * @before: (nullable): "47.0 cm"; %NULL where the older version has no such thing
 * @after: (nullable): as @before, of the newer version
 * @before_color: (nullable): "#9a6238", if it is a colour
 * @after_color: (nullable): as @before_color
 */
struct _MqComparedValue
{
  GObject parent_instance;

  char *title;
  char *before;
  char *after;
  char *before_color;
  char *after_color;
};

gboolean mq_compared_value_is_changed (MqComparedValue *self);

GListModel *
mq_compared_values_list (JsonObject *before, JsonObject *after, const char *before_script,
                         const char *after_script) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
