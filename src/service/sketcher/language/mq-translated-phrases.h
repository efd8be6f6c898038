/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The changes that the sketcher suggests, in the languages of the window. It reads English, but
 * what the window's suggestions say must be done in each language. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *words; /* in any language of the window; NULL: the end */
  const char *english;
} MqTranslatedPhrase;

/* Made by make-translated-phrases.py. */
extern const MqTranslatedPhrase mq_translated_phrases[];

const char *mq_translated_phrases_read (const char *words);

G_END_DECLS
