/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The instance structure of MqCodeView, shared by mq-code-view.c and mq-code-view-part.c. */
#pragma once

#include "app/code/mq-code-part.h"
#include "app/code/mq-code-search.h"
#include "app/code/mq-code-view.h"
#include "app/code/mq-script-draft.h"
#include "app/code/mq-script-view.h"
#include "app/model/mq-selection.h"
#include "client/mesh/mq-mesh-preview.h"

G_BEGIN_DECLS

struct _MqCodeView
{
  AdwBreakpointBin parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkStack *tools;
  GtkLabel *facts;
  GtkWidget *requirements;
  GtkImage *requirements_image;
  GtkLabel *requirements_label;
  GtkListBox *requirements_list;
  GtkLabel *editing_label;
  GtkButton *run_button;
  MqCodeSearch *search;
  GtkRevealer *fault_revealer;
  GtkLabel *fault_label;
  GtkWidget *fault_button;
  GtkButton *fix_button;
  GtkScrolledWindow *scroller;
  GtkToggleButton *library_button;
  AdwButtonContent *library_label;
  GtkListView *parts_list;
  GtkSingleSelection *parts;
  MqScriptView *text;

  /* Owned */
  MqWorkspace *workspace;
  MqConversation *conversation;
  MqVersionContents *contents;
  MqSelection *selection; /* what is chosen of the version, in all views; or NULL */
  GSettings *settings;
  MqMeshPreview *checker;      /* while a script is edited */
  MqMeshPreview *part_preview; /* while one part is built alone */
  char *part_title;            /* of that */
  JsonArray *findings;         /* in the edited script, or NULL */
  JsonObject *finding;         /* the one that is shown, or NULL */
  MqVersion *wanted_version;
  char *wanted_script; /* to edit when the version's own draft is known; or NULL */
  char *wanted_message;
  guint wanted_line;
  guint n_restoring;            /* saved drafts that are being looked up */
  MqScriptDraft *draft;         /* of the version that is shown, while it is edited */
  GHashTable *drafts;           /* folder of a version -> MqScriptDraft */
  GHashTable *asked;            /* folders of versions whose saved draft was looked up */
  GSignalGroup *buffer_signals; /* of the buffer that is shown */
  GSignalGroup *draft_signals;
  GSignalGroup *conversation_signals;
  char *summary; /* measurements of the whole asset */
  guint reread_source;
  guint fault_line;   /* the line that the bar is about */
  gboolean is_edited; /* since the last run failed */
  gboolean show_parts;
  gboolean syncing; /* the selected part is being set from the cursor */
};

/* mq-code-view-part.c */
char *mq_code_view_dup_text (MqCodeView *self);
void mq_code_view_build_part (MqCodeView *self, MqCodePart *part);
void mq_code_view_stop_part (MqCodeView *self);

G_END_DECLS
