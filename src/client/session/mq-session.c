/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSession, see mq-session.h. */
#include "client/session/mq-session.h"

#include "common/base/mq-index-words.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <string.h>
#include <sys/random.h>

#define ID_LENGTH 10
#define MAX_TITLE 60

/* Crockford's base 32 avoids letters that look like digits, so that an id can be read aloud and
 * typed. */
static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* Characters of an id in a library: as long as ever, and a file name that needs no escaping. */
#define MAX_ID_LENGTH 64

struct _MqSession
{
  GObject parent_instance;

  char *id;
  char *title;
  char *first_message;
  char *base;
  gint64 created;
  gint64 updated;
  gboolean failed; /* its last run */
  gboolean favorite;
  gboolean made_here;
  guint current; /* number of a version; 0: the last one */
  JsonObject *batch;
  GListStore *versions;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_UPDATED,
  PROP_FAVORITE,
  PROP_CURRENT_VERSION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MqSession, mq_session, G_TYPE_OBJECT)

static void
mq_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqSession *self = MQ_SESSION (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_UPDATED:
      g_value_set_int64 (value, self->updated);
      break;
    case PROP_FAVORITE:
      g_value_set_boolean (value, self->favorite);
      break;
    case PROP_CURRENT_VERSION:
      g_value_set_object (value, mq_session_get_current_version (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_session_finalize (GObject *object)
{
  MqSession *self = MQ_SESSION (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->first_message);
  g_free (self->base);
  g_clear_pointer (&self->batch, json_object_unref);
  g_object_unref (self->versions);

  G_OBJECT_CLASS (mq_session_parent_class)->finalize (object);
}

static void
mq_session_class_init (MqSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mq_session_get_property;
  object_class->finalize = mq_session_finalize;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_UPDATED] = g_param_spec_int64 ("updated", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CURRENT_VERSION] = g_param_spec_object (
      "current-version", NULL, NULL, MQ_TYPE_VERSION, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_FAVORITE] = g_param_spec_boolean ("favorite", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mq_session_init (MqSession *self)
{
  self->versions = g_list_store_new (MQ_TYPE_VERSION);
}

/**
 * mq_session_new:
 * @id: see mq_session_make_id()
 * @title: for the user
 * @first_message: the first message
 * @base: (nullable): "ID/N", the version of another session it is based on
 * @created: Unix time in seconds
 *
 * For MqLibrary, from which other code gets sessions.
 *
 * Returns: (transfer full): the session
 */
MqSession *
mq_session_new (const char *id, const char *title, const char *first_message, const char *base,
                gint64 created)
{
  MqSession *self = g_object_new (MQ_TYPE_SESSION, NULL);

  self->id = g_strdup (id);
  self->title = g_strdup (title);
  self->first_message = g_strdup (first_message);
  self->base = g_strdup (base);
  self->created = created;
  self->updated = created;
  return self;
}

/**
 * mq_session_is_id:
 * @id: (nullable): text from a library, which may be a stranger's
 *
 * Returns: whether it can be the id of a session: folders are named after it
 */
gboolean
mq_session_is_id (const char *id)
{
  gsize length = id != NULL ? strlen (id) : 0;

  return length > 0 && length <= MAX_ID_LENGTH
         && strspn (id, "0123456789abcdefghijklmnopqrstuvwxyz") == length;
}

/**
 * mq_session_get_id:
 * @self: a session
 *
 * Returns: ten letters and digits
 */
const char *
mq_session_get_id (MqSession *self)
{
  g_return_val_if_fail (MQ_IS_SESSION (self), NULL);

  return self->id;
}

/**
 * mq_session_get_title:
 * @self: a session
 *
 * Returns: its title
 */
const char *
mq_session_get_title (MqSession *self)
{
  g_return_val_if_fail (MQ_IS_SESSION (self), NULL);

  return self->title;
}

/**
 * mq_session_get_first_message:
 * @self: a session
 *
 * Returns: the first message
 */
const char *
mq_session_get_first_message (MqSession *self)
{
  g_return_val_if_fail (MQ_IS_SESSION (self), NULL);

  return self->first_message;
}

/**
 * mq_session_get_base:
 * @self: a session
 *
 * Returns: (nullable): "ID/N", the version of another session it is based on
 */
const char *
mq_session_get_base (MqSession *self)
{
  g_return_val_if_fail (MQ_IS_SESSION (self), NULL);

  return self->base;
}

/**
 * mq_session_dup_base:
 * @self: a session
 * @version: (out): the number of that version
 *
 * Returns: (transfer full) (nullable): the id of the session with the version that it goes on from;
 *   %NULL: it goes on from none
 */
char *
mq_session_dup_base (MqSession *self, guint *version)
{
  const char *end = self->base != NULL ? strpbrk (self->base, "/:") : NULL;

  *version = end != NULL ? (guint)g_ascii_strtoull (end + 1, NULL, 10) : 0;
  return *version > 0 ? g_strndup (self->base, end - self->base) : NULL;
}

/**
 * mq_session_get_created:
 * @self: a session
 *
 * Returns: Unix time in seconds
 */
gint64
mq_session_get_created (MqSession *self)
{
  g_return_val_if_fail (MQ_IS_SESSION (self), 0);

  return self->created;
}

/**
 * mq_session_get_updated:
 * @self: a session
 *
 * Returns: Unix time in seconds of the last version or message
 */
gint64
mq_session_get_updated (MqSession *self)
{
  g_return_val_if_fail (MQ_IS_SESSION (self), 0);

  return self->updated;
}

/**
 * mq_session_get_versions:
 * @self: a session
 *
 * Returns: (transfer none): a list of #MqVersion, oldest first
 */
GListModel *
mq_session_get_versions (MqSession *self)
{
  g_return_val_if_fail (MQ_IS_SESSION (self), NULL);

  return G_LIST_MODEL (self->versions);
}

/**
 * mq_session_get_last_version:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the newest version
 */
MqVersion *
mq_session_get_last_version (MqSession *self)
{
  guint n = g_list_model_get_n_items (mq_session_get_versions (self));
  g_autoptr (MqVersion) version = n > 0
                                      ? g_list_model_get_item (G_LIST_MODEL (self->versions), n - 1)
                                      : NULL;

  /* The list holds it. */
  return version;
}

/**
 * mq_session_get_current_version:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the version that the next change starts from: the one that
 *   the user went back to since the last one was made, else the last one
 */
MqVersion *
mq_session_get_current_version (MqSession *self)
{
  g_autoptr (MqVersion) version = NULL;

  g_return_val_if_fail (MQ_IS_SESSION (self), NULL);

  version = self->current > 0 ? mq_version_find (G_LIST_MODEL (self->versions), self->current)
                              : NULL;

  /* The list holds it. */
  return version != NULL ? version : mq_session_get_last_version (self);
}

/**
 * mq_session_set_current:
 * @self: a session
 * @number: of one of its versions; 0: the last one
 */
void
mq_session_set_current (MqSession *self, guint number)
{
  MqVersion *before = mq_session_get_current_version (self);

  self->current = number;
  if (mq_session_get_current_version (self) != before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT_VERSION]);
}

/**
 * mq_session_get_failed:
 * @self: a session
 *
 * Returns: whether its last run that is over failed
 */
gboolean
mq_session_get_failed (MqSession *self)
{
  g_return_val_if_fail (MQ_IS_SESSION (self), FALSE);

  return self->failed;
}

/**
 * mq_session_is_made_here:
 * @self: a session
 *
 * Returns: whether mq_library_create_session() created it in this process
 */
gboolean
mq_session_is_made_here (MqSession *self)
{
  g_return_val_if_fail (MQ_IS_SESSION (self), FALSE);

  return self->made_here;
}

/**
 * mq_session_set_made_here:
 * @self: a session that no other code has yet
 *
 * For MqLibrary.
 */
void
mq_session_set_made_here (MqSession *self)
{
  g_return_if_fail (MQ_IS_SESSION (self));

  self->made_here = TRUE;
}

/**
 * mq_session_set_failed:
 * @self: a session
 * @failed: whether its last run failed
 */
void
mq_session_set_failed (MqSession *self, gboolean failed)
{
  self->failed = failed;
}

/**
 * mq_session_is_favorite:
 * @self: a session
 *
 * Returns: whether the user wants it at the top
 */
gboolean
mq_session_is_favorite (MqSession *self)
{
  g_return_val_if_fail (MQ_IS_SESSION (self), FALSE);

  return self->favorite;
}

/**
 * mq_session_set_favorite:
 * @self: a session
 * @favorite: whether it is a favorite
 */
void
mq_session_set_favorite (MqSession *self, gboolean favorite)
{
  if (self->favorite == favorite)
    return;

  self->favorite = favorite;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAVORITE]);
}

/**
 * mq_session_set_title:
 * @self: a session
 * @title: a new title
 */
void
mq_session_set_title (MqSession *self, const char *title)
{
  if (g_set_str (&self->title, title))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * mq_session_get_batch:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the item of a batch that it was imported from: `set`, the
 *   same text for all of the batch, its `name`, `item`, `tags`, and what was `measured`; %NULL: it
 *   was made here
 */
JsonObject *
mq_session_get_batch (MqSession *self)
{
  g_return_val_if_fail (MQ_IS_SESSION (self), NULL);

  return self->batch;
}

/**
 * mq_session_get_set:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the set that it belongs to, see mq_session_get_batch()
 */
const char *
mq_session_get_set (MqSession *self)
{
  g_return_val_if_fail (MQ_IS_SESSION (self), NULL);

  return mq_json_get_string (self->batch, "set", NULL);
}

/**
 * mq_session_set_batch:
 * @self: a session that nobody has seen yet
 * @batch: (nullable): see mq_session_get_batch()
 */
void
mq_session_set_batch (MqSession *self, JsonObject *batch)
{
  mq_json_replace_object (&self->batch, batch);
}

/**
 * mq_session_set_updated:
 * @self: a session
 * @updated: Unix time in seconds
 */
void
mq_session_set_updated (MqSession *self, gint64 updated)
{
  if (self->updated == updated)
    return;

  self->updated = updated;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UPDATED]);
}

/**
 * mq_session_take_version:
 * @self: a session
 * @version: (transfer full): a version with a higher number than the last one; it becomes the
 *   current one
 */
void
mq_session_take_version (MqSession *self, MqVersion *version)
{
  self->current = 0;
  g_list_store_append (self->versions, version);
  g_object_unref (version);
}

/**
 * mq_session_make_id:
 *
 * Returns: (transfer full): a new id, 50 random bits
 */
char *
mq_session_make_id (void)
{
  guint8 bytes[ID_LENGTH];
  char id[ID_LENGTH + 1] = { 0 };

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    g_error ("No random numbers to be had");

  for (gsize i = 0; i < ID_LENGTH; i++)
    id[i] = alphabet[bytes[i] % 32];

  return g_strdup (id);
}

/**
 * mq_session_make_id_for:
 * @text: what the session is known by elsewhere
 *
 * Returns: (transfer full): the same id for the same text
 */
char *
mq_session_make_id_for (const char *text)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 bytes[32];
  gsize length = sizeof bytes;
  char id[ID_LENGTH + 1] = { 0 };

  g_checksum_update (sum, (const guchar *)text, -1);
  g_checksum_get_digest (sum, bytes, &length);
  for (gsize i = 0; i < ID_LENGTH; i++)
    id[i] = alphabet[bytes[i] % 32];

  return g_strdup (id);
}

/**
 * mq_session_normalise_id:
 * @text: an id as the user typed it
 *
 * Accepts capitals, o for 0, i and l for 1, and ignores dashes and blanks.
 *
 * Returns: (transfer full) (nullable): the id, or %NULL if @text is not an id
 */
char *
mq_session_normalise_id (const char *text)
{
  char id[ID_LENGTH + 1] = { 0 };
  gsize length = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      char c = g_ascii_tolower (*p);

      if (c == '-' || c == ' ')
        continue;

      c = c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c;
      if (length == ID_LENGTH || strchr (alphabet, c) == NULL)
        return NULL;
      id[length++] = c;
    }

  return length == ID_LENGTH ? g_strdup (id) : NULL;
}

/**
 * mq_session_make_title:
 * @text: the user's words
 *
 * Returns: (transfer full): its first line with a capital at the beginning, cut between words
 */
char *
mq_session_make_title (const char *text)
{
  g_autofree char *clean = mq_text_clean (text, 4 * MAX_TITLE);
  char *first = g_strstrip (clean);
  g_autofree char *title = NULL;

  first[strcspn (first, "\n")] = '\0';
  /* A file keeps its name: “cube.py”. */
  if (strchr (first, ' ') == NULL && strchr (first, '.') != NULL)
    title = g_strchomp (g_strdup (first));
  else
    title = mq_text_make_title (first);
  return mq_text_shorten (*title != '\0' ? title : "Untitled", MAX_TITLE);
}

/* Takes the sentence of @text that together with the title has the most words, if it has more than
 * the best one so far. */
static void
find_sentence (MqSession *self, const char *text, const char *words, char **best, guint *most)
{
  g_auto (GStrv) sentences = g_strsplit_set (text, "\n;!?", -1);

  for (guint i = 0; sentences[i] != NULL; i++)
    {
      g_autofree char *both = g_strjoin (" ", self->title, sentences[i], NULL);
      guint n = mq_index_words_count (both, words);

      if (n > *most)
        {
          *most = n;
          g_set_str (best, g_strstrip (sentences[i]));
        }
    }
}

/**
 * mq_session_find_words:
 * @self: a session that a search has found
 * @words: what was searched for
 *
 * Finds the sentence of the user's that explains it.
 *
 * Returns: (transfer full) (nullable): the sentence; "": the words are in the title; %NULL: they
 * are elsewhere, as in a script
 */
char *
mq_session_find_words (MqSession *self, const char *words)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->versions));
  guint most = mq_index_words_count (self->title, words);
  char *best = NULL;

  if (most == mq_index_words_count (words, words))
    return g_strdup ("");

  find_sentence (self, self->first_message, words, &best, &most);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (G_LIST_MODEL (self->versions), i);

      find_sentence (self, mq_version_get_instruction (version), words, &best, &most);
    }

  return best;
}
