/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts an exchange. Used by MqHttpServer for each request. */
#pragma once

#include "service/http/mq-exchange.h"

G_BEGIN_DECLS

void mq_exchange_start (MqExchange *self);

G_END_DECLS
