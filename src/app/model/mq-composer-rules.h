/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The composer's button, texts and hints as a function of the unsent message and the conversation's
 * state. Without side effects, so that the rules are tested in one place. Used by the composer. */
#pragma once

#include "app/conversation/mq-conversation-state.h"

G_BEGIN_DECLS

typedef enum
{
  MQ_COMPOSER_SEND,  /* starts or continues a run */
  MQ_COMPOSER_QUEUE, /* the run handles it later */
  MQ_COMPOSER_STOP,  /* nothing is written and a run is working */
} MqComposerAction;

/* The step that is missing before a run can start at a shared service. */
typedef enum
{
  MQ_COMPOSER_OPEN,
  MQ_COMPOSER_SIGN_IN,    /* to send is to sign in first */
  MQ_COMPOSER_SIGNING_IN, /* waits for the browser */
  MQ_COMPOSER_TERMS,      /* to send is to read the terms first */
} MqComposerDoor;

typedef struct
{
  MqConversationState state;
  gboolean has_versions;
  gboolean can_see;    /* the team accepts pictures */
  gboolean has_model;  /* the team uses a language model */
  gboolean ready;      /* Blender, the service and a writable library are available */
  gboolean opening;    /* not known yet; messages wait until it is */
  MqComposerDoor door; /* what alone keeps it from being ready */
  const char *no_runs; /* translated: today's are used up; NULL: they are not */
  const char *text;
  guint n_pictures;
  gboolean is_drawn; /* a drawing says what is to change */
} MqComposerInput;

typedef struct
{
  MqComposerAction action;
  gboolean sensitive;
  const char *placeholder; /* translated */
  const char *hint;        /* translated, NULL: none; warns before sending of what will not work */
  gboolean needs_model;    /* another model would help */
} MqComposerRules;

MqComposerRules mq_composer_rules (const MqComposerInput *input);

G_END_DECLS
