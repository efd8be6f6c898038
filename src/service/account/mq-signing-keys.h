/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSigningKeys: the public keys of an issuer (JWK Set, RFC 7517), by their ids. Each has one
 * algorithm, which follows from its type: ES256 for P-256, RS256 for RSA. Tokens cannot choose
 * another one (RFC 8725, 3.1). */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _MqSigningKeys MqSigningKeys;

MqSigningKeys *mq_signing_keys_new (JsonObject *set);
void mq_signing_keys_free (MqSigningKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqSigningKeys, mq_signing_keys_free)

guint mq_signing_keys_get_n (MqSigningKeys *self);
gboolean mq_signing_keys_has (MqSigningKeys *self, const char *id);
gboolean mq_signing_keys_verify (MqSigningKeys *self, const char *id, const char *algorithm,
                                 GBytes *data, GBytes *signature);

G_END_DECLS
