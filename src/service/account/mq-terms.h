/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTerms: the terms of use of a shared service. Read once, when the service starts. Immutable. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/** MQ_TERMS_MAX_BYTES: of the file. */
#define MQ_TERMS_MAX_BYTES (256 * 1024)

#define MQ_TYPE_TERMS (mq_terms_get_type ())
G_DECLARE_FINAL_TYPE (MqTerms, mq_terms, MQ, TERMS, GObject)

/**
 * MqTerms:
 * @text: Markdown
 * @version: 16 hexadecimal digits, others for another text
 */
struct _MqTerms
{
  GObject parent_instance;

  char *text;
  char *version;
};

MqTerms *mq_terms_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
