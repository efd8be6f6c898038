/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPictureSource: the texture of a picture file at the size that a widget needs. Used by the
 * picture widgets: MqPicture, MqPictureView, MqWipe and MqDifference. */
#pragma once

#include <gtk/gtk.h>
#include <libdex.h>

G_BEGIN_DECLS

/* Signal: "changed": the texture changed, or the file is missing or damaged. */
#define MQ_TYPE_PICTURE_SOURCE (mq_picture_source_get_type ())
G_DECLARE_FINAL_TYPE (MqPictureSource, mq_picture_source, MQ, PICTURE_SOURCE, GObject)

struct _MqPictureSource
{
  GObject parent_instance;

  GtkWidget *widget;   /* shows the picture, and owns the source */
  char *path;          /* or NULL */
  GdkTexture *texture; /* NULL: not loaded; it may be smaller or larger than requested */
  DexFuture *loading;
  double factor;   /* from the widget's longer side to the picture's */
  int asked_px;    /* size requested for texture or loading; 0: neither */
  gboolean whole;  /* the texture has the full size of the picture */
  gboolean broken; /* the file is missing or damaged */
};

MqPictureSource *mq_picture_source_new (GtkWidget *widget);

gboolean mq_picture_source_set_path (MqPictureSource *self, const char *path);
void mq_picture_source_replace_path (MqPictureSource *self, const char *path);
void mq_picture_source_request (MqPictureSource *self);

G_END_DECLS
