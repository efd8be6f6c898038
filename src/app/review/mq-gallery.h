/* MqGallery: the renders of a version: one large with the others as a strip, or all as a grid. Used
 * by MqReviewPage. */
#pragma once

#include "client/library/mq-version.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "version" (MqVersion), "title" (of the asset, for alternative texts), "position" (of
 * the view, from 0), "grid" (all views at once). Actions: gallery.previous, gallery.next,
 * gallery.copy, gallery.save. */
#define MQ_TYPE_GALLERY (mq_gallery_get_type ())
G_DECLARE_FINAL_TYPE (MqGallery, mq_gallery, MQ, GALLERY, AdwBin)

int mq_gallery_measure (MqGallery *self, int width);

G_END_DECLS
