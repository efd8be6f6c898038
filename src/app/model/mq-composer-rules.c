/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of the composer, see mq-composer-rules.h. */
#include "app/model/mq-composer-rules.h"

#include <glib/gi18n.h>

/* Tells whether sending starts a run, which uses the quota; messages to a running run do not. */
static gboolean
starts_run (MqConversationState state)
{
  return !mq_conversation_state_is_busy (state) && !mq_conversation_state_is_turn (state);
}

/* Returns the first hint that applies; what blocks everything comes before what may be lost. */
static const char *
get_hint (const MqComposerInput *input, gboolean words)
{
  if (input->door != MQ_COMPOSER_OPEN && !input->opening)
    {
      if (input->door == MQ_COMPOSER_SIGNING_IN)
        return _ ("Continue in your browser; then the message can be sent.");
      if (!words)
        return NULL;

      return input->door == MQ_COMPOSER_SIGN_IN
                 ? _ ("Sending opens your browser, where you sign in. Then the message is sent.")
                 : _ ("Sending shows the terms of the service. When you accept them, the "
                      "message is sent.");
    }

  if (!input->ready && !input->opening)
    /* Translators: shown above the text field while something else on the page says what is
     * missing. */
    return _ ("Maquette is not ready yet; see the message above");

  if (input->no_runs != NULL && starts_run (input->state))
    return input->no_runs;

  if (input->n_pictures == 0 || input->can_see)
    return NULL;

  if (input->has_model)
    return words
               ? _ ("This model does not support pictures. The words are sent without the picture.")
               : _ ("This model does not support pictures. Describe the object in words, or "
                    "choose another model.");

  return words
             ? _ ("The built-in sketcher does not support pictures. The words are sent without the "
                  "picture.")
             : _ ("The built-in sketcher does not support pictures. Describe the object in words, "
                  "or set up a model.");
}

/**
 * mq_composer_rules:
 * @input: the unsent message and the conversation's state
 *
 * Returns: the state of the composer
 */
MqComposerRules
mq_composer_rules (const MqComposerInput *input)
{
  gboolean working = mq_conversation_state_is_busy (input->state);
  gboolean words = FALSE;
  gboolean something;
  MqComposerRules rules = { 0 };

  for (const char *p = input->text != NULL ? input->text : ""; *p != '\0' && !words;
       p = g_utf8_next_char (p))
    words = !g_unichar_isspace (g_utf8_get_char (p));
  something = words || input->is_drawn || (input->n_pictures > 0 && input->can_see);

  if (working)
    rules.placeholder = _ ("Queue another change…");
  else if (input->has_versions || mq_conversation_state_is_turn (input->state))
    rules.placeholder = _ ("Ask for a change…");
  else
    rules.placeholder = _ ("Describe an object…");
  rules.hint = get_hint (input, words);
  rules.needs_model = input->ready && input->n_pictures > 0 && !input->can_see;

  /* A working run can always be stopped. A picture that the team cannot see is not a message to
   * queue. */
  if (working && !something)
    {
      rules.action = MQ_COMPOSER_STOP;
      rules.sensitive = TRUE;
      return rules;
    }

  rules.action = working ? MQ_COMPOSER_QUEUE : MQ_COMPOSER_SEND;
  rules.sensitive = something
                    && (input->ready || input->opening || input->door == MQ_COMPOSER_SIGN_IN
                        || input->door == MQ_COMPOSER_TERMS)
                    && (input->no_runs == NULL || !starts_run (input->state));
  return rules;
}
