/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAttachments: the pictures of an unsent message. Accepts pictures by content, not by name; at
 * most 20 MiB and 40 megapixels each; at most eight. What is no PNG, JPEG or WebP becomes a PNG in
 * the decoder's sandbox, which also looks whether a picture is a drawing. Used by the composer. */
#pragma once

#include "client/picture/mq-picture-check.h"
#include "common/events/mq-picture-role.h"

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

#define MQ_ATTACHMENT_MAX_BYTES MQ_REFERENCE_MAX_BYTES
#define MQ_ATTACHMENT_MAX_PIXELS MQ_REFERENCE_MAX_PIXELS
#define MQ_ATTACHMENTS_MAX 8

#define MQ_TYPE_ATTACHMENT (mq_attachment_get_type ())
G_DECLARE_FINAL_TYPE (MqAttachment, mq_attachment, MQ, ATTACHMENT, GObject)

struct _MqAttachment
{
  GObject parent_instance;

  char *path;
  char *origin; /* the file it was imported from; NULL: @path is that file */
  char *name;   /* for the user; plain text */
  guint width;  /* px */
  guint height;
  MqPictureRole role;      /* guessed by what it shows and by @name, until it is set */
  gboolean may_be_drawing; /* it has lines, and no dimensions were found */
  gboolean temporary;      /* deleted with the list */
};

/* Copies an accepted picture: resolves to the path of the copy, which the list then owns; rejects
 * if the picture is damaged. Without an import function, pictures are used as they are. */
typedef DexFuture *(*MqAttachmentsImport) (const char *path, gpointer data);

#define MQ_TYPE_ATTACHMENTS (mq_attachments_get_type ())
G_DECLARE_FINAL_TYPE (MqAttachments, mq_attachments, MQ, ATTACHMENTS, GObject)

struct _MqAttachments
{
  GObject parent_instance;

  GListStore *items; /* of MqAttachment, to be read only */
  MqAttachmentsImport import;
  gpointer import_data;
  GDestroyNotify import_destroy;
  char *temp_dir; /* private, created on demand, deleted with the list */
  guint n_temp;
  DexFuture *last; /* the addition before the next one; so they are listed in their order */
};

void mq_attachments_set_import (MqAttachments *self, MqAttachmentsImport import, gpointer data,
                                GDestroyNotify destroy);

/* Resolves to the MqAttachment that was added; rejects with MQ_ERROR_BAD_INPUT and a sentence that
 * names the file, for a toast. Reads on a worker thread. */
DexFuture *mq_attachments_add_file (MqAttachments *self, GFile *file) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_attachments_add_bytes (MqAttachments *self, const char *name, GBytes *bytes, MqPictureRole role)
    G_GNUC_WARN_UNUSED_RESULT; /* pasted; saved in a private temporary file */
/* Adds a picture that was imported before, and that the list then owns. */
DexFuture *mq_attachments_add_own (MqAttachments *self, const char *path,
                                   const char *name) G_GNUC_WARN_UNUSED_RESULT;
void mq_attachments_set_role (MqAttachments *self, MqAttachment *attachment, MqPictureRole role);
void mq_attachments_remove (MqAttachments *self, guint position);
/* Deletes the files that the list owns. Call it after sending: the receiver has copies. */
void mq_attachments_delete_files (MqAttachments *self);
GStrv mq_attachments_dup_paths (MqAttachments *self);

G_END_DECLS
