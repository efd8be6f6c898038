/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/account/export: everything that the service holds about an account, as one archive: its rows,
 * pictures, transcripts and kept sessions. */
#include "common/base/mq-each.h"
#include "common/base/mq-picture-sniff.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/http/mq-exchange.h"
#include "service/store/mq-journal-pictures.h"
#include "service/store/mq-journal-sessions.h"

#include <archive.h>
#include <archive_entry.h>

#define PIECE_BYTES (256 * 1024)

/* An archive that is sent as it is written. */
typedef struct
{
  MqExchange *exchange; /* unowned: it outlives its reply */
  struct archive *archive;
  GString *pending; /* written, not sent yet */
} MqExportArchive;

static void
export_archive_free (MqExportArchive *self)
{
  /* One that was not ended stays incomplete, which its reader notices. */
  archive_write_fail (self->archive);
  archive_write_free (self->archive);
  g_string_free (self->pending, TRUE);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqExportArchive, export_archive_free)

static la_ssize_t
append (struct archive *archive, void *user_data, const void *buffer, size_t length)
{
  MqExportArchive *self = user_data;

  g_string_append_len (self->pending, buffer, (gssize)length);
  return (la_ssize_t)length;
}

static gboolean
fail (MqExportArchive *self, GError **error)
{
  return mq_fail (error, MQ_ERROR_FAILED, "The archive could not be made: %s",
                  archive_error_string (self->archive));
}

static gboolean
send_pending (MqExportArchive *self, GError **error)
{
  return self->pending->len == 0 || mq_exchange_send_piece (self->exchange, self->pending, error);
}

/* @name: path of a file in the archive. Returns: whether the file may be written */
static gboolean
export_archive_begin (MqExportArchive *self, const char *name, GError **error)
{
  struct archive_entry *entry = archive_entry_new ();
  gboolean ok;

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_mtime (entry, g_get_real_time () / G_USEC_PER_SEC, 0);
  archive_entry_unset_size (entry);
  ok = archive_write_header (self->archive, entry) == ARCHIVE_OK || fail (self, error);
  archive_entry_free (entry);
  return ok && send_pending (self, error);
}

static gboolean
write_data (MqExportArchive *self, const char *data, gsize length, GError **error)
{
  return (archive_write_data (self->archive, data, length) == (la_ssize_t)length
          || fail (self, error))
         && send_pending (self, error);
}

/* @text: the next piece of the file; emptied. Returns: whether it is sent */
static gboolean
export_archive_write (MqExportArchive *self, GString *text, GError **error)
{
  gboolean ok = write_data (self, text->str, text->len, error);

  g_string_truncate (text, 0);
  return ok;
}

/* @name: path of a file in the archive. Returns: whether it is sent */
static gboolean
export_archive_add (MqExportArchive *self, const char *name, GBytes *bytes, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (!export_archive_begin (self, name, error))
    return FALSE;

  for (gsize at = 0; at < length; at += PIECE_BYTES)
    if (!write_data (self, data + at, MIN (PIECE_BYTES, length - at), error))
      return FALSE;

  return TRUE;
}

/* Appends an object without its closing brace, so that more members can follow. */
static void
append_open (GString *text, JsonObject *object)
{
  g_autofree char *json = mq_json_object_to_string (object, FALSE);

  g_string_append (text, g_strchomp (json));
  g_assert (text->str[text->len - 1] == '}');
  g_string_truncate (text, text->len - 1);
}

/* `account.json`: all rows. Awaits. */
static gboolean
write_rows (MqExchange *exchange, MqExportArchive *archive, JsonObject *about,
            const char *const *ids, GError **error)
{
  MqJournal *journal = exchange->runs->journal;
  g_autoptr (GString) text = g_string_new (NULL);

  if (!export_archive_begin (archive, "account.json", error))
    return FALSE;

  append_open (text, about);
  g_string_append (text, ",\"runs\":[");
  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (MqRunRecord) record = dex_await_boxed (mq_journal_find_run (journal, ids[i]),
                                                        error);
      g_autoptr (JsonObject) object = NULL;
      gboolean is_whole = FALSE;
      gint64 last = 0;

      g_string_append (text, i > 0 ? "," : "");
      if (record == NULL)
        return FALSE;

      object = mq_run_record_to_json (record);
      append_open (text, object);
      g_string_append_printf (text, ",\"request\":%s,\"log\":[", record->request);

      /* The rows of its log, page by page. */
      while (!is_whole)
        {
          g_autoptr (GPtrArray) rows
              = dex_await_boxed (mq_journal_read_rows (journal, ids[i], last), error);

          for (guint j = 0; rows != NULL && j < rows->len; j++)
            {
              const MqRow *row = g_ptr_array_index (rows, j);
              g_autoptr (JsonObject) head = mq_json_new ("seq:l kind:i key:l time:l type:s",
                                                         row->seq, (int)row->kind, row->key,
                                                         row->time, row->type);

              g_string_append (text, last > 0 ? "," : "");
              append_open (text, head);
              g_string_append_printf (text, ",\"body\":%s}",
                                      *row->body != '\0' ? row->body : "null");
              last = row->seq;
            }

          is_whole = rows != NULL && rows->len == 0;
          if (rows == NULL || (!is_whole && !export_archive_write (archive, text, error)))
            return FALSE;
        }

      g_string_append (text, "]}");
    }

  g_string_append (text, "]}");
  return export_archive_write (archive, text, error);
}

/* The pictures of each instruction, 0: of the user. Awaits. */
static gboolean
add_pictures (MqExchange *exchange, MqExportArchive *archive, const char *run, GError **error)
{
  MqJournal *journal = exchange->runs->journal;
  g_autoptr (GPtrArray) list = dex_await_boxed (mq_journal_list_pictures (journal, run), error);
  gint64 last = -1;

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      gint64 instruction = ((const MqRunPicture *)list->pdata[i])->instruction;
      g_autoptr (GPtrArray) pictures = NULL;

      if (instruction == last)
        continue;

      last = instruction;
      pictures = dex_await_boxed (mq_journal_read_pictures (journal, run, instruction), error);
      if (pictures == NULL)
        return FALSE;

      MQ_EACH (pictures, j, const MqRunPicture, picture)
        {
          gsize length;
          const guint8 *data = g_bytes_get_data (picture->bytes, &length);
          const char *mime = NULL;
          guint width;
          guint height;
          gboolean is_jpeg = mq_picture_sniff (data, length, &mime, &width, &height)
                             && g_str_equal (mime, "image/jpeg");
          g_autofree char *name
              = g_strdup_printf ("runs/%s/pictures/%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT ".%s",
                                 run, instruction, picture->number, is_jpeg ? "jpg" : "png");

          if (!export_archive_add (archive, name, picture->bytes, error))
            return FALSE;
        }
    }

  return list != NULL;
}

/* After an error, the archive stays incomplete, which its reader notices. */
static gboolean
get_export (MqExchange *exchange, GError **error)
{
  MqAccounts *accounts = exchange->account != NULL ? exchange->runs->accounts : NULL;
  MqAccount *account = exchange->account;
  MqJournal *journal = exchange->runs->journal;
  g_autoptr (MqExportArchive) archive = NULL;
  g_autoptr (JsonObject) about = NULL;
  g_autoptr (GPtrArray) sessions = NULL;
  g_auto (GStrv) ids = NULL;

  if (accounts == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "This service has no accounts");
  if (!(about = dex_await_boxed (mq_accounts_describe (accounts, account), error))
      || !(ids = dex_await_boxed (mq_journal_list_ids (journal, account->id), error)))
    return FALSE;

  archive = g_new0 (MqExportArchive, 1);
  archive->exchange = exchange;
  archive->pending = g_string_new (NULL);
  archive->archive = archive_write_new ();
  if (archive_write_set_format_zip (archive->archive) != ARCHIVE_OK
      || archive_write_set_bytes_per_block (archive->archive, 0) != ARCHIVE_OK
      || archive_write_open (archive->archive, archive, NULL, append, NULL) != ARCHIVE_OK)
    return fail (archive, error);

  mq_exchange_begin_stream (exchange, "application/zip");
  mq_json_add (about, "id:s issuer:s", account->id, account->issuer);
  if (!write_rows (exchange, archive, about, (const char *const *)ids, error))
    return FALSE;

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *path = mq_runs_dup_transcript (exchange->runs, ids[i]);
      g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
      g_autofree char *name = g_strdup_printf ("runs/%s/transcript.ndjson", ids[i]);
      g_autoptr (GBytes) bytes = NULL;

      if (!add_pictures (exchange, archive, ids[i], error))
        return FALSE;

      /* A transcript that is another node's is not here. */
      if (file != NULL)
        bytes = dex_await_boxed (dex_file_load_contents_bytes (file), NULL);
      if (bytes != NULL && !export_archive_add (archive, name, bytes, error))
        return FALSE;
    }

  if (!(sessions = dex_await_boxed (mq_journal_list_kept (journal, account->id), error)))
    return FALSE;
  MQ_EACH (sessions, i, const MqSessionRecord, session)
    {
      g_autofree char *name = g_strdup_printf ("sessions/%s.maquette", session->id);
      g_autoptr (GBytes) bytes
          = dex_await_boxed (mq_journal_read_kept (journal, account->id, session->id), error);

      if (bytes == NULL || !export_archive_add (archive, name, bytes, error))
        return FALSE;
    }

  if (archive_write_close (archive->archive) != ARCHIVE_OK)
    return fail (archive, error);
  return send_pending (archive, error);
}

const MqRoute mq_routes_export[] = {
  { "GET", "/v1/account/export", MQ_BODY_NONE, 0, get_export, .is_stream = TRUE },
  { NULL },
};
