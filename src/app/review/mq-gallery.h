/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqGallery: the renders of a version: one large with the others as a strip, or all as a grid. Used
 * by MqReviewPage. */
#pragma once

#include "app/conversation/mq-conversation.h"
#include "app/model/mq-selection.h"
#include "client/mesh/mq-mesh.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "grid" (all views at once), "turning" (the model instead of a large render),
 * "full-screen" (asked for; MqReviewPage does it). Actions: gallery.previous, gallery.next,
 * gallery.copy, gallery.save, gallery.draw, gallery.show-chosen (on the model). */
#define MQ_TYPE_GALLERY (mq_gallery_get_type ())
G_DECLARE_FINAL_TYPE (MqGallery, mq_gallery, MQ, GALLERY, AdwBin)

void mq_gallery_set_up (MqGallery *self, MqWorkspace *workspace, MqSelection *selection);
void mq_gallery_set_conversation (MqGallery *self, MqConversation *conversation);
void mq_gallery_set_version (MqGallery *self, MqVersion *version, MqMotion *motion);
void mq_gallery_show_part (MqGallery *self, const char *name, MqMesh *mesh, const char *problem);
const char *
mq_gallery_choose_at (MqGallery *self, GtkWidget *widget, const graphene_point_t *point);
GdkTexture *
mq_gallery_take_drawing (MqGallery *self, JsonArray **targets) G_GNUC_WARN_UNUSED_RESULT;
int mq_gallery_measure (MqGallery *self, int width);
int mq_gallery_measure_tools (MqGallery *self, int width);

G_END_DECLS
