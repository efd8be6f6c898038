/* MqWelcome: what a conversation shows before anything is said: examples to click, or what stands in
 * the way of beginning. */
#pragma once

#include "app/workspace/mq-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "workspace" (MqWorkspace), "problem" (MqProblem that fills the page, or NULL; read only).
 * Signal: "prompt-chosen" (const char *): to be put into the composer. */
#define MQ_TYPE_WELCOME (mq_welcome_get_type ())
G_DECLARE_FINAL_TYPE (MqWelcome, mq_welcome, MQ, WELCOME, AdwBin)

MqProblem *mq_welcome_get_problem (MqWelcome *self);

G_END_DECLS
