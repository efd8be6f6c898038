/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Small JSON answers of a shared service and of its sign-in server, over https or from this
 * computer. */
#pragma once

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

DexFuture *mq_http_json_get (const char *url, gsize limit, guint seconds) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to {"status": 200, "body": {…}}; without `body` if that is not an object. */
DexFuture *mq_http_json_post (const char *url, GHashTable *form,
                              const char *authorization) G_GNUC_WARN_UNUSED_RESULT;

/* The members of a form: name, value, …, NULL. */
GHashTable *mq_http_json_form (const char *name, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
