/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Which requests the service has in hand, in a file that outlives a crash: a request that has ended
 * the service twice is refused for an hour, so that a client that repeats it does not end all other
 * runs again and again.
 *
 * A request is in hand while it is read and carried out, but not while it only waits, as a stream
 * does. Of each the file has a digest and no word. What was in hand counts only when the service
 * died of a fault of its own (SIGSEGV, SIGABRT and their like): a power cut, an operator's kill and
 * a machine without memory make nobody suspicious. Two times, because the others that were in hand
 * when the service died are innocent: they pass at their second try, and are forgotten. */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

void mq_in_hand_open (const char *folder);
gboolean
mq_in_hand_enter (SoupServerMessage *message, gboolean has_body, gpointer *place, GError **error);
void mq_in_hand_leave (gpointer *place);

G_END_DECLS
