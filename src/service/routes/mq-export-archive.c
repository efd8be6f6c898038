/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqExportArchive, see mq-export-archive.h. libarchive writes to a text that is sent after each
 * step, so that the archive is nowhere as a whole. */
#include "service/routes/mq-export-archive.h"

#include "common/base/mq-error.h"

#include <archive.h>
#include <archive_entry.h>

#define PIECE_BYTES (256 * 1024)

struct _MqExportArchive
{
  MqExchange *exchange; /* unowned: it outlives its reply */
  struct archive *archive;
  GString *pending; /* written, not sent yet */
};

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

/* @exchange: its reply is the archive from now on. Returns: (transfer full) (nullable): an empty
 * archive */
MqExportArchive *
mq_export_archive_new (MqExchange *exchange, GError **error)
{
  g_autoptr (MqExportArchive) self = g_new0 (MqExportArchive, 1);

  self->exchange = exchange;
  self->pending = g_string_new (NULL);
  self->archive = archive_write_new ();
  if (archive_write_set_format_zip (self->archive) != ARCHIVE_OK
      || archive_write_set_bytes_per_block (self->archive, 0) != ARCHIVE_OK
      || archive_write_open (self->archive, self, NULL, append, NULL) != ARCHIVE_OK)
    {
      fail (self, error);
      return NULL;
    }

  mq_exchange_begin_stream (exchange, "application/zip");
  return g_steal_pointer (&self);
}

void
mq_export_archive_free (MqExportArchive *self)
{
  /* One that was not ended stays incomplete, which its reader notices. */
  archive_write_fail (self->archive);
  archive_write_free (self->archive);
  g_string_free (self->pending, TRUE);
  g_free (self);
}

/* @name: path of a file in the archive. Returns: whether the file may be written */
gboolean
mq_export_archive_begin (MqExportArchive *self, const char *name, GError **error)
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
gboolean
mq_export_archive_write (MqExportArchive *self, GString *text, GError **error)
{
  gboolean ok = write_data (self, text->str, text->len, error);

  g_string_truncate (text, 0);
  return ok;
}

/* @name: path of a file in the archive. Returns: whether it is sent */
gboolean
mq_export_archive_add (MqExportArchive *self, const char *name, GBytes *bytes, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (!mq_export_archive_begin (self, name, error))
    return FALSE;

  for (gsize at = 0; at < length; at += PIECE_BYTES)
    if (!write_data (self, data + at, MIN (PIECE_BYTES, length - at), error))
      return FALSE;

  return TRUE;
}

/* Returns: whether the archive is complete */
gboolean
mq_export_archive_end (MqExportArchive *self, GError **error)
{
  return (archive_write_close (self->archive) == ARCHIVE_OK || fail (self, error))
         && send_pending (self, error);
}
