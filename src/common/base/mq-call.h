/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCall: a function with its typed arguments, which is called later, on a fiber or on another
 * thread. Used for fibers (mq-fiber.h) and for jobs at a database (common/database). */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _MqCall MqCall;

MqCall *
mq_call_new (const char *name, GCallback func, va_list *arguments) G_GNUC_WARN_UNUSED_RESULT;
void mq_call_free (gpointer self);
gpointer mq_call_perform (MqCall *self, gpointer last);

/* For macros whose last parameters are one to eight arguments `(TYPE, value)`: their values, as a
 * call of the function has them, and their types with their values. */
#define MQ_CALL_VALUES(...) MQ_CALL_EACH (MQ_CALL_VALUE, __VA_ARGS__)
#define MQ_CALL_TYPED_VALUES(...) MQ_CALL_EACH (MQ_CALL_TYPED, __VA_ARGS__)

#define MQ_CALL_VALUE(type, value) value
#define MQ_CALL_TYPED(type, value) type, value
#define MQ_CALL_EACH(what, ...)                                                                    \
  MQ_CALL_NINTH (__VA_ARGS__, MQ_CALL_8, MQ_CALL_7, MQ_CALL_6, MQ_CALL_5, MQ_CALL_4, MQ_CALL_3,    \
                 MQ_CALL_2, MQ_CALL_1) (what, __VA_ARGS__)
#define MQ_CALL_NINTH(a, b, c, d, e, f, g, h, ninth, ...) ninth
#define MQ_CALL_1(what, one) what one
#define MQ_CALL_2(what, one, ...) what one, MQ_CALL_1 (what, __VA_ARGS__)
#define MQ_CALL_3(what, one, ...) what one, MQ_CALL_2 (what, __VA_ARGS__)
#define MQ_CALL_4(what, one, ...) what one, MQ_CALL_3 (what, __VA_ARGS__)
#define MQ_CALL_5(what, one, ...) what one, MQ_CALL_4 (what, __VA_ARGS__)
#define MQ_CALL_6(what, one, ...) what one, MQ_CALL_5 (what, __VA_ARGS__)
#define MQ_CALL_7(what, one, ...) what one, MQ_CALL_6 (what, __VA_ARGS__)
#define MQ_CALL_8(what, one, ...) what one, MQ_CALL_7 (what, __VA_ARGS__)

G_END_DECLS
