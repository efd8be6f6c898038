/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs and counts each request: its route, its status and how long it took. Never its address, its
 * headers or its body, which may have words, tokens and names. */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

void mq_request_log_begin (SoupServerMessage *message, const char *method, const char *path,
                           const char *segment);
void mq_request_log_note_sent (SoupServerMessage *message);

G_END_DECLS
