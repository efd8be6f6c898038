/* MqConversationView: a conversation with its composer, see mq-conversation-view.h. */
#include "app/conversation/mq-conversation-view.h"

struct _MqConversationView
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (MqConversationView, mq_conversation_view, ADW_TYPE_BIN)

static void
mq_conversation_view_class_init (MqConversationViewClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/org/maquette/Maquette/ui/mq-conversation-view.ui");
}

static void
mq_conversation_view_init (MqConversationView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
