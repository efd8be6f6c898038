/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCodeSearch: the search bar of MqCodeView, with matches highlighted in its GtkSourceView. */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* Property: "search-mode". */
#define MQ_TYPE_CODE_SEARCH (mq_code_search_get_type ())
G_DECLARE_FINAL_TYPE (MqCodeSearch, mq_code_search, MQ, CODE_SEARCH, GtkWidget)

void mq_code_search_set_view (MqCodeSearch *self, GtkSourceView *view);
void mq_code_search_begin (MqCodeSearch *self);

G_END_DECLS
