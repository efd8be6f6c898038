/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTerms, see mq-terms.h. */
#include "service/account/mq-terms.h"

#include "common/base/mq-error.h"
#include "common/base/mq-text.h"

#include <gio/gio.h>
#include <string.h>

#define VERSION_LENGTH 16

G_DEFINE_FINAL_TYPE (MqTerms, mq_terms, G_TYPE_OBJECT)

static void
mq_terms_finalize (GObject *object)
{
  MqTerms *self = MQ_TERMS (object);

  g_free (self->text);
  g_free (self->version);

  G_OBJECT_CLASS (mq_terms_parent_class)->finalize (object);
}

static void
mq_terms_class_init (MqTermsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_terms_finalize;
}

static void
mq_terms_init (MqTerms *self)
{
}

/**
 * mq_terms_load:
 * @path: a Markdown file
 * @error: %MQ_ERROR_BAD_INPUT, or why it cannot be read
 *
 * Blocks, so call it at start-up.
 *
 * Returns: (transfer full) (nullable): the terms
 */
MqTerms *
mq_terms_load (const char *path, GError **error)
{
  g_autofree char *text = g_malloc0 (MQ_TERMS_MAX_BYTES + 2);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  gsize length = 0;
  MqTerms *self;

  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), text, MQ_TERMS_MAX_BYTES + 1, &length,
                                   NULL, error))
    {
      g_prefix_error (error, "The terms “%s” cannot be read: ", path);
      return NULL;
    }

  if (length > MQ_TERMS_MAX_BYTES)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "The terms “%s” have more than %d KiB", path,
                         MQ_TERMS_MAX_BYTES / 1024);

  if (!g_utf8_validate_len (text, length, NULL) || mq_text_is_blank (text))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "The terms “%s” are empty, or no UTF-8 text",
                         path);

  self = g_object_new (MQ_TYPE_TERMS, NULL);
  self->text = g_strdup (text);
  self->version = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  self->version[VERSION_LENGTH] = '\0';
  return self;
}
