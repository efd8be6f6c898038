/* MqWindow: sessions at the start, the conversation in the middle, the review at the end. */
#pragma once

#include "app/window/mq-application.h"

G_BEGIN_DECLS

#define MQ_TYPE_WINDOW (mq_window_get_type ())
G_DECLARE_FINAL_TYPE (MqWindow, mq_window, MQ, WINDOW, AdwApplicationWindow)

MqWindow *mq_window_new (MqApplication *application);

G_END_DECLS
