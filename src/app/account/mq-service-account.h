/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqServiceAccount: the account at the service of the settings: who is signed in, what is left of
 * today's runs, terms that are not accepted yet, and a sign-in that is under way. The windows and
 * the preferences show it. No GTK. Main thread only. */
#pragma once

#include "client/account/mq-sign-in.h"
#include "common/settings/mq-config.h"

G_BEGIN_DECLS

typedef enum
{
  MQ_ACCOUNT_NONE, /* the service has no accounts, or has not said yet */
  MQ_ACCOUNT_SIGNED_OUT,
  MQ_ACCOUNT_SIGNING_IN, /* waits for the browser */
  MQ_ACCOUNT_SIGNED_IN,
} MqAccountState;

#define MQ_TYPE_SERVICE_ACCOUNT (mq_service_account_get_type ())
G_DECLARE_FINAL_TYPE (MqServiceAccount, mq_service_account, MQ, SERVICE_ACCOUNT, GObject)

struct _MqServiceAccount
{
  GObject parent_instance;

  /* Read only */
  MqAccountState state;
  char *service; /* (nullable): its address */
  char *name;    /* (nullable): of who is signed in */
  char *problem; /* (nullable): of the sign-in */

  /* Private */
  char *ports; /* (nullable): server.redirect_ports */
  GSignalGroup *user_signals;
  JsonObject *facts; /* (nullable): the last answer of /v1/account */
  DexFuture *loading;
  DexFuture *working; /* a sign-in, or a sign-out */
  guint n_loads;
  guint reset_source; /* at the end of the service's day */
};

void mq_service_account_set_config (MqServiceAccount *self, MqConfig *config);
void mq_service_account_close (MqServiceAccount *self);
/* Asks the service. Resolves to TRUE. */
DexFuture *mq_service_account_load (MqServiceAccount *self) G_GNUC_WARN_UNUSED_RESULT;

/* The system has no keyring that can be used: signed in as long as this process. */
gboolean mq_service_account_is_in_memory (MqServiceAccount *self);
gboolean mq_service_account_has_terms (MqServiceAccount *self);
gboolean mq_service_account_wants_terms (MqServiceAccount *self); /* they are not accepted yet */
gint64 mq_service_account_get_runs_left (MqServiceAccount *self); /* today; -1: no limit */
/* "3 of 5 runs left today"; NULL: no limit. */
char *mq_service_account_dup_quota (MqServiceAccount *self) G_GNUC_WARN_UNUSED_RESULT;
/* "01:00", when the day of the service begins; NULL: no limit. */
char *mq_service_account_dup_reset (MqServiceAccount *self) G_GNUC_WARN_UNUSED_RESULT;

/* Opens the browser by @open and waits for its answer. */
void mq_service_account_sign_in (MqServiceAccount *self, MqSignInOpenFunc open, gpointer user_data,
                                 GDestroyNotify destroy);
/* Ends a sign-in that is under way; @problem: (nullable): why, for the user. */
void mq_service_account_cancel (MqServiceAccount *self, const char *problem);
void mq_service_account_sign_out (MqServiceAccount *self);

/* Signal: "changed" (gboolean let_in): anything of the above; @let_in: the user has just signed in
 * or accepted the terms, and a run can start now. */

G_END_DECLS
