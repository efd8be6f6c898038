/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences of the command line about an account at a shared service. Used by --login and after a
 * run. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* "4 of 5 runs left until 01:00" of an answer of /v1/account; NULL if it says nothing. */
char *mq_cli_account_describe_quota (JsonObject *account) G_GNUC_WARN_UNUSED_RESULT;
/* Asks the service. Awaits. */
char *mq_cli_account_fetch_quota (const char *server) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
