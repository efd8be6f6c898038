/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSession: one conversation and its tree of versions. MqLibrary creates it; the window, the
 * command line and the client's run use it. */
#pragma once

#include "client/session/mq-version.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Properties, all notify: "title", "updated" (Unix seconds of the last version or message),
 * "favorite", "current-version" (not when a new version becomes it). */
#define MQ_TYPE_SESSION (mq_session_get_type ())
G_DECLARE_FINAL_TYPE (MqSession, mq_session, MQ, SESSION, GObject)

MqSession *mq_session_new (const char *id, const char *title, const char *first_message,
                           const char *base, gint64 created);

gboolean mq_session_is_id (const char *id);
const char *mq_session_get_id (MqSession *self);
const char *mq_session_get_title (MqSession *self);
const char *mq_session_get_first_message (MqSession *self);
const char *mq_session_get_base (MqSession *self);
char *mq_session_dup_base (MqSession *self, guint *version) G_GNUC_WARN_UNUSED_RESULT;
gint64 mq_session_get_created (MqSession *self);
gint64 mq_session_get_updated (MqSession *self);
GListModel *mq_session_get_versions (MqSession *self);
gboolean mq_session_get_failed (MqSession *self);
gboolean mq_session_is_favorite (MqSession *self);
gboolean mq_session_is_made_here (MqSession *self);
JsonObject *mq_session_get_batch (MqSession *self);
const char *mq_session_get_set (MqSession *self);
MqVersion *mq_session_get_last_version (MqSession *self);
MqVersion *mq_session_get_current_version (MqSession *self);

char *mq_session_find_words (MqSession *self, const char *words) G_GNUC_WARN_UNUSED_RESULT;

/* For MqLibrary: shows what it has written. */
void mq_session_set_title (MqSession *self, const char *title);
void mq_session_set_updated (MqSession *self, gint64 updated);
void mq_session_set_failed (MqSession *self, gboolean failed);
void mq_session_set_favorite (MqSession *self, gboolean favorite);
void mq_session_set_current (MqSession *self, guint number);
void mq_session_set_made_here (MqSession *self);
void mq_session_set_batch (MqSession *self, JsonObject *batch);
void mq_session_take_version (MqSession *self, MqVersion *version);

char *mq_session_make_id (void) G_GNUC_WARN_UNUSED_RESULT;
char *mq_session_make_id_for (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *mq_session_normalise_id (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *mq_session_make_title (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
