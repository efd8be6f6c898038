/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The instance structure of MqReview, shared by mq-review.c and mq-review-actions.c. */
#pragma once

#include "app/review/mq-coming-picture.h"
#include "app/compare/mq-compare.h"
#include "app/parameters/mq-parameters-view.h"
#include "app/review/mq-review-page.h"
#include "app/review/mq-review.h"
#include "app/review/mq-variants-grid.h"
#include "app/review/mq-version-strip.h"

G_BEGIN_DECLS

struct _MqReview
{
  AdwBin parent_instance;

  /* Template widgets */
  AdwToastOverlay *toasts;
  GtkWidget *menu_button;
  MqVersionStrip *strip;
  AdwBanner *missing;
  GtkStack *stack;
  AdwStatusPage *empty;
  MqComingPicture *coming;
  AdwViewStack *pages;
  AdwBin *review_slot;
  AdwBin *compare_slot;
  AdwBin *parameters_slot;

  /* Owned */
  MqWorkspace *workspace;
  MqConversation *conversation;
  MqVersion *version;
  MqVersion *current; /* of the conversation, at the last change */
  MqVersionContents *contents;
  MqSelection *selection;       /* what is chosen of them */
  MqReviewPage *page;           /* NULL until there is a version to show */
  MqParametersView *parameters; /* NULL until it is first shown */
  MqCompare *compare;           /* NULL until it is first shown */
  MqVariantsGrid *variants;     /* NULL until the comparison is shown and there are variants */
  MqVariantsItem *making;       /* variants that are being made, of the conversation */
  GSignalGroup *timeline_signals;
  GSignalGroup *conversation_signals;
  GSettings *settings;
  GSimpleActionGroup *actions; /* on the version that is shown */
  GtkPopover *menu;            /* at the pointer; NULL until it is first shown */
  char *wanted_page;           /* the one that the user chose */
  double press_x;              /* of the secondary button, px */
  double press_y;
  gboolean show_close;
  gboolean placing_page; /* the page is being set, not chosen by the user */
};

void mq_review_add_actions (MqReview *self);
void mq_review_update_actions (MqReview *self);
void mq_review_load (MqReview *self);
void mq_review_show_toast (MqReview *self, const char *text);

G_END_DECLS
