# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Features of a part: fillets, steps, pockets, slots, counterbores, bends."""
