/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of model providers in memory only: keys that the user entered for this session, and keys in
 * the environment. A client collects its own and sends them to its service, which keeps them until
 * that client disconnects. They are never in a file, an argument or a child's environment. Main
 * thread only. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The environment for a program that we start: this process's, without keys and tokens. */
GStrv mq_memory_keys_dup_environ (void) G_GNUC_WARN_UNUSED_RESULT;

/* @place: "PROVIDER ORIGIN". @key: NULL removes it. */
void mq_memory_keys_set (const char *place, const char *key);
/* {"places": {place: key}, "variables": {name: value}}: the keys of this process. */
JsonObject *mq_memory_keys_collect (void) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_memory_keys_hold (const char *holder, JsonObject *keys, GError **error);
void mq_memory_keys_drop (const char *holder);

const char *mq_memory_keys_find_place (const char *place);
const char *mq_memory_keys_find_variable (const char *name);

G_END_DECLS
