/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Phrases that wait for the noun that they describe, and how they become details of its request.
 * Used by MqRequestParser. */
#pragma once

#include "service/sketcher/requests/mq-request-list.h"

G_BEGIN_DECLS

/* A descriptive phrase whose noun is not read yet. */
typedef struct
{
  const MqItem *item;
  double degree; /* of "more", "less", "slightly" before it; 0: none */
  double value;  /* of a measure, factor or count */
  const char *axis;
  MqRequestDetailType type; /* MQ_REQUEST_DETAIL_TRAIT when its meanings decide the type */
  gboolean decided;
  char *text;
} MqPending;

gboolean mq_item_describes (const MqItem *item);
void mq_request_bind (MqRequest *request, GPtrArray *phrases, GPtrArray *unknown);
void mq_request_lose (GPtrArray *phrases, gboolean is_bare, gboolean is_lost, GPtrArray *unknown);
void mq_request_add_targets (MqRequest *request, const MqItem *item);
MqRequestVerb mq_request_replace_by (MqRequest *old, const MqItem *item);

G_END_DECLS
