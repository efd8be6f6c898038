/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a script that copy and arrange the things of a composition; the functions that they
 * call are in data/sketcher/library/arrangement.py. Used by the script generator. */
#pragma once

#include "common/script/mq-python-source.h"
#include "service/sketcher/plan/mq-sketch-plan.h"

G_BEGIN_DECLS

void mq_script_arrangement_append_parameters (GString *text, MqSketchPlan *plan);
void mq_script_arrangement_append (GString *text, MqSketchPlan *plan);
void mq_script_arrangement_list_functions (GPtrArray *names, MqSketchPlan *plan);
char *mq_script_arrangement_describe (MqSketchPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
MqPythonSource *mq_script_arrangement_join_sources (MqSketchPlan *plan) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
