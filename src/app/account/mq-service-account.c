/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqServiceAccount, see mq-service-account.h. */
#include "app/account/mq-service-account.h"

#include "client/account/mq-user-account.h"
#include "client/service/mq-service-client.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-signal.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <glib/gi18n.h>

#define FIBER_STACK (256 * 1024)
#define MAX_NAME 200

struct _MqServiceAccount
{
  GObject parent_instance;

  char *service; /* (nullable): its address */
  char *ports;   /* (nullable): server.redirect_ports */
  GSignalGroup *user_signals;
  MqAccountState state;
  char *problem;     /* (nullable) */
  char *name;        /* (nullable) */
  JsonObject *facts; /* (nullable): the last answer of /v1/account */
  DexFuture *loading;
  DexFuture *working; /* a sign-in, or a sign-out */
  guint n_loads;
  guint reset_source; /* at the end of the service's day */
};

G_DEFINE_FINAL_TYPE (MqServiceAccount, mq_service_account, G_TYPE_OBJECT)

static guint changed_signal;

/* Drops what is under way. */
static void
stop (MqServiceAccount *self)
{
  self->n_loads++;
  dex_clear (&self->loading);
  dex_clear (&self->working);
  g_clear_handle_id (&self->reset_source, g_source_remove);
}

static void
mq_service_account_finalize (GObject *object)
{
  MqServiceAccount *self = MQ_SERVICE_ACCOUNT (object);

  stop (self);
  g_clear_object (&self->user_signals);
  g_free (self->service);
  g_free (self->ports);
  g_free (self->problem);
  g_free (self->name);
  g_clear_pointer (&self->facts, json_object_unref);

  G_OBJECT_CLASS (mq_service_account_parent_class)->finalize (object);
}

static void
mq_service_account_class_init (MqServiceAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_service_account_finalize;

  changed_signal = mq_signal_new (MQ_TYPE_SERVICE_ACCOUNT, "changed", 1, G_TYPE_BOOLEAN);
}

/* Only changes of the keyring matter; /v1/account says who is signed in. */
static void
on_user_changed (MqServiceAccount *self)
{
  if (self->state == MQ_ACCOUNT_SIGNED_IN)
    g_signal_emit (self, changed_signal, 0, FALSE);
}

static void
mq_service_account_init (MqServiceAccount *self)
{
  self->user_signals = g_signal_group_new (MQ_TYPE_USER_ACCOUNT);
  g_signal_group_connect_swapped (self->user_signals, "changed", G_CALLBACK (on_user_changed),
                                  self);
}

static gint64
get_reset (MqServiceAccount *self)
{
  const char *text = mq_json_get_string (mq_json_get_object (self->facts, "quota"), "resets", NULL);
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return time != NULL ? g_date_time_to_unix (time) : 0;
}

static void
on_reset (gpointer data)
{
  MqServiceAccount *self = data;

  self->reset_source = 0;
  dex_future_disown (mq_service_account_load (self));
}

/* @facts: (nullable) (transfer full): what the service says
 * @problem: (nullable): why nobody is signed in */
static void
set_state (MqServiceAccount *self, MqAccountState state, JsonObject *facts, const char *problem)
{
  gboolean was_shut = self->state == MQ_ACCOUNT_SIGNING_IN || mq_service_account_wants_terms (self);
  gint64 seconds;

  g_clear_pointer (&self->facts, json_object_unref);
  self->facts = facts;
  self->state = state;
  g_set_str (&self->problem, problem);
  g_clear_pointer (&self->name, g_free);
  if (facts != NULL)
    self->name = mq_text_clean (mq_json_get_string (facts, "name", ""), MAX_NAME);

  seconds = get_reset (self) - g_get_real_time () / G_USEC_PER_SEC;
  g_clear_handle_id (&self->reset_source, g_source_remove);
  if (mq_service_account_get_runs_left (self) >= 0 && seconds > 0 && seconds < 2 * 24 * 60 * 60)
    self->reset_source = g_timeout_add_seconds_once ((guint)seconds + 1, on_reset, self);

  g_signal_emit (self, changed_signal, 0,
                 was_shut && state == MQ_ACCOUNT_SIGNED_IN
                     && !mq_service_account_wants_terms (self));
}

static gboolean
is_latest (MqServiceAccount *account, guint number)
{
  return number == account->n_loads;
}

static DexFuture *
load_fiber (MqServiceAccount *self, guint number)
{
  g_autoptr (MqSignInOffer) offer = NULL;
  g_autoptr (MqServiceClient) client = NULL;
  g_autoptr (JsonObject) facts = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_out;

  /* A fiber begins later than it is spawned: the settings may name no service any more. */
  if (!is_latest (self, number))
    return dex_future_new_true ();

  /* A service without accounts offers no sign-in. */
  if (self->state == MQ_ACCOUNT_NONE)
    {
      offer = dex_await_boxed (mq_sign_in_offer_fetch (self->service), NULL);
      if (offer == NULL || !is_latest (self, number))
        return dex_future_new_true ();
    }

  client = mq_service_client_new_for_url (self->service);
  facts = dex_await_boxed (mq_service_client_get (client, "/v1/account"), &error);
  if (!is_latest (self, number))
    return dex_future_new_true ();

  is_out = g_error_matches (error, MQ_ERROR, MQ_ERROR_SIGN_IN);
  if (facts != NULL)
    set_state (self, MQ_ACCOUNT_SIGNED_IN, g_steal_pointer (&facts), NULL);
  /* Somebody who was signed in still is, and whoever could not sign in reads why. */
  else if (self->state != MQ_ACCOUNT_SIGNED_OUT && (self->state != MQ_ACCOUNT_SIGNED_IN || is_out))
    set_state (self, MQ_ACCOUNT_SIGNED_OUT, NULL, is_out ? NULL : error->message);
  return dex_future_new_true ();
}

/**
 * mq_service_account_load:
 * @self: an account
 *
 * Asks the service of the settings, unless somebody is just signing in.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_service_account_load (MqServiceAccount *self)
{
  dex_return_error_if_fail (MQ_IS_SERVICE_ACCOUNT (self));

  if (self->service == NULL || self->working != NULL)
    return dex_future_new_true ();

  dex_clear (&self->loading);
  self->loading = mq_fiber_spawn_with (NULL, FIBER_STACK, load_fiber,
                                       (MQ_TYPE_SERVICE_ACCOUNT, self),
                                       (G_TYPE_UINT, ++self->n_loads));
  return dex_ref (self->loading);
}

/**
 * mq_service_account_set_config:
 * @self: an account
 * @config: names the service
 *
 * Forgets the account of another service.
 */
void
mq_service_account_set_config (MqServiceAccount *self, MqConfig *config)
{
  const char *url = mq_config_get_string (config, MQ_CONFIG_SERVER_URL);

  g_return_if_fail (MQ_IS_SERVICE_ACCOUNT (self));

  g_set_str (&self->ports, mq_config_get_string (config, MQ_CONFIG_SERVER_REDIRECT_PORTS));
  if (!g_set_str (&self->service, url))
    return;

  stop (self);
  g_signal_group_set_target (self->user_signals, url != NULL ? mq_user_account_get (url) : NULL);
  set_state (self, MQ_ACCOUNT_NONE, NULL, NULL);
}

/**
 * mq_service_account_close:
 * @self: an account
 *
 * Ends whatever is under way.
 */
void
mq_service_account_close (MqServiceAccount *self)
{
  g_return_if_fail (MQ_IS_SERVICE_ACCOUNT (self));

  stop (self);
}

const char *
mq_service_account_get_service (MqServiceAccount *self)
{
  g_return_val_if_fail (MQ_IS_SERVICE_ACCOUNT (self), NULL);

  return self->service;
}

MqAccountState
mq_service_account_get_state (MqServiceAccount *self)
{
  g_return_val_if_fail (MQ_IS_SERVICE_ACCOUNT (self), MQ_ACCOUNT_NONE);

  return self->state;
}

const char *
mq_service_account_get_name (MqServiceAccount *self)
{
  g_return_val_if_fail (MQ_IS_SERVICE_ACCOUNT (self), NULL);

  return self->name;
}

const char *
mq_service_account_get_problem (MqServiceAccount *self)
{
  g_return_val_if_fail (MQ_IS_SERVICE_ACCOUNT (self), NULL);

  return self->problem;
}

gboolean
mq_service_account_is_in_memory (MqServiceAccount *self)
{
  g_return_val_if_fail (MQ_IS_SERVICE_ACCOUNT (self), FALSE);

  return self->state == MQ_ACCOUNT_SIGNED_IN
         && mq_user_account_is_in_memory (mq_user_account_get (self->service));
}

gboolean
mq_service_account_has_terms (MqServiceAccount *self)
{
  g_return_val_if_fail (MQ_IS_SERVICE_ACCOUNT (self), FALSE);

  return mq_json_get_object (self->facts, "terms") != NULL;
}

gboolean
mq_service_account_wants_terms (MqServiceAccount *self)
{
  g_return_val_if_fail (MQ_IS_SERVICE_ACCOUNT (self), FALSE);

  return mq_service_account_has_terms (self)
         && !mq_json_get_boolean (mq_json_get_object (self->facts, "terms"), "accepted", FALSE);
}

static gint64
get_limit (MqServiceAccount *self)
{
  return mq_json_get_int (mq_json_get_object (self->facts, "quota"), "limit", -1);
}

gint64
mq_service_account_get_runs_left (MqServiceAccount *self)
{
  g_return_val_if_fail (MQ_IS_SERVICE_ACCOUNT (self), -1);

  return get_limit (self) >= 0
             ? MAX (mq_json_get_int (mq_json_get_object (self->facts, "quota"), "left", 0), 0)
             : -1;
}

char *
mq_service_account_dup_reset (MqServiceAccount *self)
{
  g_autoptr (GDateTime) time = NULL;

  g_return_val_if_fail (MQ_IS_SERVICE_ACCOUNT (self), NULL);

  if (get_limit (self) < 0 || get_reset (self) == 0)
    return NULL;

  time = g_date_time_new_from_unix_local (get_reset (self));
  return time != NULL ? g_date_time_format (time, "%H:%M") : NULL;
}

char *
mq_service_account_dup_quota (MqServiceAccount *self)
{
  gint64 limit, left;
  g_autofree char *reset = NULL;

  g_return_val_if_fail (MQ_IS_SERVICE_ACCOUNT (self), NULL);

  limit = get_limit (self);
  left = mq_service_account_get_runs_left (self);
  if (limit < 0)
    return NULL;

  if (left == 0 && (reset = mq_service_account_dup_reset (self)) != NULL)
    /* Translators: %s is a time of the day, such as 01:00 */
    return g_strdup_printf (_ ("No runs left until %s"), reset);

  /* Translators: how many of how many runs */
  return g_strdup_printf (
      ngettext ("%1$d of %2$d run left today", "%1$d of %2$d runs left today", (gulong)limit),
      (int)left, (int)limit);
}

static DexFuture *
sign_in_fiber (MqServiceAccount *self, gpointer open, gpointer user_data, gpointer destroy,
               DexFuture *dropped)
{
  g_autofree char *service = g_strdup (self->service);
  g_autoptr (MqServiceClient) client = NULL;
  g_autoptr (JsonObject) facts = NULL;
  g_autoptr (GError) error = NULL;

  if (dex_await (mq_fiber_unless (dropped,
                                  mq_user_account_sign_in (mq_user_account_get (service),
                                                           self->ports, open, user_data, destroy)),
                 &error))
    {
      client = mq_service_client_new_for_url (service);
      facts = dex_await_boxed (
          mq_fiber_unless (dropped, mq_service_client_get (client, "/v1/account")), &error);
    }

  if (!dex_future_is_pending (dropped))
    return dex_future_new_true ();

  dex_clear (&self->working);
  if (facts != NULL)
    set_state (self, MQ_ACCOUNT_SIGNED_IN, g_steal_pointer (&facts), NULL);
  else
    set_state (self, MQ_ACCOUNT_SIGNED_OUT, NULL, error->message);
  return dex_future_new_true ();
}

/**
 * mq_service_account_sign_in:
 * @self: an account
 * @open: opens an address in the browser
 * @user_data: for @open
 * @destroy: (nullable): frees @user_data
 *
 * Waits for the browser until it answers, mq_service_account_cancel() is called or five minutes are
 * over. Does nothing if somebody is signed in, or is just signing in.
 */
void
mq_service_account_sign_in (MqServiceAccount *self, MqSignInOpenFunc open, gpointer user_data,
                            GDestroyNotify destroy)
{
  g_return_if_fail (MQ_IS_SERVICE_ACCOUNT (self));

  if (self->service == NULL || self->state != MQ_ACCOUNT_SIGNED_OUT || self->working != NULL)
    {
      if (destroy != NULL)
        destroy (user_data);
      return;
    }

  stop (self);
  self->working = mq_fiber_spawn_droppable_with (
      FIBER_STACK, sign_in_fiber, (MQ_TYPE_SERVICE_ACCOUNT, self), (G_TYPE_POINTER, (gpointer)open),
      (G_TYPE_POINTER, user_data), (G_TYPE_POINTER, (gpointer)destroy));
  set_state (self, MQ_ACCOUNT_SIGNING_IN, NULL, NULL);
}

/**
 * mq_service_account_cancel:
 * @self: an account
 * @problem: (nullable): what went wrong, for the user
 *
 * Ends a sign-in that is under way.
 */
void
mq_service_account_cancel (MqServiceAccount *self, const char *problem)
{
  g_return_if_fail (MQ_IS_SERVICE_ACCOUNT (self));

  if (self->state != MQ_ACCOUNT_SIGNING_IN)
    return;

  stop (self);
  set_state (self, MQ_ACCOUNT_SIGNED_OUT, NULL, problem);
}

static DexFuture *
sign_out_fiber (MqServiceAccount *self)
{
  g_autofree char *service = g_strdup (self->service);
  g_autoptr (GError) error = NULL;
  g_autofree char *problem = NULL;

  dex_await (mq_user_account_sign_out (mq_user_account_get (service)), &error);
  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_KEYRING))
    /* Translators: %s is a sentence about the system's keyring */
    problem = g_strdup_printf (_ ("Signed out only until Maquette is started again, because the "
                                  "sign-in is still in the keyring. %s"),
                               error->message);
  else if (error != NULL)
    g_message ("Signed out on this computer only: %s", error->message);

  if (g_strcmp0 (service, self->service) == 0)
    {
      dex_clear (&self->working);
      set_state (self, MQ_ACCOUNT_SIGNED_OUT, NULL, problem);
    }
  return dex_future_new_true ();
}

/**
 * mq_service_account_sign_out:
 * @self: an account
 *
 * Signs out, also if the sign-in server cannot be told. If the keyring could not be cleared, that
 * is the account's problem.
 */
void
mq_service_account_sign_out (MqServiceAccount *self)
{
  g_return_if_fail (MQ_IS_SERVICE_ACCOUNT (self));

  if (self->state != MQ_ACCOUNT_SIGNED_IN || self->working != NULL)
    return;

  stop (self);
  self->working = mq_fiber_spawn_with (NULL, FIBER_STACK, sign_out_fiber,
                                       (MQ_TYPE_SERVICE_ACCOUNT, self));
}
