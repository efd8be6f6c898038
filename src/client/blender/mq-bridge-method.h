/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of Blender's methods, as the bridge answers them to MqWorker (docs/bridge.md): what
 * they do with the scene, how many pictures they draw, and the words for the user. A new method is
 * a row here, one of blender-addon/maquette_bridge/methods.py, its function there, and its caller.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_BRIDGE_METHOD_USES_SCENE = 1 << 0,    /* of the last script; it is opened before, if needed */
  MQ_BRIDGE_METHOD_CHANGES_SCENE = 1 << 1, /* for anything else, the scene is opened again */
} MqBridgeMethodFlags;

/**
 * MqBridgeMethod:
 * @name: on the wire
 * @flags: what it does with the scene
 * @pictures: (nullable): the parameter that says how many pictures it draws; each may take the
 *   time of the call
 * @words: (nullable): the step that may fail, for the user; to be translated
 */
typedef struct
{
  const char *name;
  MqBridgeMethodFlags flags;
  const char *pictures;
  const char *words;
} MqBridgeMethod;

const MqBridgeMethod *mq_bridge_method_find (const char *name);

G_END_DECLS
