/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqScriptDraft: an edited copy of a version's script, or of one that failed, and the run that
 * makes a new version of it. It outlives the view, so that edits survive a change of version or a
 * failed run. Used by MqCodeView, MqDraftDialog and MqParametersView. */
#pragma once

#include "app/conversation/mq-conversation.h"

#include <adwaita.h>
#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* Signals: "changed": a run began or ended; "failed": the run made no version; "made" (MqVersion
 * *): the run made this version. */
#define MQ_TYPE_SCRIPT_DRAFT (mq_script_draft_get_type ())
G_DECLARE_FINAL_TYPE (MqScriptDraft, mq_script_draft, MQ, SCRIPT_DRAFT, GObject)

struct _MqScriptDraft
{
  GObject parent_instance;

  MqVersion *version; /* (nullable) */
  GtkSourceBuffer *buffer;
  MqConversation *conversation; /* NULL: it does not run */
  MqDrafts *drafts;             /* NULL: kept in memory only */
  char *name;                   /* of the draft on disk */
  char *message;                /* error of the last run, or NULL */
  guint fault_line;             /* from 1; 0: none */
};

MqScriptDraft *mq_script_draft_new (MqVersion *version, const char *script);

void mq_script_draft_keep (MqScriptDraft *self, MqDrafts *drafts, const char *name);
void mq_script_draft_forget (MqScriptDraft *self);
void mq_script_draft_restore (MqScriptDraft *self, const char *text, int line);

void mq_script_draft_set_fault (MqScriptDraft *self, const char *message, guint line);

char *mq_script_draft_dup_text (MqScriptDraft *self);
gboolean mq_script_draft_replace (MqScriptDraft *self, const char *script);
gboolean mq_script_draft_is_changed (MqScriptDraft *self);
gboolean mq_script_draft_is_running (MqScriptDraft *self);

AdwDialog *mq_script_draft_question_new (const char *body);

void mq_script_draft_run (MqScriptDraft *self, MqConversation *conversation, const char *words);
void mq_script_draft_stop (MqScriptDraft *self);

G_END_DECLS
