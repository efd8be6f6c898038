/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens for machines, see mq-machine-token.h. */
#include "service/account/mq-machine-token.h"

#include "common/base/mq-base64url.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "service/account/mq-token-refusal.h"
#include "service/store/mq-journal-query.h"

#include <string.h>

#define SECRET_BYTES 32
#define ID_DIGITS 12
#define DAY_SECONDS (24 * 60 * 60)
#define COLUMNS "SELECT id, hash, account, name, created, expires, revoked FROM account_token"

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

/* The name makes it, so that the next token of a program goes on with its account. No issuer has
 * such a name: theirs are addresses. */
static char *
make_account (const char *name)
{
  g_autofree char *both = g_strconcat ("machine\n", name, NULL);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);
}

static DexFuture *
insert_token (const char *hash, const char *name, gint64 now, gint64 expires, MqDatabase *db)
{
  g_autofree char *id = dup_id (hash);
  g_autofree char *account = make_account (name);
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
gboolean
mq_machine_token_is (const char *token)
{
  return g_str_has_prefix (token, MQ_MACHINE_TOKEN_PREFIX);
}

/* @token: from outside. Returns: (transfer full): for the log: its id, nothing else of it */
char *
mq_machine_token_describe (const char *token)
{
  g_autofree char *hash = hash_token (token);
  g_autofree char *id = dup_id (hash);

  return g_strconcat ("token ", id, NULL);
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
  for (guint i = 0; i < entries->len; i++)
    {
      const MqMachineTokenEntry *entry = g_ptr_array_index (entries, i);

      if (entry->revoked == 0)
        g_hash_table_add (self->known, g_strdup (entry->hash));
    }

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

/* Answers at once. @token: from outside. Returns: whether it was there when they were loaded, or
 * found since */
gboolean
mq_machine_tokens_has (MqMachineTokens *self, const char *token)
{
  g_autofree char *hash = hash_token (token);

  return g_hash_table_contains (self->known, hash);
}

static gboolean
check_entry (const MqMachineTokenEntry *entry, GError **error)
{
  g_autoptr (GDateTime) ended = g_date_time_new_from_unix_utc (entry->expires);
  g_autofree char *day = g_date_time_format (ended, "%F");

  if (entry->revoked != 0)
    return mq_token_refuse (error, MQ_TOKEN_REFUSAL_REVOKED, "The token was revoked");

  return entry->expires > get_now ()
         || mq_token_refuse (error, MQ_TOKEN_REFUSAL_EXPIRED, "The token has expired on %s", day);
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

  if (entries == NULL)
    return dex_future_new_for_error (error);

  entry = entries->len > 0 ? g_ptr_array_index (entries, 0) : NULL;
  if (entry == NULL || !mq_text_is_same_secret (entry->hash, hash))
    return dex_future_new_reject (MQ_TOKEN_REFUSAL, MQ_TOKEN_REFUSAL_UNKNOWN,
                                  "This service has not made the token");

  if (!check_entry (entry, &error))
    return dex_future_new_for_error (error);

  g_hash_table_add (self->known, g_steal_pointer (&hash));
  return dex_future_new_take_object (
      mq_account_new_for_machine (entry->account, entry->name, entry->expires));
}

/* @token: from outside. Returns: (transfer full): resolves to the #MqAccount of the token;
 * rejects with %MQ_TOKEN_REFUSAL, or as the journal */
DexFuture *
mq_machine_tokens_find (MqMachineTokens *self, const char *token)
{
  return mq_fiber_spawn_with (NULL, 0, find_fiber, (MQ_TYPE_MACHINE_TOKENS, self),
                              (G_TYPE_STRING, token));
}
