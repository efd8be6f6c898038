/* Keys of model providers, in the system's keyring (libsecret). A key belongs to a provider and to the origin it may be
 * sent to. Where there is no keyring a key can be kept in this process (common/mq-session-keys.h). Main thread only. */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* "https://api.example.com:8443" of "https://api.example.com:8443/v1"; NULL of what is no http address. */
char *mq_keyring_dup_origin (const char *base_url) G_GNUC_WARN_UNUSED_RESULT;
/* Whether it can be sent in a header: FALSE and MQ_ERROR_BAD_INPUT when not. The message does not quote it. */
gboolean mq_keyring_check_key (const char *key, GError **error);

/* Each rejects with MQ_ERROR_NO_KEYRING when there is none, or it stays locked. */
DexFuture *mq_keyring_store (const char *provider, const char *base_url,
                             const char *key) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a string, NULL when there is no key: one that is kept in this process, or else the keyring's. */
DexFuture *
mq_keyring_look_up (const char *provider, const char *base_url) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to whether there is one, and never asks the user to unlock anything. */
DexFuture *mq_keyring_has (const char *provider, const char *base_url) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_keyring_clear (const char *provider, const char *base_url) G_GNUC_WARN_UNUSED_RESULT;

/* Until this process ends. @key: NULL forgets it. */
void mq_keyring_keep (const char *provider, const char *base_url, const char *key);

G_END_DECLS
