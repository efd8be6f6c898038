/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the account of a request, see mq-account-check.h. */
#include "service/account/mq-account-check.h"

#include "common/base/mq-base64url.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/http/mq-http-json.h"
#include "common/http/mq-http.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-secret-file.h"
#include "service/account/mq-account.h"
#include "service/account/mq-issuer.h"
#include "service/account/mq-token-refusal.h"
#include "service/metrics/mq-metrics.h"
#include "service/store/mq-journal-query.h"

#include <libsoup/soup.h>
#include <string.h>

/* how each begins, so that people and scanners for secrets know it */
#define MQ_MACHINE_TOKEN_PREFIX "mqt_"

#define SECRET_BYTES 32
#define ID_DIGITS 12
#define DAY_SECONDS (24 * 60 * 60)
#define COLUMNS "SELECT id, hash, account, name, created, expires, revoked FROM account_token"

/* how long an answer counts; the issuer may end the token meanwhile */
#define MQ_TOKEN_INTROSPECTION_SECONDS 60

#define WINDOW ((gint64)60 * G_USEC_PER_SEC)
/* When there are so many, those that are full again are forgotten. */
#define SWEEP_SIZE 1024

#define FIBER_STACK (256 * 1024)
/* Seconds. A token may be valid a moment later, and one that is tried again and again costs the
 * issuer little. */
#define REFUSED_SECONDS 5
/* Seconds for which a token that was valid may send a large body. */
#define KNOWN_SECONDS 3600
/* Strangers may send any number of tokens. */
#define MAX_ANSWERS 4096
#define MAX_ASKED 32

#define INTROSPECTION_VARIABLE "MAQUETTE_INTROSPECTION_SECRET"
#define METADATA "/.well-known/oauth-protected-resource"

/* Bytes of a request whose token is not known yet: it may have been made a moment ago. */
#define MAX_UNKNOWN_BODY (64 * 1024)

#define MQ_TYPE_TOKEN_INTROSPECTION (mq_token_introspection_get_type ())
G_DECLARE_FINAL_TYPE (MqTokenIntrospection, mq_token_introspection, MQ, TOKEN_INTROSPECTION,
                      GObject)

/* How many requests somebody may send. */
struct _MqRateLimit
{
  gint64 interval;   /* µs between two requests at the limit; 0: no limit */
  GHashTable *times; /* key → when all of its requests are paid for, µs */
  guint sweep_at;    /* size at which the table is swept next */
};

/* The answer of the issuer about a token. */
typedef struct
{
  JsonObject *claims; /* NULL: it was refused */
  GError *refusal;
  gint64 time; /* monotonic, µs */
} Answer;

struct _MqTokenIntrospection
{
  GObject parent_instance;

  MqIssuer *issuer;
  char *url;
  char *authorization;
  GStrv clients;       /* whose tokens are taken although they name no audience */
  GHashTable *answers; /* hash of the token → Answer */
  guint n_asked;
};

struct _MqAccountCheck
{
  MqIssuer *issuer;
  char *audience;
  char *client_id;
  char *scope;
  gboolean wants_resource; /* programs name the audience when they sign in */
  MqRateLimit *rate_limit;
  MqTokenIntrospection *introspection; /* NULL: only signed tokens are accepted */
  MqMachineTokens *machine_tokens;     /* NULL: there are none */
};

/* Tokens for machines: secrets that the administrator of a shared service makes for programs that
 * nobody signs in for (`maquette-service token`). Each name is an account of its own. The database
 * has their hashes only. MqMachineTokens checks them for MqAccountCheck. */
struct _MqMachineTokens
{
  GObject parent_instance;

  MqJournal *journal;
  GHashTable *known; /* set of the hashes of tokens that were not revoked */
};

G_DEFINE_FINAL_TYPE (MqMachineTokens, mq_machine_tokens, G_TYPE_OBJECT)

static void
mq_machine_tokens_finalize (GObject *object)
{
  MqMachineTokens *self = MQ_MACHINE_TOKENS (object);

  g_clear_object (&self->journal);
  g_hash_table_unref (self->known);

  G_OBJECT_CLASS (mq_machine_tokens_parent_class)->finalize (object);
}

static void
mq_machine_tokens_class_init (MqMachineTokensClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_machine_tokens_finalize;
}

static void
mq_machine_tokens_init (MqMachineTokens *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
entry_free (gpointer data)
{
  MqMachineTokenEntry *self = data;

  g_free (self->id);
  g_free (self->hash);
  g_free (self->account);
  g_free (self->name);
  g_free (self);
}

static gpointer
read_entry (MqStatement *statement)
{
  MqMachineTokenEntry *entry = g_new0 (MqMachineTokenEntry, 1);

  entry->id = mq_statement_dup_text (statement, 0);
  entry->hash = mq_statement_dup_text (statement, 1);
  entry->account = mq_statement_dup_text (statement, 2);
  entry->name = mq_statement_dup_text (statement, 3);
  entry->created = mq_statement_get_int64 (statement, 4);
  entry->expires = mq_statement_get_int64 (statement, 5);
  entry->revoked = mq_statement_get_int64 (statement, 6);
  return entry;
}

/* A secret of 256 random bits needs no slow hash: nobody can try them all. */
static char *
hash_token (const char *token)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
}

static char *
dup_id (const char *hash)
{
  return g_strndup (hash, ID_DIGITS);
}

static DexFuture *
insert_token (const char *hash, const char *name, gint64 now, gint64 expires, MqDatabase *db)
{
  g_autofree char *id = dup_id (hash);
  /* The name makes the account, so that the next token of a program goes on with it. No issuer has
   * such a name: theirs are addresses. */
  g_autofree char *both = g_strconcat ("machine\n", name, NULL);
  g_autofree char *account = g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);
  GError *error = NULL;
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);

  if (transaction == NULL
      || !mq_database_run (db,
                           "INSERT INTO account_token (id, hash, account, name, created, expires)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                           &error, "ssssll", id, hash, account, name, now, expires)
      || !mq_database_run (db,
                           "INSERT INTO account (id, name, created, seen) VALUES (?1, ?2, ?3, ?3)"
                           " ON CONFLICT DO NOTHING",
                           &error, "ssl", account, name, now)
      || !mq_transaction_commit (g_steal_pointer (&transaction), &error))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

/**
 * mq_machine_token_create:
 * @journal: the database
 * @name: of its account, which is made if it is not there
 * @days: how long it is valid
 * @error: as of the journal
 *
 * Awaits.
 *
 * Returns: (transfer full) (nullable): the token, which nobody can find out later
 */
char *
mq_machine_token_create (MqJournal *journal, const char *name, gint64 days, GError **error)
{
  g_autofree char *secret = mq_base64url_random (SECRET_BYTES);
  g_autofree char *token = g_strconcat (MQ_MACHINE_TOKEN_PREFIX, secret, NULL);
  g_autofree char *hash = hash_token (token);
  gint64 now = get_now ();

  if (!dex_await (mq_journal_write (journal, insert_token, (G_TYPE_STRING, hash),
                                    (G_TYPE_STRING, name), (G_TYPE_INT64, now),
                                    (G_TYPE_INT64, now + days * DAY_SECONDS)),
                  error))
    return NULL;

  return g_steal_pointer (&token);
}

/**
 * mq_machine_token_list:
 * @journal: the database
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #MqMachineTokenEntry, by name
 */
DexFuture *
mq_machine_token_list (MqJournal *journal)
{
  return mq_journal_list (journal, read_entry, entry_free, COLUMNS " ORDER BY name, created, id",
                          "");
}

/**
 * mq_machine_token_revoke:
 * @journal: the database
 * @id: of a token, or the name of an account: all its tokens
 *
 * Returns: (transfer full): resolves to how many tokens were ended (an int64)
 */
DexFuture *
mq_machine_token_revoke (MqJournal *journal, const char *id)
{
  return mq_journal_execute (
      journal, "UPDATE account_token SET revoked = ?2 WHERE (id = ?1 OR name = ?1) AND revoked = 0",
      "sl", id, get_now ());
}

/* @token: from outside. Returns: whether it looks like a token for a machine */
static gboolean
is_for_machine (const char *token)
{
  return g_str_has_prefix (token, MQ_MACHINE_TOKEN_PREFIX);
}

/* Returns: (transfer full): the tokens in it */
MqMachineTokens *
mq_machine_tokens_new (MqJournal *journal)
{
  MqMachineTokens *self = g_object_new (MQ_TYPE_MACHINE_TOKENS, NULL);

  self->journal = g_object_ref (journal);
  return self;
}

static DexFuture *
load_fiber (MqMachineTokens *self)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) entries = dex_await_boxed (mq_machine_token_list (self->journal), &error);

  if (entries == NULL)
    return dex_future_new_for_error (error);

  g_hash_table_remove_all (self->known);
  MQ_EACH (entries, i, const MqMachineTokenEntry, entry)
    if (entry->revoked == 0)
      g_hash_table_add (self->known, g_strdup (entry->hash));

  return dex_future_new_true ();
}

/**
 * mq_machine_tokens_load:
 *
 * Reads which tokens there are, for mq_machine_tokens_has().
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_machine_tokens_load (MqMachineTokens *self)
{
  return mq_fiber_spawn_with (NULL, 0, load_fiber, (MQ_TYPE_MACHINE_TOKENS, self));
}

static DexFuture *
find_fiber (MqMachineTokens *self, const char *token)
{
  g_autofree char *hash = hash_token (token);
  g_autofree char *id = dup_id (hash);
  GError *error = NULL;
  g_autoptr (GPtrArray) entries = dex_await_boxed (
      mq_journal_list (self->journal, read_entry, entry_free, COLUMNS " WHERE id = ?1", "s", id),
      &error);
  const MqMachineTokenEntry *entry;
  MqAccount *account;

  if (entries == NULL)
    return dex_future_new_for_error (error);

  entry = entries->len > 0 ? g_ptr_array_index (entries, 0) : NULL;
  if (entry == NULL || !mq_text_is_same_secret (entry->hash, hash))
    return dex_future_new_reject (MQ_TOKEN_REFUSAL, MQ_TOKEN_REFUSAL_UNKNOWN,
                                  "This service has not made the token");
  if (entry->revoked != 0)
    return dex_future_new_reject (MQ_TOKEN_REFUSAL, MQ_TOKEN_REFUSAL_REVOKED,
                                  "The token was revoked");
  if (entry->expires <= get_now ())
    {
      g_autoptr (GDateTime) ended = g_date_time_new_from_unix_utc (entry->expires);
      g_autofree char *day = g_date_time_format (ended, "%F");

      return dex_future_new_reject (MQ_TOKEN_REFUSAL, MQ_TOKEN_REFUSAL_EXPIRED,
                                    "The token has expired on %s", day);
    }

  g_hash_table_add (self->known, g_steal_pointer (&hash));
  account = g_object_new (MQ_TYPE_ACCOUNT, NULL);
  account->id = g_strdup (entry->account);
  account->name = g_strdup (entry->name);
  account->issuer = g_strdup ("");
  account->groups = g_new0 (char *, 1);
  account->expires = entry->expires;
  return dex_future_new_take_object (account);
}

/* @per_minute: requests a minute; 0: no limit. Returns: (transfer full): a limit */
MqRateLimit *
mq_rate_limit_new (guint per_minute)
{
  MqRateLimit *self = g_new0 (MqRateLimit, 1);

  self->interval = per_minute > 0 ? WINDOW / per_minute : 0;
  self->times = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->sweep_at = SWEEP_SIZE;
  return self;
}

void
mq_rate_limit_free (MqRateLimit *self)
{
  g_hash_table_unref (self->times);
  g_free (self);
}

static gboolean
is_over (gpointer key, gpointer time, gpointer now)
{
  return *(gint64 *)time <= *(gint64 *)now;
}

/* @key: whose request it is; @now: monotonic time, µs. Returns: 0 if the request is within the
 * limit, and counts it; else after how many seconds the next one will be */
guint
mq_rate_limit_take (MqRateLimit *self, const char *key, gint64 now)
{
  gint64 *time;
  gint64 paid;

  if (self->interval == 0)
    return 0;

  time = g_hash_table_lookup (self->times, key);
  paid = MAX (time != NULL ? *time : now, now) + self->interval;
  if (paid - now > WINDOW)
    return (guint)((paid - now - WINDOW + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);

  if (time != NULL)
    *time = paid;
  else
    g_hash_table_insert (self->times, g_strdup (key), g_memdup2 (&paid, sizeof paid));

  if (g_hash_table_size (self->times) > self->sweep_at)
    {
      g_hash_table_foreach_remove (self->times, is_over, &now);
      self->sweep_at = MAX (SWEEP_SIZE, 2 * g_hash_table_size (self->times));
    }
  return 0;
}

/* Returns: how many keys are remembered */
guint
mq_rate_limit_get_size (MqRateLimit *self)
{
  return g_hash_table_size (self->times);
}

G_DEFINE_FINAL_TYPE (MqTokenIntrospection, mq_token_introspection, G_TYPE_OBJECT)

static void
answer_free (gpointer data)
{
  Answer *self = data;

  g_clear_pointer (&self->claims, json_object_unref);
  g_clear_error (&self->refusal);
  g_free (self);
}

static void
mq_token_introspection_finalize (GObject *object)
{
  MqTokenIntrospection *self = MQ_TOKEN_INTROSPECTION (object);

  g_clear_object (&self->issuer);
  g_free (self->url);
  g_free (self->authorization);
  g_strfreev (self->clients);
  g_hash_table_unref (self->answers);

  G_OBJECT_CLASS (mq_token_introspection_parent_class)->finalize (object);
}

static void
mq_token_introspection_class_init (MqTokenIntrospectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_token_introspection_finalize;
}

static void
mq_token_introspection_init (MqTokenIntrospection *self)
{
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
}

static gboolean
is_older (const Answer *answer, gint64 seconds)
{
  return g_get_monotonic_time () - answer->time >= seconds * G_USEC_PER_SEC;
}

static gboolean
is_forgotten (gpointer key, gpointer value, gpointer user_data)
{
  const Answer *answer = value;

  return is_older (answer, answer->claims != NULL ? KNOWN_SECONDS : REFUSED_SECONDS);
}

/* @claims: what the issuer has said; gets what an issuer may leave out (RFC 7662, 2.2) */
static gboolean
check_answer (MqTokenIntrospection *self, JsonObject *claims, GError **error)
{
  const char *use = mq_json_get_string (claims, "token_use", "access_token");
  const char *client = mq_json_get_string (claims, "client_id", "");
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (!mq_json_get_boolean (claims, "active", FALSE))
    return mq_token_refuse (error, MQ_TOKEN_REFUSAL_INACTIVE,
                            "The sign-in server says that the token is not valid");
  if (!g_str_equal (use, "access_token"))
    return mq_token_refuse (error, MQ_TOKEN_REFUSAL_MALFORMED, "This is no access token");

  if (!json_object_has_member (claims, "iss"))
    mq_json_add (claims, "iss:s", mq_issuer_get_url (self->issuer));
  if (!json_object_has_member (claims, "exp"))
    mq_json_add (claims, "exp:l", now + MQ_TOKEN_INTROSPECTION_SECONDS);
  /* A token without an audience is for its client, so only our own clients' are taken. */
  if (!json_object_has_member (claims, "aud"))
    {
      if (!g_strv_contains ((const char *const *)self->clients, client))
        return mq_token_refuse (error, MQ_TOKEN_REFUSAL_AUDIENCE,
                                "The token is meant for another service");
      mq_json_add (claims, "aud:s", mq_issuer_get_audience (self->issuer));
    }

  return mq_issuer_check_claims (self->issuer, claims, error);
}

static gboolean
fail_unreachable (GError **error)
{
  return mq_fail (error, MQ_ERROR_UNREACHABLE, "The sign-in server cannot be asked just now");
}

/* Awaits.
 *
 * Returns: (transfer full) (nullable): what the issuer says of the token */
static JsonObject *
ask (MqTokenIntrospection *self, const char *token, GError **error)
{
  g_autoptr (GHashTable) form = mq_http_json_form ("token", token, "token_type_hint",
                                                   "access_token", NULL);
  g_autoptr (GError) why = NULL;
  g_autoptr (JsonObject) reply = NULL;
  JsonObject *body;

  if (self->n_asked >= MAX_ASKED)
    {
      fail_unreachable (error);
      return NULL;
    }

  self->n_asked++;
  reply = dex_await_boxed (mq_http_json_post (self->url, form, self->authorization), &why);
  self->n_asked--;
  body = mq_json_get_object (reply, "body");
  if (reply != NULL && body != NULL && mq_json_get_int (reply, "status", 0) == SOUP_STATUS_OK)
    return json_object_ref (body);

  if (why != NULL)
    g_warning ("%s: %s", self->url, why->message);
  else
    g_warning ("%s: status %d, instead of what a token is", self->url,
               (int)mq_json_get_int (reply, "status", 0));
  fail_unreachable (error);
  return NULL;
}

/* Resolves to what the issuer says of the token, a JSON_TYPE_OBJECT; rejects with
 * %MQ_TOKEN_REFUSAL, or %MQ_ERROR_UNREACHABLE while the issuer cannot be asked. */
static DexFuture *
verify_fiber (MqTokenIntrospection *self, const char *token)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
  Answer *answer = g_hash_table_lookup (self->answers, hash);
  g_autoptr (JsonObject) claims = NULL;
  GError *error = NULL;

  if (answer != NULL && answer->refusal != NULL && !is_older (answer, REFUSED_SECONDS))
    return dex_future_new_for_error (g_error_copy (answer->refusal));

  if (answer != NULL && answer->claims != NULL
      && !is_older (answer, MQ_TOKEN_INTROSPECTION_SECONDS))
    {
      claims = json_object_ref (answer->claims);
      check_answer (self, claims, &error);
    }
  else
    {
      if (!(claims = ask (self, token, &error)))
        return dex_future_new_for_error (error);

      check_answer (self, claims, &error);
      answer = g_new0 (Answer, 1);
      answer->claims = error == NULL ? json_object_ref (claims) : NULL;
      answer->refusal = error != NULL ? g_error_copy (error) : NULL;
      answer->time = g_get_monotonic_time ();
      if (g_hash_table_size (self->answers) >= MAX_ANSWERS)
        g_hash_table_foreach_remove (self->answers, is_forgotten, NULL);
      if (g_hash_table_size (self->answers) >= MAX_ANSWERS)
        g_hash_table_remove_all (self->answers);
      g_hash_table_insert (self->answers, g_strdup (hash), answer);
    }

  if (error != NULL)
    return dex_future_new_for_error (error);

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, g_steal_pointer (&claims));
}

static gboolean
load_introspection (MqAccountCheck *self, MqConfig *config, GError **error)
{
  const char *url = mq_config_get_string (config, MQ_CONFIG_SERVICE_INTROSPECTION_URL);
  const char *client = mq_config_get_string (config, MQ_CONFIG_SERVICE_INTROSPECTION_CLIENT);
  const char *clients = mq_config_get_string (config, MQ_CONFIG_SERVICE_CLIENTS);
  const char *path = mq_config_get_string (config, MQ_CONFIG_SERVICE_INTROSPECTION_SECRET);
  const char *variable = g_getenv (INTROSPECTION_VARIABLE);
  g_autofree char *all = g_strconcat (self->client_id, ",", clients, NULL);
  g_autofree char *secret = NULL;
  g_autofree char *name = NULL;
  g_autofree char *password = NULL;
  g_autofree char *both = NULL;
  g_autofree char *text = NULL;

  if (url == NULL)
    return TRUE;
  if (!mq_http_is_safe_url (url))
    return mq_fail (
        error, MQ_ERROR_BAD_INPUT,
        "service.introspection_url: “%s” is neither an https address nor one of this computer",
        url);

  if (path != NULL)
    {
      if (!(secret = mq_secret_file_read (path, error)))
        return FALSE;
    }
  else if (variable != NULL && *variable != '\0')
    secret = g_strdup (variable);
  else
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "“service.introspection_url” needs “service.introspection_secret” "
                    "or " INTROSPECTION_VARIABLE);

  /* RFC 6749, 2.3.1: both are encoded as in a form. */
  name = g_uri_escape_string (client != NULL ? client : self->client_id, NULL, FALSE);
  password = g_uri_escape_string (secret, NULL, FALSE);
  both = g_strconcat (name, ":", password, NULL);
  text = g_base64_encode ((const guchar *)both, strlen (both));
  explicit_bzero (secret, strlen (secret));

  self->introspection = g_object_new (MQ_TYPE_TOKEN_INTROSPECTION, NULL);
  self->introspection->issuer = g_object_ref (self->issuer);
  self->introspection->url = g_strdup (url);
  self->introspection->authorization = g_strconcat ("Basic ", text, NULL);
  self->introspection->clients = mq_text_split_list (all);
  return TRUE;
}

/**
 * mq_account_check_load:
 * @config: the service's settings
 * @check: (out) (nullable): %NULL if they name no issuer: the service has no accounts
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether the settings are in order
 */
gboolean
mq_account_check_load (MqConfig *config, MqAccountCheck **check, GError **error)
{
  const char *url = mq_config_get_string (config, MQ_CONFIG_SERVICE_ISSUER);
  const char *audience = mq_config_get_string (config, MQ_CONFIG_SERVICE_AUDIENCE);
  const char *clients = mq_config_get_string (config, MQ_CONFIG_SERVICE_CLIENTS);
  guint per_minute = (guint)mq_config_get_int (config, MQ_CONFIG_SERVICE_REQUESTS_PER_MINUTE);
  g_autofree char *all = NULL;
  MqAccountCheck *self;
  MqIssuer *issuer;

  *check = NULL;
  if (url == NULL)
    return TRUE;
  if (!(issuer = mq_issuer_new (url, audience, error)))
    return FALSE;

  self = g_new0 (MqAccountCheck, 1);
  self->issuer = issuer;
  self->audience = g_strdup (audience);
  self->client_id = g_strdup (mq_config_get_string (config, MQ_CONFIG_SERVICE_CLIENT_ID));
  self->scope = g_strdup (mq_config_get_string (config, MQ_CONFIG_SERVICE_SCOPE));
  self->wants_resource = mq_config_get_boolean (config, MQ_CONFIG_SERVICE_RESOURCE);
  self->rate_limit = mq_rate_limit_new (per_minute);
  /* Our own programs are always taken. */
  all = clients != NULL ? g_strconcat (clients, ",", self->client_id, NULL) : NULL;
  mq_issuer_restrict (issuer, self->scope, all);
  if (!load_introspection (self, config, error))
    {
      mq_account_check_free (self);
      return FALSE;
    }

  *check = self;
  return TRUE;
}

void
mq_account_check_free (MqAccountCheck *self)
{
  g_object_unref (self->issuer);
  g_clear_object (&self->introspection);
  g_clear_object (&self->machine_tokens);
  g_free (self->audience);
  g_free (self->client_id);
  g_free (self->scope);
  mq_rate_limit_free (self->rate_limit);
  g_free (self);
}

/**
 * mq_account_check_set_machine_tokens:
 * @self: a check
 * @tokens: are accepted, too, from now on
 */
void
mq_account_check_set_machine_tokens (MqAccountCheck *self, MqMachineTokens *tokens)
{
  g_set_object (&self->machine_tokens, tokens);
}

/**
 * mq_account_check_describe:
 * @self: a check
 *
 * Returns: (transfer full): how programs sign in: the metadata of RFC 9728, and as which client
 */
JsonObject *
mq_account_check_describe (MqAccountCheck *self)
{
  const char *const issuers[] = { mq_issuer_get_url (self->issuer), NULL };
  const char *const methods[] = { "header", NULL };
  g_auto (GStrv) scopes = g_strsplit (self->scope, " ", -1);

  return mq_json_new ("resource:s authorization_servers:a scopes_supported:a "
                      "bearer_methods_supported:a maquette_client_id:s"
                      " maquette_sends_resource:b",
                      self->audience, mq_json_from_strings (issuers, -1),
                      mq_json_from_strings ((const char *const *)scopes, -1),
                      mq_json_from_strings (methods, -1), self->client_id, self->wants_resource);
}

/* RFC 9728, 5.1: where a program reads how to sign in. @fault: (nullable): of its token */
static void
set_challenge (MqAccountCheck *self, SoupServerMessage *message, const char *fault)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autoptr (GUri) uri = g_uri_parse (self->audience, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) metadata = NULL;
  g_autofree char *place = NULL;
  g_autofree char *challenge = NULL;

  if (uri != NULL && g_uri_get_host (uri) != NULL)
    {
      metadata = soup_uri_copy (uri, SOUP_URI_PATH, METADATA, SOUP_URI_QUERY, NULL, SOUP_URI_NONE);
      place = g_uri_to_string (metadata);
    }

  challenge = g_strdup_printf (
      "Bearer%s%s%s%s%s", fault != NULL ? " " : "", fault != NULL ? fault : "",
      place != NULL ? (fault != NULL ? ", resource_metadata=\"" : " resource_metadata=\"") : "",
      place != NULL ? place : "", place != NULL ? "\"" : "");
  soup_message_headers_replace (headers, "WWW-Authenticate", challenge);
}

/* Returns: (nullable): what stands behind “Bearer”. */
static const char *
get_token (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *header = soup_message_headers_get_one (headers, "Authorization");

  return header != NULL && g_ascii_strncasecmp (header, "Bearer ", strlen ("Bearer ")) == 0
             ? header + strlen ("Bearer ")
             : NULL;
}

/* Whoever runs the service has to know why people who have signed in are turned away. @why:
 * (transfer full) */
static void
refuse (MqAccountCheck *self, SoupServerMessage *message, const char *token, GError *why,
        GError **error)
{
  const char *kind = mq_token_refusal_get_kind (why);
  g_autofree char *hash = hash_token (token);
  g_autofree char *id = dup_id (hash);
  /* The log has the id of a machine's token, and nothing else of it. */
  g_autofree char *facts = is_for_machine (token) ? g_strconcat ("token ", id, NULL)
                                                  : mq_jwt_describe (token);

  g_message ("A token was refused: %s (%s, %s)", why->message, kind, facts);
  mq_metrics_add (MQ_METRIC_REFUSED_TOKENS, 1, kind);
  if (g_error_matches (why, MQ_TOKEN_REFUSAL, MQ_TOKEN_REFUSAL_SCOPE))
    {
      /* RFC 6750, 3.1: this is not an invalid token, and the program may ask for another scope. */
      g_autofree char *fault = g_strdup_printf ("error=\"insufficient_scope\", scope=\"%s\"",
                                                self->scope);

      set_challenge (self, message, fault);
      g_propagate_error (error, why);
      return;
    }

  set_challenge (self, message, "error=\"invalid_token\"");
  mq_fail (error, MQ_ERROR_SIGN_IN, "%s", why->message);
  g_error_free (why);
}

/* Whether the issuer is asked about the token: it is no signed one that could be checked here. */
static gboolean
is_opaque (MqAccountCheck *self, const char *token)
{
  g_autofree char *key = self->introspection != NULL ? mq_jwt_dup_key_id (token) : NULL;

  return self->introspection != NULL && key == NULL;
}

static DexFuture *
find_fiber_check (MqAccountCheck *check, SoupServerMessage *message)
{
  const char *token = get_token (message);
  g_autoptr (JsonObject) claims = NULL;
  GError *error = NULL;
  GError *why = NULL;
  MqAccount *account = NULL;

  if (token == NULL)
    {
      set_challenge (check, message, NULL);
      return dex_future_new_reject (MQ_ERROR, MQ_ERROR_SIGN_IN, "The request has no access token");
    }

  if (check->machine_tokens != NULL && is_for_machine (token))
    account = dex_await_object (
        mq_fiber_spawn_with (NULL, 0, find_fiber, (MQ_TYPE_MACHINE_TOKENS, check->machine_tokens),
                             (G_TYPE_STRING, token)),
        &why);
  else if (!is_opaque (check, token))
    claims = dex_await_boxed (mq_issuer_verify (check->issuer, token), &why);
  else if (strlen (token) > MQ_JWT_MAX_BYTES)
    mq_token_refuse (&why, MQ_TOKEN_REFUSAL_MALFORMED, "The request has no valid access token");
  else
    claims
        = dex_await_boxed (mq_fiber_spawn_with (NULL, FIBER_STACK, verify_fiber,
                                                (MQ_TYPE_TOKEN_INTROSPECTION, check->introspection),
                                                (G_TYPE_STRING, token)),
                           &why);
  if (claims != NULL)
    account = mq_account_new_from_claims (claims);

  if (account != NULL)
    {
      guint seconds = mq_rate_limit_take (check->rate_limit, account->id, g_get_monotonic_time ());
      g_autofree char *wait = g_strdup_printf ("%u", seconds);

      if (seconds == 0)
        return dex_future_new_take_object (account);

      g_object_unref (account);
      soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                    "Retry-After", wait);
      return dex_future_new_reject (MQ_ERROR, MQ_ERROR_QUOTA,
                                    "This account sends more requests than this service takes");
    }
  if (why->domain != MQ_TOKEN_REFUSAL)
    return dex_future_new_for_error (why);

  refuse (check, message, token, why, &error);
  return dex_future_new_for_error (error);
}

/**
 * mq_account_check_is_ready:
 * @check: a #MqAccountCheck
 *
 * Answers at once.
 *
 * Returns: whether tokens can be checked
 */
gboolean
mq_account_check_is_ready (gpointer check)
{
  MqAccountCheck *self = check;

  /* A provider of opaque tokens need not have keys. */
  return mq_issuer_is_ready (self->issuer) || self->introspection != NULL;
}

/* A token that is not known may still be a new one: its request is let in as long as it is small,
 * and the database or the issuer decides. */
static gboolean
check_size (SoupServerMessage *message, gboolean is_known, GError **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  return is_known
         || (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CHUNKED
             && soup_message_headers_get_content_length (headers) <= MAX_UNKNOWN_BODY)
         || mq_token_refuse (error, MQ_TOKEN_REFUSAL_UNKNOWN,
                             "This service does not know the token");
}

/**
 * mq_account_check_may_enter:
 * @message: a request, of which only the headers are there
 * @check: a #MqAccountCheck
 * @error: %MQ_ERROR_SIGN_IN, %MQ_TOKEN_REFUSAL_SCOPE
 *
 * Returns: %FALSE if mq_account_check_find() would surely reject it: its body need not be read.
 *   WWW-Authenticate is set then
 */
gboolean
mq_account_check_may_enter (SoupServerMessage *message, gpointer check, GError **error)
{
  MqAccountCheck *self = check;
  const char *token = get_token (message);
  g_autofree char *hash = NULL;
  GError *why = NULL;

  if (token == NULL)
    {
      set_challenge (self, message, NULL);
      return mq_fail (error, MQ_ERROR_SIGN_IN, "The request has no access token");
    }

  hash = hash_token (token);
  if (self->machine_tokens != NULL && is_for_machine (token))
    check_size (message, g_hash_table_contains (self->machine_tokens->known, hash), &why);
  else if (is_opaque (self, token))
    {
      const Answer *answer = g_hash_table_lookup (self->introspection->answers, hash);

      check_size (message,
                  answer != NULL && answer->claims != NULL && !is_older (answer, KNOWN_SECONDS),
                  &why);
    }
  else
    mq_issuer_may_accept (self->issuer, token, &why);
  if (why == NULL)
    return TRUE;

  refuse (self, message, token, why, error);
  return FALSE;
}

/**
 * mq_account_check_find:
 * @message: a request
 * @check: a #MqAccountCheck, which must outlive the request
 *
 * Returns: (transfer full): resolves to a #MqAccount; rejects with %MQ_ERROR_SIGN_IN or
 *   %MQ_TOKEN_REFUSAL_SCOPE, and says in WWW-Authenticate where to read how to sign in; with
 *   %MQ_ERROR_QUOTA for too many requests, and says in Retry-After how long to wait; with
 *   %MQ_ERROR_UNREACHABLE while the issuer cannot be asked for its keys
 */
DexFuture *
mq_account_check_find (SoupServerMessage *message, gpointer check)
{
  return mq_fiber_spawn_with (NULL, 256 * 1024, find_fiber_check, (G_TYPE_POINTER, check),
                              (SOUP_TYPE_SERVER_MESSAGE, message));
}
