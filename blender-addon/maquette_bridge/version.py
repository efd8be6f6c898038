# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The versions of the bridge and of the protocol that it speaks, which every hello tells."""

VERSION = "0.1.0"
PROTOCOL = 1
