/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRedirectListener: waits on this computer for the browser to come back from the sign-in server
 * with a code (RFC 8252, section 7.3). It takes one answer. Used by mq-sign-in.c. */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

#define MQ_TYPE_REDIRECT_LISTENER (mq_redirect_listener_get_type ())
G_DECLARE_FINAL_TYPE (MqRedirectListener, mq_redirect_listener, MQ, REDIRECT_LISTENER, GObject)

MqRedirectListener *
mq_redirect_listener_new (const char *ports, const char *state, const char *issuer,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* "http://127.0.0.1:PORT/callback" */
const char *mq_redirect_listener_get_uri (MqRedirectListener *self);
/* Resolves to the code. */
DexFuture *
mq_redirect_listener_wait (MqRedirectListener *self, guint seconds) G_GNUC_WARN_UNUSED_RESULT;

/* The browser's page is in the language of this call, whatever the program speaks later. */
void mq_redirect_listener_translate (void);

G_END_DECLS
