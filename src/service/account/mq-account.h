/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAccount: who sends a request to a shared service, as the issuer of the token says. Immutable.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_ACCOUNT_MAX_NAME: bytes of a name. */
#define MQ_ACCOUNT_MAX_NAME 80
/** MQ_ACCOUNT_MAX_GROUPS: groups of a token that are read. */
#define MQ_ACCOUNT_MAX_GROUPS 256

#define MQ_TYPE_ACCOUNT (mq_account_get_type ())
G_DECLARE_FINAL_TYPE (MqAccount, mq_account, MQ, ACCOUNT, GObject)

/**
 * MqAccount:
 * @id: 64 hexadecimal digits, the same for every token of this person or machine; owns the rows in
 * the journal
 * @name: for people; never empty
 * @issuer: the URL of the issuer; "" of a token for a machine
 * @groups: the groups and roles that the token names
 * @expires: when a token for a machine ends, seconds since 1970; else 0
 */
struct _MqAccount
{
  GObject parent_instance;

  char *id;
  char *name;
  char *issuer;
  GStrv groups;
  gint64 expires;
};

MqAccount *mq_account_new_from_claims (JsonObject *claims);
gboolean mq_account_is_in_groups (MqAccount *self, const char *const *groups);

G_END_DECLS
