/* MqCertificate, see mq-certificate.h. Looks at the two files with each new connection: that takes
 * microseconds, needs nobody to send a signal, and finds a file behind a changed link, too. */
#include "service/http/mq-certificate.h"

#include "common/base/mq-error.h"

#include <errno.h>
#include <glib/gstdio.h>

/** Bytes of a file; a chain of ten certificates has some 20 KiB. */
#define MAX_BYTES (1024 * 1024)

/* What changes with a file's content. */
typedef struct
{
  guint64 inode;
  guint64 size;
  guint64 changed; /* ns */
} Stamp;

struct _MqCertificate
{
  char *paths[2]; /* of the certificate, and of the key */
  Stamp stamps[2];
  MqTlsCredentials *current;
};

static gboolean
read_stamp (const char *path, Stamp *stamp, GStatBuf *info)
{
  if (g_stat (path, info) != 0)
    return FALSE;

  *stamp = (Stamp){ info->st_ino, (guint64)info->st_size,
                    (guint64)info->st_ctim.tv_sec * G_GUINT64_CONSTANT (1000000000)
                        + (guint64)info->st_ctim.tv_nsec };
  return TRUE;
}

/* Returns: (transfer full) (nullable): what a file has. @stamp: (out): of before it was read, so
 * that a later change is noticed */
static GBytes *
read_file (const char *path, gboolean is_secret, Stamp *stamp, GError **error)
{
  g_autoptr (GError) why = NULL;
  GStatBuf info;
  char *text;
  gsize length;

  if (!read_stamp (path, stamp, &info))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "“%s” cannot be read: %s", path,
                         g_strerror (errno));
  if (!S_ISREG (info.st_mode) || info.st_size > MAX_BYTES)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "“%s” is no PEM file", path);
  if (is_secret && (info.st_mode & S_IRWXO) != 0)
    return mq_fail_null (
        error, MQ_ERROR_BAD_INPUT,
        "“%s” is open to everybody on this computer; take that away: chmod o=", path);

  if (g_file_get_contents (path, &text, &length, &why))
    return g_bytes_new_take (text, length);

  return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s", why->message);
}

static gboolean
check_time (MqCertificate *self, MqTlsCredentials *loaded, GError **error)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gint64 first, last;
  g_autoptr (GDateTime) limit = NULL;
  g_autofree char *when = NULL;

  mq_tls_credentials_get_times (loaded, &first, &last);
  if (first <= now && now <= last)
    return TRUE;

  limit = g_date_time_new_from_unix_utc (now < first ? first : last);
  when = g_date_time_format_iso8601 (limit);
  return mq_fail (error, MQ_ERROR_BAD_INPUT, "The certificate “%s” %s %s", self->paths[0],
                  now < first ? "is not valid before" : "has expired:", when);
}

/* Returns: (transfer full) (nullable) */
static MqTlsCredentials *
load (MqCertificate *self, GError **error)
{
  g_autoptr (GBytes) certificate = read_file (self->paths[0], FALSE, &self->stamps[0], error);
  g_autoptr (GBytes) key = NULL;
  g_autoptr (MqTlsCredentials) loaded = NULL;
  int status;

  if (certificate == NULL || !(key = read_file (self->paths[1], TRUE, &self->stamps[1], error)))
    return NULL;

  if (!(loaded = mq_tls_credentials_new (certificate, key, &status)))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "“%s” and “%s” are no certificate with its key: %s", self->paths[0],
                         self->paths[1], gnutls_strerror (status));

  return check_time (self, loaded, error) ? g_steal_pointer (&loaded) : NULL;
}

/**
 * mq_certificate_load:
 * @certificate: a PEM file: the certificate, then those between it and its root
 * @key: a PEM file that is not open to everybody: the private key, without a password
 * @error: %MQ_ERROR_BAD_INPUT: unreadable, no pair, expired
 *
 * Returns: (transfer full) (nullable): the pair
 */
MqCertificate *
mq_certificate_load (const char *certificate, const char *key, GError **error)
{
  g_autoptr (MqCertificate) self = g_new0 (MqCertificate, 1);

  self->paths[0] = g_strdup (certificate);
  self->paths[1] = g_strdup (key);
  return (self->current = load (self, error)) != NULL ? g_steal_pointer (&self) : NULL;
}

void
mq_certificate_free (MqCertificate *self)
{
  g_free (self->paths[0]);
  g_free (self->paths[1]);
  g_clear_pointer (&self->current, mq_tls_credentials_unref);
  g_free (self);
}

static gboolean
has_changed (MqCertificate *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->paths); i++)
    {
      Stamp stamp;
      GStatBuf info;

      if (read_stamp (self->paths[i], &stamp, &info)
          && (stamp.inode != self->stamps[i].inode || stamp.size != self->stamps[i].size
              || stamp.changed != self->stamps[i].changed))
        return TRUE;
    }

  return FALSE;
}

/**
 * mq_certificate_get:
 *
 * Loads the files again if they have changed. While they are no pair, because only one of them has
 * been replaced yet, the old pair stays.
 *
 * Returns: (transfer none): for a new connection
 */
MqTlsCredentials *
mq_certificate_get (MqCertificate *self)
{
  g_autoptr (GError) error = NULL;
  MqTlsCredentials *renewed;

  if (!has_changed (self))
    return self->current;

  if ((renewed = load (self, &error)) == NULL)
    {
      g_warning ("The service goes on with its old certificate. %s", error->message);
      return self->current;
    }

  g_message ("The certificate “%s” was loaded anew", self->paths[0]);
  mq_tls_credentials_unref (self->current);
  return self->current = renewed;
}
