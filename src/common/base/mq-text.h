/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Text functions: the most similar known word for a mistyped one, untrusted text made safe to show,
 * and how window, command line and service write names, lines and costs. */
#pragma once

#include <glib.h>
#include <locale.h>

G_BEGIN_DECLS

guint mq_text_distance (const char *a, const char *b);
const char *mq_text_nearest (const char *word, const char *const *candidates);
char *mq_text_clean (const char *text, gsize limit) G_GNUC_WARN_UNUSED_RESULT;
char *mq_text_join_lines (const char *text, gsize limit) G_GNUC_WARN_UNUSED_RESULT;
char *mq_text_shorten (const char *text, glong chars) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_text_is_blank (const char *text);
/* "mustHaves", "Must-haves" and "must_haves" are the same name. */
char *mq_text_fold_name (const char *name) G_GNUC_WARN_UNUSED_RESULT;
char *mq_text_make_title (const char *name) G_GNUC_WARN_UNUSED_RESULT;
guint mq_text_count_newlines (const char *from, const char *to);
guint mq_text_count_lines (const char *text);
/* Seconds since 1970 as ISO 8601. */
char *mq_text_format_time (gint64 seconds) G_GNUC_WARN_UNUSED_RESULT;
char *mq_text_format_clock (double seconds) G_GNUC_WARN_UNUSED_RESULT;
char *mq_text_format_cost (double dollars) G_GNUC_WARN_UNUSED_RESULT;
locale_t mq_text_begin_numbers (void) G_GNUC_WARN_UNUSED_RESULT;
char *mq_text_format_size (const double size[3]) G_GNUC_WARN_UNUSED_RESULT;

/* "a, b" is "a" and "b"; empty ones are left out. */
GStrv mq_text_split_list (const char *text) G_GNUC_WARN_UNUSED_RESULT;
GStrv mq_text_split_csv (const char *line, char separator) G_GNUC_WARN_UNUSED_RESULT;

/* In a time that says nothing about where the two differ. */
gboolean mq_text_is_same_secret (const char *a, const char *b);

G_END_DECLS
