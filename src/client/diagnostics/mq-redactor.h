/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRedactor: takes out of a text what must not leave this computer in a report: keys and tokens,
 * e-mail addresses, what an address has besides its path, and the names of the user, of the home
 * folder and of the computer. Used by mq-diagnostics.c. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_REDACTED: stands where a secret was. */
#define MQ_REDACTED "[removed]"

typedef struct _MqRedactor MqRedactor;

MqRedactor *mq_redactor_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mq_redactor_free (MqRedactor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRedactor, mq_redactor_free)

void mq_redactor_add_secret (MqRedactor *self, const char *secret);
void mq_redactor_add_home (MqRedactor *self, const char *home);
void mq_redactor_add_name (MqRedactor *self, const char *name, const char *replacement);
void mq_redactor_add_user (MqRedactor *self);

char *mq_redactor_apply (MqRedactor *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *mq_redactor_apply_to_json (MqRedactor *self, JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
