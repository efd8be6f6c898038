/* Internal functions of MqKind, shared by mq-kind.c and mq-kind-check.c. */
#pragma once

#include "service/sketcher/mq-kind.h"

G_BEGIN_DECLS

gboolean mq_kind_check (MqKind *self, GError **error);

G_END_DECLS
