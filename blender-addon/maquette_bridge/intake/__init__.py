# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes in a model of another program: reads its file as a stranger's, splits it into parts, and
writes a script whose parts are its meshes."""
