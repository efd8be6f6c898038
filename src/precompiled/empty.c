/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A library needs a source; the header that is compiled with it is what counts. */
typedef int MqNothing;
