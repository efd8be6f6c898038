/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_hyperlink_connect(): safe links in labels with text from a model. The user sees the address
 * and confirms before it opens; only http and https open. Used by MqMarkdownView. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mq_hyperlink_connect (GtkLabel *label);

G_END_DECLS
