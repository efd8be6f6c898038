/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The words that a thing is to carry, in a text: “a keyring with the text Anna”. Used by the
 * planner before it reads the rest, which is about the thing. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_request_lettering_cut (const char *text, char **letters) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
