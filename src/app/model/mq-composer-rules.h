/* What the composer shows and lets one do, from what is written and what the conversation is at. Pure,
 * so that the rules can be read and tested in one place. */
#pragma once

#include "app/workspace/mq-conversation-state.h"

G_BEGIN_DECLS

typedef enum
{
  MQ_COMPOSER_SEND,  /* a run begins or goes on */
  MQ_COMPOSER_QUEUE, /* taken up when the run comes to it */
  MQ_COMPOSER_STOP,  /* nothing is written and a run works */
} MqComposerAction;

typedef struct
{
  MqConversationState state;
  gboolean has_versions;
  gboolean can_see;   /* the team can look at pictures */
  gboolean has_model; /* it asks a language model */
  gboolean ready;     /* a Blender, a service and a writable library are there */
  gboolean opening;   /* that is not known yet: what is sent waits until it is */
  const char *text;
  guint n_pictures;
} MqComposerInput;

typedef struct
{
  MqComposerAction action;
  gboolean sensitive;
  gboolean can_finish;
  const char *placeholder; /* translated */
  const char *hint;        /* translated, NULL: none: what will not work, before it is tried */
} MqComposerRules;

MqComposerRules mq_composer_rules (const MqComposerInput *input);

G_END_DECLS
