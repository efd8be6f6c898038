/* The text form of a reading, for tests and authors of kinds: one line per request and unknown
 * phrase, such as "change seat [pad]: color #c1272d (red), finish silk (silk)". */
#pragma once

#include "service/sketcher/requests/mq-request-list.h"

GStrv describe_reading (MqRequestList *reading) G_GNUC_WARN_UNUSED_RESULT;
