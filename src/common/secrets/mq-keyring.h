/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of model providers in the system's keyring (libsecret). A key belongs to a provider and to
 * the origin it may be sent to. Without a keyring, a key can be kept in memory
 * (common/secrets/mq-memory-keys.h). Main thread only. */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* "https://api.example.com:8443" of "https://api.example.com:8443/v1"; NULL if it is not an http
 * address. */
char *mq_keyring_dup_origin (const char *base_url) G_GNUC_WARN_UNUSED_RESULT;

/* Each rejects with MQ_ERROR_NO_KEYRING if there is no keyring, or it stays locked; the look-up
 * says which it is. */
DexFuture *mq_keyring_store (const char *provider, const char *base_url,
                             const char *key) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_keyring_look_up (const char *provider, const char *base_url,
                               gboolean may_unlock) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_keyring_has (const char *provider, const char *base_url) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_keyring_clear (const char *provider, const char *base_url) G_GNUC_WARN_UNUSED_RESULT;

void mq_keyring_keep (const char *provider, const char *base_url, const char *key);

G_END_DECLS
