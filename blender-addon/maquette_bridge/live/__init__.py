# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The add-on in its user's own Blender: the live connection, its panel, and how assets arrive."""
