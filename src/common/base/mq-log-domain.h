/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The log domain of a source file: that of its room, such as "maquette-client-run". The compiler
 * includes this header first in every file of the libraries (precompiled/meson.build), so that
 * G_MESSAGES_DEBUG can name one room. */
#pragma once

#include <glib.h>

const char *mq_log_domain (const char *file);

#undef G_LOG_DOMAIN
#define G_LOG_DOMAIN mq_log_domain (__FILE__)
