/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Claims: which of several programs that work on one batch makes an item. A claim is a file that
 * exactly one of them can create, also on NFS, where locks may be lost. It only saves work: that an
 * item is made once is decided when its folder is put in place. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** MQ_BATCH_CLAIM_RENEW: seconds between two renewals of a claim. */
#define MQ_BATCH_CLAIM_RENEW 30

const char *mq_batch_claim_get_host (void);
char *mq_batch_claim_dup_job (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_batch_claim_take (int claims, const char *id, GError **error);
void mq_batch_claim_renew (int claims, const char *id);
void mq_batch_claim_release (int claims, const char *id);
void mq_batch_claim_remove_dead (int claims, const char *id);
gboolean mq_batch_claim_is_alive (int claims, const char *id);

G_END_DECLS
