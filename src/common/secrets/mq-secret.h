/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* libsecret's calls as futures, with one error for everything that is wrong with the keyring. Used
 * by mq-keyring.c for providers' keys, and by client/account for accounts. Main thread only. */
#pragma once

#include <libdex.h>
#include <libsecret/secret.h>

G_BEGIN_DECLS

/* Each rejects with MQ_ERROR_NO_KEYRING if there is no keyring, or it stays locked; the look-up
 * says which it is. */
DexFuture *mq_secret_store (const SecretSchema *schema, GHashTable *attributes, const char *label,
                            const char *secret) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_secret_look_up (const SecretSchema *schema, GHashTable *attributes,
                              gboolean may_unlock) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_secret_has (const SecretSchema *schema, GHashTable *attributes) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_secret_clear (const SecretSchema *schema, GHashTable *attributes) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_secret_check_key (const char *key, GError **error);
void mq_secret_set_patience (guint seconds);

G_END_DECLS
