/* MqReview: renders and code of a version side by side, and the comparison of two, see mq-review.h. */
#include "app/review/mq-review.h"

struct _MqReview
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (MqReview, mq_review, ADW_TYPE_BIN)

static void
mq_review_class_init (MqReviewClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/org/maquette/Maquette/ui/mq-review.ui");
}

static void
mq_review_init (MqReview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
