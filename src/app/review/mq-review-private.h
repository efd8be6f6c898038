/* What MqReview's files share. */
#pragma once

#include "app/review/mq-compare.h"
#include "app/review/mq-parameters-view.h"
#include "app/review/mq-review-page.h"
#include "app/review/mq-review.h"
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
  AdwViewStack *pages;
  AdwBin *review_slot;
  AdwViewStackPage *compare_page;
  AdwBin *compare_slot;
  AdwBin *parameters_slot;

  /* Owned */
  MqWorkspace *workspace;
  MqConversation *conversation;
  MqVersion *version;
  MqVersion *current; /* of the conversation, as it was last seen */
  MqVersionContents *contents;
  MqReviewPage *page;           /* made when there is first something to show */
  MqParametersView *parameters; /* likewise, when it is first looked at */
  MqCompare *compare;           /* likewise */
  GSignalGroup *conversation_signals;
  GSignalGroup *versions_signals;
  GSettings *settings;
  gboolean show_close;
  gboolean placing_page; /* the page changes by itself, not by the user */
};

void mq_review_install_actions (GtkWidgetClass *widget_class);
void mq_review_update_actions (MqReview *self);
void mq_review_open_folder (MqReview *self);
void mq_review_show_toast (MqReview *self, const char *text);

/* mq-review-live.c */
void mq_review_show_live (MqReview *self);

G_END_DECLS
