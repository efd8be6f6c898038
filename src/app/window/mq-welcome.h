/* MqWelcome: the page of an empty conversation: example prompts to click, or the problem that
 * blocks new work. Used by MqWindow. */
#pragma once

#include "app/workspace/mq-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "workspace" (MqWorkspace), "problem" (the MqProblem that fills the page, or NULL;
 * read-only). Signal: "prompt-chosen" (const char *): a prompt to put into the composer. */
#define MQ_TYPE_WELCOME (mq_welcome_get_type ())
G_DECLARE_FINAL_TYPE (MqWelcome, mq_welcome, MQ, WELCOME, AdwBin)

MqProblem *mq_welcome_get_problem (MqWelcome *self);

G_END_DECLS
