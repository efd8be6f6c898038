/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of Blender's methods, see mq-worker-private.h. */
#include "client/blender/mq-worker-private.h"

#include <glib/gi18n-lib.h>

#define USES MQ_BRIDGE_METHOD_USES_SCENE
#define CHANGES MQ_BRIDGE_METHOD_CHANGES_SCENE

static const MqBridgeMethod methods[] = {
  { "info", 0, NULL, NULL },
  /* Translators: steps that Blender failed at, in brackets behind a sentence */
  { "introspect", 0, NULL, N_ ("reading Blender’s Python API") },
  { "check", 0, NULL, N_ ("checking the script") },
  { "execute", 0, NULL, N_ ("running the script") },
  { "preview", 0, NULL, N_ ("running the script") },
  { "model", USES, NULL, NULL },
  { "open", 0, NULL, NULL },
  { "take", 0, NULL, NULL },
  { "measure", USES, NULL, N_ ("measuring") },
  { "render", USES, "num_images", N_ ("rendering") },
  { "turntable", USES, "frames", N_ ("rendering") },
  { "dataset", USES, "cameras", N_ ("rendering") },
  { "warm_up", 0, NULL, N_ ("preparing the preview") },
  { "save", USES, NULL, NULL },
  { "export", USES | CHANGES, NULL, NULL },
  { "read_back", CHANGES, NULL, NULL },
  { "library_asset", USES | CHANGES, NULL, NULL },
  { "print_check", USES, NULL, NULL },
};

/* Returns: its row; an empty one of a method that is not known */
const MqBridgeMethod *
mq_bridge_method_find (const char *name)
{
  static const MqBridgeMethod unknown = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (methods[i].name, name))
      return &methods[i];

  return &unknown;
}
