/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that only set a pose: "open the left door by 30 degrees", "close the drawer". Every word
 * must be known, so that a message that wants more than a pose goes to the team. */
#include "client/motion/mq-motion.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-written-number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_WORDS 16
/* Longer texts are no such order. */
#define MAX_LENGTH 120

typedef enum
{
  WORD_NAME, /* of a joint, or unknown */
  WORD_FILLER,
  WORD_OPEN,
  WORD_MOVE,
  WORD_CLOSE,
  WORD_TURN, /* by a number that is there */
  WORD_BY,   /* from where it is */
  WORD_TO,
  WORD_HALF,
  WORD_ALL,
} WordKind;

/* English, German, Spanish and French, as g_str_tokenize_and_fold() has them. */
static const struct
{
  WordKind kind;
  const char *words;
} meanings[] = {
  { WORD_OPEN, " open lift unfold öffne öffnen auf abre abrir ouvre ouvrir " },
  { WORD_MOVE, " move bewege mueve bouge " },
  { WORD_CLOSE, " close shut schließe schliesse schließen schließ zu cierra cerrar ferme fermer " },
  { WORD_TURN, " turn rotate swing bend tilt slide pull set drehe dreh drehen kippe ziehe gira "
               "girar tourne tourner tire " },
  { WORD_BY, " by um de " },
  { WORD_TO, " to at bis hasta à jusqu " },
  { WORD_HALF, " half halfway halb mitad moitié " },
  { WORD_ALL, " all both every everything it alle beide alles es todo todos todas ambas ambos tout "
              "tous toutes " },
  { WORD_FILLER, " the a please now out up fully completely wide way of its die den das der "
                 "bitte mach heraus ganz weit la el los las le les l por favor s il te plaît vous "
                 "en un une " },
};

typedef struct
{
  char *words[MAX_WORDS];
  WordKind kinds[MAX_WORDS];
  guint n;
  gboolean has_number;
  gboolean is_angle;
  double number; /* degrees or m; without a unit, degrees */
} Order;

static void
order_clear (Order *order)
{
  for (guint i = 0; i < order->n; i++)
    g_free (order->words[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Order, order_clear)

static gboolean
has_kind (const Order *order, WordKind kind)
{
  for (guint i = 0; i < order->n; i++)
    if (order->kinds[i] == kind)
      return TRUE;

  return FALSE;
}

static gboolean
read_order (Order *order, const char *text)
{
  g_autofree char *rest = NULL;
  g_auto (GStrv) tokens = NULL;
  MqWrittenNumber number;

  if (strlen (text) > MAX_LENGTH)
    return FALSE;

  if (mq_written_number_find (text, 0, NULL, &number))
    {
      gboolean is_minus = number.start > 0 && text[number.start - 1] == '-';
      g_autofree char *before = g_strndup (text, number.start - is_minus);

      /* It is not certain what it means. */
      if (number.kind != MQ_WRITTEN_PLAIN || number.is_doubtful || !isfinite (number.value))
        return FALSE;

      order->has_number = TRUE;
      order->is_angle = *number.unit == '\0' || g_str_equal (number.unit, "deg");
      order->number = (is_minus ? -1 : 1) * (order->is_angle ? number.value : number.metres);
      rest = g_strconcat (before, " ", text + number.end, NULL);
    }

  tokens = g_str_tokenize_and_fold (rest != NULL ? rest : text, NULL, NULL);
  for (guint i = 0; tokens[i] != NULL; i++)
    {
      g_autofree char *wanted = g_strdup_printf (" %s ", tokens[i]);
      WordKind kind = WORD_NAME;

      if (order->n == MAX_WORDS || g_ascii_isdigit (*tokens[i]))
        return FALSE;

      for (gsize j = 0; j < G_N_ELEMENTS (meanings) && kind == WORD_NAME; j++)
        if (strstr (meanings[j].words, wanted) != NULL)
          kind = meanings[j].kind;
      order->kinds[order->n] = kind;
      order->words[order->n++] = g_strdup (tokens[i]);
    }

  return order->n > 1
         && (has_kind (order, WORD_OPEN) || has_kind (order, WORD_CLOSE)
             || (has_kind (order, WORD_TURN) && order->has_number)
             || (has_kind (order, WORD_MOVE) && has_kind (order, WORD_ALL) && !order->has_number
                 && !has_kind (order, WORD_NAME)));
}

/* "doors" is "door", in all languages but those that inflect. */
static gboolean
is_same_word (const char *said, const char *name)
{
  gsize length = strlen (name);

  return g_str_equal (said, name)
         || (strncmp (said, name, length) == 0
             && (g_str_equal (said + length, "s") || g_str_equal (said + length, "n")
                 || g_str_equal (said + length, "en") || g_str_equal (said + length, "es")));
}

/* Each joint is named whole, or by a word that only its name has; or all of a name are. Returns:
 * whether the words say which they are about */
static gboolean
choose_joints (MqMotion *motion, const Order *order, gboolean *chosen)
{
  guint n_joints = motion->joints->len, best = 0, n_chosen = 0;
  gboolean any_whole = FALSE, is_plural = has_kind (order, WORD_ALL);
  g_autofree guint *said = g_new0 (guint, n_joints);
  g_autofree gboolean *whole = g_new0 (gboolean, n_joints);

  for (guint i = 0; i < n_joints; i++)
    {
      const MqJoint *joint = mq_motion_get_joint (motion, i);
      const char *const names[] = { joint->name, joint->title, joint->child };

      if (joint->kind == MQ_JOINT_FIXED)
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (names); j++)
        {
          g_autofree char *spaced = g_strdelimit (g_strdup (names[j]), "_", ' ');
          g_auto (GStrv) words = g_str_tokenize_and_fold (spaced, NULL, NULL);
          gboolean is_whole = TRUE, is_alone = TRUE;
          guint n_said = 0;

          for (guint k = 0; words[k] != NULL; k++)
            {
              gboolean is_said = FALSE;

              for (guint l = 0; l < order->n; l++)
                is_said |= is_same_word (order->words[l], words[k]);
              n_said += is_said;
              is_whole &= is_said;
            }

          /* Nothing else is named, too. */
          for (guint l = 0; l < order->n; l++)
            {
              gboolean is_of_name = order->kinds[l] != WORD_NAME;

              for (guint k = 0; words[k] != NULL; k++)
                is_of_name |= is_same_word (order->words[l], words[k]);
              is_alone &= is_of_name;
            }
          if (is_alone)
            said[i] = MAX (said[i], n_said);
          whole[i] |= is_alone && n_said > 0 && is_whole;
        }
      any_whole |= whole[i];
      best = MAX (best, said[i]);
    }

  for (guint i = 0; i < n_joints; i++)
    {
      chosen[i] = mq_motion_get_joint (motion, i)->kind != MQ_JOINT_FIXED
                  && (best == 0 ? is_plural && !has_kind (order, WORD_NAME)
                                : said[i] == best && (whole[i] || !any_whole || is_plural));
      n_chosen += chosen[i];
    }

  /* "the doors", without all or both. */
  for (guint i = 0; i < order->n && n_chosen > 1; i++)
    is_plural |= order->kinds[i] == WORD_NAME && g_str_has_suffix (order->words[i], "s");

  return n_chosen == 1 || (n_chosen > 1 && is_plural);
}

/* @words: what the user wrote. Returns: whether mq_motion_read_words() may take them, for joints
 * that are not known yet */
gboolean
mq_motion_may_read (const char *words)
{
  g_auto (Order) order = { 0 };

  return read_order (&order, words);
}

/* Sets the pose that the words ask for, if they ask for nothing else. Returns: (transfer full)
 * (nullable): a sentence on the pose; NULL: they do, and nothing has changed */
char *
mq_motion_read_words (MqMotion *self, const char *words)
{
  g_auto (Order) order = { 0 };
  g_autofree gboolean *chosen = g_new0 (gboolean, self->joints->len);
  g_autofree gboolean *is_there = g_new0 (gboolean, self->joints->len);
  g_autofree double *values = g_new0 (double, self->joints->len);
  g_autoptr (GString) told = g_string_new (NULL);
  gboolean closes;

  if (!read_order (&order, words) || !choose_joints (self, &order, chosen))
    return NULL;

  closes = has_kind (&order, WORD_CLOSE) && !has_kind (&order, WORD_OPEN);
  for (guint i = 0; i < self->joints->len; i++)
    {
      const MqJoint *joint = mq_motion_get_joint (self, i);
      double way = joint->far < 0 ? -1 : 1;
      double by = way * (closes ? -1 : 1) * order.number;

      if (!chosen[i])
        continue;
      if (order.has_number && order.is_angle == joint->is_length)
        return NULL;

      if (!order.has_number && closes)
        values[i] = 0;
      else if (!order.has_number)
        values[i] = has_kind (&order, WORD_HALF) ? joint->far / 2 : joint->far;
      else if (has_kind (&order, WORD_TO))
        values[i] = fabs (order.number) * way;
      else if (closes)
        values[i] = (joint->value + by) * joint->value < 0 ? 0 : joint->value + by;
      else
        values[i] = has_kind (&order, WORD_BY) ? joint->value + by : by;
    }

  /* One that follows another of them follows it. */
  for (guint i = 0; i < self->joints->len; i++)
    {
      int leader = mq_motion_get_joint (self, i)->leader;

      if (chosen[i] && (leader < 0 || !chosen[leader]))
        is_there[i] = mq_motion_set_value (self, i, values[i]);
      else
        is_there[i] = TRUE;
    }
  for (guint i = 0; i < self->joints->len; i++)
    {
      const MqJoint *joint = mq_motion_get_joint (self, i);
      g_autofree char *value = mq_joint_format (joint, joint->value);

      if (!chosen[i])
        continue;
      g_string_append_printf (told, told->len > 0 ? ", %s" : "%s", joint->title);
      /* Translators: after a part that moves: “Left door: 110°, as far as it goes” */
      g_string_append_printf (told, is_there[i] ? ": %s" : _ (": %s, as far as it goes"), value);
    }

  /* Translators: %s is a list of parts with their angles: “Left door: 30°” */
  return g_strdup_printf (_ ("%s. This is a pose: the version has not changed."), told->str);
}
