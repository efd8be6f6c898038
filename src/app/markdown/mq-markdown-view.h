/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMarkdownView: Markdown as selectable labels and MqCodeBlocks. Links ask before they open;
 * nothing remote is loaded. Used by MqConversationView and MqStepDialog. */
#pragma once

#include "app/model/mq-markdown.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_MARKDOWN_VIEW (mq_markdown_view_get_type ())
G_DECLARE_FINAL_TYPE (MqMarkdownView, mq_markdown_view, MQ, MARKDOWN_VIEW, AdwBin)

void mq_markdown_view_set_text (MqMarkdownView *self, const char *text);

G_END_DECLS
