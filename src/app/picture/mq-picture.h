/* MqPicture: a picture from a file, scaled down and decoded off the main thread, always whole. */
#pragma once

#include <gtk/gtk.h>
#include <libdex.h>

G_BEGIN_DECLS

/* Resolves to a GdkTexture no larger than @max_px a side (device px); rejects when the file is
 * missing or no picture. Cached in memory (bounded) and, scaled down, in the user's cache folder. */
DexFuture *mq_picture_load (const char *path, int max_px) G_GNUC_WARN_UNUSED_RESULT;
#define MQ_PICTURE_WHOLE 16384 /* px: as large as it is */

/* Makes a picture that a person gave one of ours: decoded apart, at most 2048 px a side, PNG without
 * metadata, written to @folder. Resolves to its path; rejects with a sentence that names the file. */
DexFuture *mq_picture_import (const char *path, const char *folder) G_GNUC_WARN_UNUSED_RESULT;

/* Properties: "path" (NULL: empty), "width" and "height" (px it asks for; its natural size, never
 * more), "alternative-text" (for screen readers), "cover" (FALSE: whole, on the stage's grey; TRUE:
 * fills and crops). A missing file shows a quiet icon and says so to a screen reader. */
#define MQ_TYPE_PICTURE (mq_picture_get_type ())
G_DECLARE_FINAL_TYPE (MqPicture, mq_picture, MQ, PICTURE, GtkWidget)

GtkWidget *mq_picture_new (const char *path, int width, int height);
void mq_picture_set_path (MqPicture *self, const char *path);

G_END_DECLS
