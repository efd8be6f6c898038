/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The manifest of an archive, see mq-share-private.h. */
#include "client/share/mq-share-private.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-limits.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FILES 20000
#define MAX_VERSIONS 2000
#define MAX_TITLE 4096                            /* bytes */
#define MAX_TEXT (4 * MQ_PROMPT_MAX_CHARS)        /* bytes of a prompt or an instruction */
#define MAX_TIME G_GINT64_CONSTANT (253402300799) /* the last second of the year 9999 */
#define SHA256_DIGITS 64

void
mq_share_file_free (MqShareFile *self)
{
  g_free (self->name);
  g_free (self->sha256);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqShareFile, mq_share_file_free)

/* @session: what is saved; @files: (element-type MqShareFile): all files but the manifest.
 * Returns: (transfer full): its text, the same for the same session */
char *
mq_share_manifest_write (MqSessionCopy *session, GPtrArray *files)
{
  JsonArray *versions = json_array_new ();
  JsonArray *list = json_array_new ();
  g_autoptr (JsonObject) manifest = NULL;

  for (guint i = 0; i < session->versions->len; i++)
    {
      MqVersion *version = session->versions->pdata[i];

      json_array_add_object_element (
          versions,
          mq_json_new ("number:i parent:i summary:s instruction:s created:l pictures:i",
                       mq_version_get_number (version), mq_version_get_parent (version),
                       mq_version_get_summary (version), mq_version_get_instruction (version),
                       mq_version_get_created (version), mq_version_get_n_pictures (version)));
    }

  for (guint i = 0; i < files->len; i++)
    {
      const MqShareFile *file = files->pdata[i];

      json_array_add_object_element (list, mq_json_new ("name:s size:l sha256:s", file->name,
                                                        (gint64)file->size, file->sha256));
    }

  manifest = mq_json_new ("format:i application:s session:o versions:a files:a", MQ_SHARE_FORMAT,
                          "Maquette " MQ_VERSION,
                          mq_json_new ("id:s title:s prompt:s created:l current:i", session->id,
                                       session->title, session->prompt, session->created,
                                       session->current),
                          versions, list);
  return mq_json_object_to_string (manifest, TRUE);
}

/* Copies a text of at most @limit bytes. */
static gboolean
take_text (char **to, JsonObject *object, const char *key, gsize limit, GError **error)
{
  const char *text = mq_json_require_string (object, key, error);

  if (text == NULL)
    return FALSE;
  if (strlen (text) > limit)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” in its list is too long"), key);

  *to = g_strdup (text);
  return TRUE;
}

static gboolean
take_number (guint *to, JsonObject *object, const char *key, guint least, guint most,
             GError **error)
{
  gint64 number = mq_json_get_int (object, key, -1);

  if (number < least || number > most)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” in its list is not a possible number"),
                    key);

  *to = number;
  return TRUE;
}

static gboolean
read_session (MqSessionCopy *session, JsonObject *manifest, GError **error)
{
  JsonObject *object = mq_json_require_object (manifest, "session", error);
  g_autofree char *normal = NULL;

  if (object == NULL || !take_text (&session->id, object, "id", MAX_TITLE, error)
      || !take_text (&session->title, object, "title", MAX_TITLE, error)
      || !take_text (&session->prompt, object, "prompt", MAX_TEXT, error))
    return FALSE;

  /* A folder will have this name. */
  normal = mq_session_normalise_id (session->id);
  if (g_strcmp0 (normal, session->id) != 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is not the id of a session"), session->id);

  session->created = CLAMP (mq_json_get_int (object, "created", 0), 0, MAX_TIME);
  session->current = (guint)CLAMP (mq_json_get_int (object, "current", 0), 0, MQ_SHARE_MAX_NUMBER);
  return TRUE;
}

static gboolean
read_version (MqSessionCopy *session, JsonObject *object, guint last, GError **error)
{
  g_autofree char *summary = NULL;
  g_autofree char *instruction = NULL;
  guint number = 0, parent = 0, n_pictures = 0;

  if (!take_number (&number, object, "number", last + 1, MQ_SHARE_MAX_NUMBER, error)
      || !take_number (&parent, object, "parent", 0, number - 1, error)
      || !take_number (&n_pictures, object, "pictures", 0, MQ_SHARE_MAX_RENDERS, error)
      || !take_text (&summary, object, "summary", MAX_TEXT, error)
      || !take_text (&instruction, object, "instruction", MAX_TEXT, error))
    return FALSE;
  if (parent > 0 && mq_session_copy_find_version (session, parent) == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("Version %u is based on one that is missing"),
                    number);

  g_ptr_array_add (session->versions,
                   mq_version_new (NULL, number, parent, summary, instruction, n_pictures,
                                   CLAMP (mq_json_get_int (object, "created", 0), 0, MAX_TIME)));
  return TRUE;
}

static gboolean
read_versions (MqSessionCopy *session, JsonObject *manifest, GError **error)
{
  JsonArray *list = mq_json_get_array (manifest, "versions");
  guint n = mq_json_length (list);
  guint last = 0;

  if (n == 0 || n > MAX_VERSIONS)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("Its number of versions is not possible: %u"), n);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *object = mq_json_element_object (list, i);

      if (object == NULL)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("Its list of versions is damaged"));
      if (!read_version (session, object, last, error))
        return FALSE;
      last = mq_version_get_number (session->versions->pdata[i]);
    }

  return TRUE;
}

static gboolean
is_sha256 (const char *text)
{
  return text != NULL && strlen (text) == SHA256_DIGITS
         && strspn (text, "0123456789abcdef") == SHA256_DIGITS;
}

static MqShareFile *
read_file (MqSessionCopy *session, JsonObject *object, GError **error)
{
  g_autoptr (MqShareFile) file = g_new0 (MqShareFile, 1);
  const char *sha256 = mq_json_get_string (object, "sha256", NULL);
  gint64 size = mq_json_get_int (object, "size", -1);
  MqVersion *version;
  guint render;

  if (object == NULL || !take_text (&file->name, object, "name", MAX_TITLE, error))
    {
      g_clear_error (error);
      return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("Its list of files is damaged"));
    }

  file->kind = mq_share_name_parse (file->name, &file->number, &render);
  if (file->kind == MQ_SHARE_NONE)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("A session has no file with the name “%s”"),
                         file->name);
  if (size < 0 || (guint64)size > mq_share_kind_get_limit (file->kind))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("The file “%s” is too large"), file->name);
  if (!is_sha256 (sha256))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("The file “%s” has no checksum"),
                         file->name);

  version = mq_session_copy_find_version (session, file->number);
  if (file->kind <= MQ_SHARE_RENDER
      && (version == NULL || render > mq_version_get_n_pictures (version)))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("The file “%s” belongs to no version"),
                         file->name);

  file->size = size;
  file->sha256 = g_strdup (sha256);
  return g_steal_pointer (&file);
}

static GHashTable *
read_files (MqSessionCopy *session, JsonObject *manifest, GError **error)
{
  g_autoptr (GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                        (GDestroyNotify)mq_share_file_free);
  JsonArray *list = mq_json_get_array (manifest, "files");
  guint n = mq_json_length (list);

  if (n > MAX_FILES)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("It has too many files: %u"), n);

  for (guint i = 0; i < n; i++)
    {
      MqShareFile *file = read_file (session, mq_json_element_object (list, i), error);

      if (file == NULL)
        return NULL;
      if (!g_hash_table_replace (files, file->name, file))
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("Its list of files is damaged"));
    }

  return g_steal_pointer (&files);
}

static gboolean
check_scripts (MqSessionCopy *session, GHashTable *files, GError **error)
{
  for (guint i = 0; i < session->versions->len; i++)
    {
      guint number = mq_version_get_number (session->versions->pdata[i]);
      g_autofree char *name = g_strdup_printf ("versions/%u/script.py", number);

      if (!g_hash_table_contains (files, name))
        return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("Version %u has no script"), number);
    }

  return TRUE;
}

/* Every error is bad input, whatever the reader of JSON says. */
static JsonObject *
parse (const char *text, gsize length, GError **error)
{
  g_autoptr (GError) reason = NULL;
  JsonObject *manifest = mq_json_parse_object (text, length, &reason);
  gint64 format = mq_json_get_int (manifest, "format", 0);

  if (manifest != NULL && format == MQ_SHARE_FORMAT)
    return manifest;

  if (manifest == NULL)
    mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("Its list of files cannot be read: %s"),
             reason->message);
  else if (format > MQ_SHARE_FORMAT)
    mq_fail (error, MQ_ERROR_BAD_INPUT,
             _ ("It was made by a newer Maquette. Update Maquette, then import it again"));
  else
    mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("Its list of files has no format"));
  g_clear_pointer (&manifest, json_object_unref);
  return NULL;
}

/* @session: receives the session and its versions, still without scripts; @error:
 * %MQ_ERROR_BAD_INPUT. Returns: (transfer full) (nullable) (element-type utf8 MqShareFile): the
 * other files by name */
GHashTable *
mq_share_manifest_read (const char *text, gsize length, MqSessionCopy *session, GError **error)
{
  g_autoptr (JsonObject) manifest = parse (text, length, error);
  g_autoptr (GHashTable) files = NULL;
  g_autoptr (GError) reason = NULL;

  if (manifest == NULL)
    return NULL;

  if (read_session (session, manifest, &reason) && read_versions (session, manifest, &reason)
      && (files = read_files (session, manifest, &reason)) != NULL
      && check_scripts (session, files, &reason))
    return g_steal_pointer (&files);

  return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s", reason->message);
}
