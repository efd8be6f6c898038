/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of a problem: what Maquette is, what computer it runs on, what is set up, and, if the
 * user wants it, one session. Nothing in it is a secret or names the user (mq-redactor.h), and
 * nothing is sent. Used by `maquette-cli report-problem` and by the window. */
#pragma once

#include "client/library/mq-library.h"

G_BEGIN_DECLS

/** MQ_DIAGNOSTICS_FILE: the name of a report as a file. */
#define MQ_DIAGNOSTICS_FILE "maquette-report.md"

DexFuture *mq_diagnostics_collect (MqLibrary *library, const char *session,
                                   JsonObject *more) G_GNUC_WARN_UNUSED_RESULT;
char *mq_diagnostics_to_text (JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
