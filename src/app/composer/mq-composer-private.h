/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The instance structure of MqComposer, for it and MqComposerModel. */
#pragma once

#include "app/composer/mq-composer.h"
#include "app/composer/mq-target-chips.h"
#include "app/composer/mq-unsent-message.h"

G_BEGIN_DECLS

struct _MqComposer
{
  AdwBin parent_instance;

  /* Template widgets */
  AdwWrapBox *chips;
  MqTargetChips *targets;
  GtkOverlay *words;
  GtkScrolledWindow *scroller;
  GtkTextView *text_view;
  GtkLabel *placeholder;
  GtkLabel *hint;
  GtkDropDown *base_choice;
  GtkLabel *spending;
  GtkLabel *quota;
  GtkButton *action;
  GtkWidget *variants;
  GtkMenuButton *no_pictures; /* in place of the paper clip while the team sees no pictures */
  GtkLabel *why_no_pictures;
  GtkWidget *set_up;
  GtkMenuButton *model;
  GtkLabel *model_name;

  /* Owned */
  MqWorkspace *workspace;
  MqConversation *conversation;
  GtkTextBuffer *buffer; /* of the unsent message */
  GSignalGroup *workspace_signals;
  GSignalGroup *conversation_signals;
  GSignalGroup *version_signals;
  GSignalGroup *draft_signals;
  GSignalGroup *buffer_signals;
  GBindingGroup *timeline_bindings;
  MqAttachments *attachments;
  GSettings *settings;
  DexFuture *asking;   /* how the team understands the text */
  char *understanding; /* hint for the user from that answer; NULL: none */
  GBinding *narrowing; /* of the model's name; borrowed */
  char *no_runs;       /* why nothing can be started today; NULL: it can */

  gulong attachments_handler;
  guint ask_source;
  guint base_source;
  guint n_coming;        /* pictures that are being added */
  guint n_waiting;       /* variants to send after the sign-in, the terms or the team; 0: none */
  gboolean showing_base; /* the choice is being set, not used */
  gboolean closed;       /* disposed; late answers are dropped */
};

/* mq-composer-model.c */
void mq_composer_init_model_menu (MqComposer *self);
void mq_composer_show_model (MqComposer *self);

G_END_DECLS
