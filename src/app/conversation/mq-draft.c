/* MqDraft: what one has written to a conversation and not sent yet, see mq-draft.h. */
#include "app/conversation/mq-draft.h"

struct _MqDraft
{
  GObject parent_instance;

  char *text;
  MqAttachments *attachments;
};

enum
{
  RESTORED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqDraft, mq_draft, G_TYPE_OBJECT)

/* What is being written comes after what was said before. */
static void
on_returned (MqDraft *self, const char *text)
{
  g_autofree char *both = NULL;

  if (*self->text != '\0')
    both = g_strconcat (text, "\n", self->text, NULL);
  g_set_str (&self->text, both != NULL ? both : text);
  g_signal_emit (self, signals[RESTORED], 0);
}

static void
mq_draft_finalize (GObject *object)
{
  MqDraft *self = MQ_DRAFT (object);

  g_free (self->text);
  g_object_unref (self->attachments);

  G_OBJECT_CLASS (mq_draft_parent_class)->finalize (object);
}

static void
mq_draft_class_init (MqDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_draft_finalize;

  signals[RESTORED] = g_signal_new ("restored", MQ_TYPE_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
}

static void
mq_draft_init (MqDraft *self)
{
  self->text = g_strdup ("");
  self->attachments = mq_attachments_new ();
}

/**
 * mq_draft_get:
 *
 * Returns: (transfer none): the draft of @conversation, which keeps it
 */
MqDraft *
mq_draft_get (MqConversation *conversation)
{
  MqDraft *self = g_object_get_data (G_OBJECT (conversation), "mq-draft");

  if (self == NULL)
    {
      self = g_object_new (MQ_TYPE_DRAFT, NULL);
      g_object_set_data_full (G_OBJECT (conversation), "mq-draft", self, g_object_unref);
      g_signal_connect_object (conversation, "returned", G_CALLBACK (on_returned), self,
                               G_CONNECT_SWAPPED);
    }
  return self;
}

const char *
mq_draft_get_text (MqDraft *self)
{
  return self->text;
}

void
mq_draft_set_text (MqDraft *self, const char *text)
{
  g_set_str (&self->text, text);
}

MqAttachments *
mq_draft_get_attachments (MqDraft *self)
{
  return self->attachments;
}

/* Gives the pictures away, to keep until they have been sent; the draft has none then. */
MqAttachments *
mq_draft_take_attachments (MqDraft *self)
{
  MqAttachments *taken = self->attachments;

  self->attachments = mq_attachments_new ();
  return taken;
}
