/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTermsDialog: the terms of a shared service, to read and to accept. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_TERMS_DIALOG (mq_terms_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MqTermsDialog, mq_terms_dialog, MQ, TERMS_DIALOG, AdwDialog)

/* Signal: "accepted": the service knows that they are. */
MqTermsDialog *mq_terms_dialog_new (const char *service);

G_END_DECLS
