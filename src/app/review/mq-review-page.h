/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqReviewPage: the renders of a version above its code, or one of them with a toggle where the
 * window is low. A page of MqReview. */
#pragma once

#include "app/code/mq-code-view.h"
#include "app/review/mq-gallery.h"

G_BEGIN_DECLS

#define MQ_TYPE_REVIEW_PAGE (mq_review_page_get_type ())
G_DECLARE_FINAL_TYPE (MqReviewPage, mq_review_page, MQ, REVIEW_PAGE, AdwBreakpointBin)

struct _MqReviewPage
{
  AdwBreakpointBin parent_instance;

  /* Template widgets */
  AdwToggleGroup *which;
  GtkPaned *paned;
  MqGallery *gallery;
  MqCodeView *code;

  /* Owned */
  GSettings *settings;
  gboolean show_renders; /* property "show-renders": above the code, where both fit */
  GtkWindow *screen;     /* full screen, with the gallery; NULL: it is here */
  double share; /* of the height, for the renders; negative: the default, by aspect ratio */
  int height;   /* px */
  gboolean allocating;
};

G_END_DECLS
