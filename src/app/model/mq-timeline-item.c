/* MqTimelineItem and its kinds, see mq-timeline-item.h. */
#include "app/model/mq-timeline-item.h"

G_DEFINE_ENUM_TYPE (MqStepState, mq_step_state, G_DEFINE_ENUM_VALUE (MQ_STEP_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (MQ_STEP_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (MQ_STEP_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (MQ_STEP_STOPPED, "stopped"))
