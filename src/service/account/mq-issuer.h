/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqIssuer: who signs the access tokens of a shared service: an OpenID Connect provider, known by
 * its address. Its keys are fetched when they are needed first, and again for a token that names a
 * key which is not among them. */
#pragma once

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

/** MQ_ISSUER_PAUSE: seconds between two fetches for keys that are not there. */
#define MQ_ISSUER_PAUSE 60
/** MQ_ISSUER_MAX_AGE: seconds after which the keys are fetched again, so that one that the issuer
 * took back is not trusted for ever. */
#define MQ_ISSUER_MAX_AGE 3600

#define MQ_TYPE_ISSUER (mq_issuer_get_type ())
G_DECLARE_FINAL_TYPE (MqIssuer, mq_issuer, MQ, ISSUER, GObject)

MqIssuer *
mq_issuer_new (const char *url, const char *audience, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_issuer_restrict (MqIssuer *self, const char *scope, const char *clients);
const char *mq_issuer_get_url (MqIssuer *self);
gboolean mq_issuer_fetch_keys (MqIssuer *self, GError **error);
gboolean mq_issuer_is_ready (MqIssuer *self);
gboolean mq_issuer_may_accept (MqIssuer *self, const char *token, GError **error);
gboolean mq_issuer_check_claims (MqIssuer *self, JsonObject *claims, GError **error);
const char *mq_issuer_get_audience (MqIssuer *self);
DexFuture *mq_issuer_verify (MqIssuer *self, const char *token) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
