/* MqAttachments: the pictures of a message that is being written, and what is let in: PNG, JPEG and
 * WebP by what the file is, not by what it is called; at most 20 MiB and 40 megapixels; at most
 * eight. Only headers are read here, nothing is decoded. */
#pragma once

#include "client/picture/mq-picture-check.h"

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

#define MQ_ATTACHMENT_MAX_BYTES MQ_REFERENCE_MAX_BYTES
#define MQ_ATTACHMENT_MAX_PIXELS MQ_REFERENCE_MAX_PIXELS
#define MQ_ATTACHMENTS_MAX 8

/* Properties: "path", "name" (for people), "width", "height" (px). */
#define MQ_TYPE_ATTACHMENT (mq_attachment_get_type ())
G_DECLARE_FINAL_TYPE (MqAttachment, mq_attachment, MQ, ATTACHMENT, GObject)

const char *mq_attachment_get_path (MqAttachment *self);
const char *mq_attachment_get_name (MqAttachment *self);

#define MQ_TYPE_ATTACHMENTS (mq_attachments_get_type ())
G_DECLARE_FINAL_TYPE (MqAttachments, mq_attachments, MQ, ATTACHMENTS, GObject) /* GListModel */

MqAttachments *mq_attachments_new (void);
/* Makes a picture that was let in one of ours: resolves to the path of the copy, which is this list's
 * to delete; rejects when it is damaged. Without one, pictures are taken as they are. */
typedef DexFuture *(*MqAttachmentsImport) (const char *path, gpointer data);
void mq_attachments_set_import (MqAttachments *self, MqAttachmentsImport import, gpointer data,
                                GDestroyNotify destroy);

/* Resolves to the MqAttachment that was added; rejects with MQ_ERROR_BAD_INPUT and a sentence that
 * names the file, for a toast. Reads on a worker thread. */
DexFuture *mq_attachments_add_file (MqAttachments *self, GFile *file) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_attachments_add_bytes (MqAttachments *self, const char *name, GBytes *bytes)
    G_GNUC_WARN_UNUSED_RESULT; /* pasted; kept in a private temporary file */
/* One that was imported before, and is this list's to delete. */
DexFuture *mq_attachments_add_own (MqAttachments *self, const char *path,
                                   const char *name) G_GNUC_WARN_UNUSED_RESULT;
void mq_attachments_remove (MqAttachments *self, guint position);
/* Deletes what is this list's own: it was sent, and whoever took it has a copy. */
void mq_attachments_delete_files (MqAttachments *self);
GStrv mq_attachments_dup_paths (MqAttachments *self);

G_END_DECLS
