# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the camera of a picture from landmarks: points of the object whose places in the picture
are known. Lengths in the picture are shares of its diagonal, from its middle, y up."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

LEAST, MOST = 6, 12  # landmarks
LEAST_SEEN = 5  # by a fit: ten numbers for seven unknown ones
FLAT = 0.03  # the thickness of all landmarks by their length
LARGE = 0.05  # a median error from which on no camera is believed
AGREE = 0.6  # of the landmarks
CERTAIN = 4.5  # standard errors: with ten landmarks three are no surprise
LEAST_ERROR = 0.025  # less is never certain
NOISE = 0.004  # how exactly a person or a model points at best
BENT = 0.012  # an error beyond which a landmark pulls no harder (Huber)
WIDEST, LONGEST = 0.35, 40.0  # focal lengths, in diagonals
USUAL, USUAL_WEIGHT = 1.4, 5e-4  # decides where the picture says nothing of the focal length
NEAREST = 0.05  # of the distance of the middle: a landmark nearer than that is behind the lens
DIRECTIONS, ROLLS = 24, 4  # starting views
ORDERS = 8  # of landmarks, each cut into halves
ROUGH_STEPS, STEPS, PROMISING = 8, 40, 4
SAME_DEG = 20.0  # two cameras that look at the object from the same side


class NoCameraError(Exception):
    """The camera cannot be said; the message has the reason."""


@dataclass
class Camera:
    """A pinhole camera that looks at `middle`. turn: rows are its right, up and back in the world;
    shift: where `middle` is in the picture; scale: diagonals a metre there; nearness: 1 / distance
    of `middle` along the axis, in 1/m."""

    turn: Any
    middle: Any
    scale: float
    shift: Any
    nearness: float

    @property
    def focal(self) -> float:
        """The focal length in diagonals."""
        return self.scale / self.nearness

    @property
    def place(self) -> Any:
        """Where it stands, in m."""
        away = numpy.array([*(self.shift / self.scale), -1.0 / self.nearness])
        return self.middle - self.turn.T @ away

    def project(self, points: Any) -> Any:
        """Places in the picture, and diagonals a metre there: (n x 2, n)."""
        local = (numpy.asarray(points) - self.middle) @ self.turn.T
        depth = 1.0 - self.nearness * local[:, 2]
        return ((self.scale * local[:, :2] + self.shift) / depth[:, None],
                self.scale / depth)


@dataclass
class Fit:
    """A camera that was fitted to some landmarks. seen: whether each was one of them; errors: from
    where it draws each to where the picture has it; doubts: the standard error of each of these
    lengths, in diagonals."""

    camera: Camera
    seen: Any
    errors: Any
    doubts: Any

    @property
    def elsewhere(self) -> Any:
        """Which landmarks certainly are not where the camera draws them."""
        return numpy.linalg.norm(self.errors, axis=1) > numpy.maximum(LEAST_ERROR,
                                                                      CERTAIN * self.doubts)


@dataclass
class Solution:
    """fit: by the landmarks that agree on one camera. unseen: for each landmark a fit that has not
    seen it. agreed: whether each is one of those that agree. groups: for each group a fit that has
    seen none of it, None where too few others agree."""

    fit: Fit
    unseen: list[Fit]
    agreed: Any
    groups: list[Fit | None]


class Solver:
    """Fits cameras to the landmarks of one picture. `shape` is its width by its height."""

    def __init__(self, picture: Sequence[Sequence[float]], points: Sequence[Sequence[float]],
                 shape: float) -> None:
        if numpy is None:
            raise NoCameraError("Blender’s Python has no NumPy")
        if len(picture) < LEAST:
            raise NoCameraError(f"there are {len(picture)} landmarks, and {LEAST} are needed")
        diagonal = math.hypot(shape, 1.0)
        self._seen = ((numpy.array(picture, float) - 0.5) * (shape, -1.0)) / diagonal
        self._points = numpy.array(points, float)
        self.middle = self._points.mean(axis=0)
        self._local = self._points - self.middle
        lengths = numpy.linalg.svd(self._local, compute_uv=False)
        self._reach = float(numpy.linalg.norm(self._local, axis=1).max())
        near = itertools.chain(
            (numpy.linalg.norm(a - b) for a, b in itertools.combinations(self._seen, 2)),
            (numpy.linalg.norm(a - b) / max(self._reach, 1e-12)
             for a, b in itertools.combinations(self._points, 2)))
        if min(near) < 1e-3:
            raise NoCameraError("two landmarks are at the same place")
        if lengths[2] < FLAT * lengths[0]:
            raise NoCameraError("all landmarks lie in one plane")

    def solve(self, groups: Sequence[Sequence[int]] = ()) -> Solution:
        """Finds the camera. Up to half of the landmarks are left out in turn; first to find those
        that agree, as one that is wrong would bend each camera that sees it. Raises
        NoCameraError."""
        count = len(self._points)
        everything: Any = numpy.ones(count, bool)
        tried = self._judge_all(numpy.array([everything, *_without(everything)]), False)

        def cost(fit: Fit) -> float:
            off = numpy.linalg.norm(fit.errors, axis=1)
            return float((numpy.minimum(off, BENT) ** 2).sum())

        agreed = ~min(tried, key=cost).elsewhere
        if agreed.sum() < max(LEAST_SEEN, AGREE * count):
            raise NoCameraError("the landmarks of the picture do not fit the object: "
                                f"{count - int(agreed.sum())} of {count} are elsewhere")
        masks = [agreed, *_without(agreed)]
        others = [agreed & ~numpy.isin(numpy.arange(count), list(each)) for each in groups]
        enough = [mask for mask in others if mask.sum() >= LEAST_SEEN]
        fits = self._judge_all(numpy.array([*masks, *enough]), True)
        behind = iter(fits[len(masks):])
        unseen = [min((fit for fit in [*fits, *tried] if not fit.seen[each]),
                      key=lambda fit: (bool(fit.seen[~agreed].any()), fit.doubts[each]))
                  for each in range(count)]
        return Solution(fits[0], unseen, agreed,
                        [next(behind) if mask.sum() >= LEAST_SEEN else None for mask in others])

    def _judge_all(self, masks: Any, agreed: bool) -> list[Fit]:
        """The best camera for each mask. The first has all landmarks that count; where these are
        `agreed` on, none of the others is believed to be more exact."""
        # For each mask the best cameras: (turns, parameters, costs), the best first.
        starts = self._starts()
        rows = len(masks)
        turns = numpy.tile(starts, (rows, 1, 1))
        weights = numpy.repeat(masks.astype(float), len(starts), axis=0)
        # The other parameters of each start, by least squares without perspective: the logarithm of
        # the scale, the shift, the logarithm of the nearness.
        local = numpy.einsum("bij,nj->bni", turns, self._local)[:, :, :2]
        share = weights / weights.sum(axis=1, keepdims=True)
        mean = numpy.einsum("bn,bni->bi", share, local)
        goal = numpy.einsum("bn,ni->bi", share, self._seen)
        apart, wanted = local - mean[:, None], self._seen[None] - goal[:, None]
        scale = (numpy.einsum("bn,bni,bni->b", share, apart, wanted)
                 / numpy.maximum(numpy.einsum("bn,bni,bni->b", share, apart, apart), 1e-12))
        least = 0.05 * math.sqrt(float((wanted ** 2).mean())) / self._reach
        scale = numpy.maximum(scale, max(least, 1e-12))
        shift = goal - scale[:, None] * mean
        nearness = numpy.minimum(scale / USUAL, 0.5 / self._reach)
        params = numpy.column_stack([numpy.log(scale), shift, numpy.log(nearness)])
        turns, params, costs = self._descend(turns, params, weights, ROUGH_STEPS)
        best = numpy.argsort(costs.reshape(rows, -1), axis=1, kind="stable")[:, :PROMISING]
        best = (best + numpy.arange(rows)[:, None] * len(starts)).ravel()
        turns, params, costs = self._descend(turns[best], params[best], weights[best], STEPS)
        found = []
        for row in range(rows):
            part = slice(row * PROMISING, (row + 1) * PROMISING)
            order = numpy.argsort(costs[part], kind="stable")
            found.append((turns[part][order], params[part][order], costs[part][order]))
        noise = NOISE
        if agreed:
            self._refuse_doubtful(masks[0], found[0])
            drawn, _slopes = self._draw(found[0][0][:1], found[0][1][:1])
            off = numpy.linalg.norm(self._seen - drawn[0], axis=1)[masks[0]]
            noise = max(NOISE, math.sqrt(float((off ** 2).sum()) / (2 * len(off) - 7)))
        return [self._judge(mask, each, noise) for mask, each in zip(masks, found)]

    def _refuse_doubtful(self, mask: Any, found: Any) -> None:
        turn, _params, cost = found
        for other, other_cost in zip(turn[1:], cost[1:]):
            apart = math.degrees(math.acos(min(1.0, max(-1.0, (numpy.trace(
                turn[0] @ other.T) - 1.0) / 2.0))))
            if apart > SAME_DEG and other_cost < 1.5 * cost[0] + mask.sum() * (NOISE / 3) ** 2:
                raise NoCameraError("two different cameras fit the landmarks equally well")

    def _judge(self, mask: Any, found: Any, noise: float) -> Fit:
        """Makes a fit of the best of some cameras. `noise`: the standard error of a place in the
        picture."""
        turns, params, _costs = found
        scale, nearness = math.exp(params[0, 0]), math.exp(params[0, 3])
        camera = Camera(turns[0], self.middle, scale, params[0, 1:3], nearness)
        drawn, slopes = self._draw(turns[:1], params[:1])
        errors = self._seen - drawn[0]
        free = max(1, 2 * int(mask.sum()) - 7)
        noise = max(noise, math.sqrt(float((errors[mask] ** 2).sum()) / free))
        known = slopes[0][mask].reshape(-1, 7)
        prior = numpy.zeros((7, 7))
        prior[3, 3] = prior[6, 6] = 1e-4
        spread = numpy.linalg.inv(known.T @ known + prior)
        of_each = numpy.einsum("nik,kl,nil->n", slopes[0], spread, slopes[0])
        return Fit(camera, mask, errors, noise * numpy.sqrt(1.0 + of_each / 2.0))

    @staticmethod
    def _starts() -> Any:
        """Cameras all round, evenly spread, each in several rolls."""
        turns = []
        for number in range(DIRECTIONS):
            z = 1.0 - (2.0 * number + 1.0) / DIRECTIONS
            around = number * math.pi * (3.0 - math.sqrt(5.0))
            flat = math.sqrt(1.0 - z * z)
            back = numpy.array([flat * math.cos(around), flat * math.sin(around), z])
            right = numpy.array([-math.sin(around), math.cos(around), 0.0])
            up = numpy.cross(back, right)
            for roll in range(ROLLS):
                c, s = math.cos(roll * math.pi / 2), math.sin(roll * math.pi / 2)
                turns.append([c * right + s * up, c * up - s * right, back])
        return numpy.array(turns)

    def _draw(self, turns: Any, params: Any) -> tuple[Any, Any]:
        """Where each camera draws each landmark, and the Jacobian of that: small turns about its
        axes, then the parameters."""
        x, y, z = numpy.moveaxis(numpy.einsum("bij,nj->bni", turns, self._local), 2, 0)
        scale, nearness = numpy.exp(params[:, :1]), numpy.exp(params[:, 3:])
        depth = 1.0 - nearness * z
        depth = numpy.where(depth < NEAREST, numpy.nan, depth)
        u = (scale * x + params[:, 1:2]) / depth
        v = (scale * y + params[:, 2:3]) / depth
        drawn = numpy.stack([u, v], axis=2)
        slopes = numpy.zeros((*drawn.shape, 7))
        zero = numpy.zeros_like(x)
        for axis, moved in enumerate(((zero, -z, y), (z, zero, -x), (-y, x, zero))):
            for row, value in enumerate((u, v)):
                slopes[:, :, row, axis] = (scale * moved[row] + value * nearness * moved[2]) / depth
        slopes[:, :, 0, 3], slopes[:, :, 1, 3] = scale * x / depth, scale * y / depth
        slopes[:, :, 0, 4] = slopes[:, :, 1, 5] = 1.0 / depth
        slopes[:, :, :, 6] = drawn * (nearness * z / depth)[:, :, None]
        return drawn, slopes

    def _cost(self, turns: Any, params: Any, weights: Any) -> Any:
        """The cost of each camera: squares, and lines where a landmark is far off."""
        drawn, _slopes = self._draw(turns, params)
        off = numpy.linalg.norm(self._seen - drawn, axis=2)
        each = numpy.where(off < BENT, off ** 2, 2.0 * BENT * off - BENT ** 2)
        # A camera with a landmark behind it is none, whether or not that one counts.
        cost = (weights * each).sum(axis=1)
        cost = numpy.where(numpy.isnan(cost), numpy.inf, cost)
        return cost + (USUAL_WEIGHT * (params[:, 0] - params[:, 3] - math.log(USUAL))) ** 2

    def _descend(self, turns: Any, params: Any, weights: Any, steps: int) -> tuple[Any, Any, Any]:
        """Levenberg and Marquardt's steps for all cameras at a time."""
        damping = numpy.full(len(turns), 1e-2)
        cost = self._cost(turns, params, weights)
        unit = numpy.eye(7)
        for _ in range(steps):
            drawn, slopes = self._draw(turns, params)
            errors = self._seen - drawn
            off = numpy.maximum(numpy.linalg.norm(errors, axis=2), 1e-12)
            pull = weights * numpy.minimum(1.0, BENT / off)
            slopes, errors, pull = (numpy.nan_to_num(each) for each in (slopes, errors, pull))
            normal = numpy.einsum("bn,bnik,bnil->bkl", pull, slopes, slopes, optimize=True)
            goal = numpy.einsum("bn,bnik,bni->bk", pull, slopes, errors, optimize=True)
            usual = USUAL_WEIGHT ** 2 * (params[:, 0] - params[:, 3] - math.log(USUAL))
            goal[:, 3] -= usual
            goal[:, 6] += usual
            for a, b in itertools.product((3, 6), repeat=2):
                normal[:, a, b] += USUAL_WEIGHT ** 2 * (1.0 if a == b else -1.0)
            size = numpy.einsum("bkk->bk", normal)
            damped = normal + unit * (damping[:, None] * (size + 1e-9))[:, None, :]
            step = numpy.linalg.solve(damped, goal[:, :, None])[:, :, 0]
            step = numpy.clip(step, -0.7, 0.7)
            # Turns cameras about their own axes, in radians (Rodrigues).
            by = step[:, :3]
            angle = numpy.maximum(numpy.linalg.norm(by, axis=1), 1e-12)
            x, y, z = (by / angle[:, None]).T
            zero = numpy.zeros_like(x)
            cross = numpy.array([[zero, -z, y], [z, zero, -x], [-y, x, zero]]).transpose(2, 0, 1)
            sine, cosine = numpy.sin(angle)[:, None, None], numpy.cos(angle)[:, None, None]
            new_turns = (numpy.eye(3) + sine * cross + (1.0 - cosine) * (cross @ cross)) @ turns
            new_params = params + step[:, 3:]
            focal = numpy.clip(new_params[:, 0] - new_params[:, 3], math.log(WIDEST),
                               math.log(LONGEST))
            new_params[:, 3] = new_params[:, 0] - focal
            new_cost = self._cost(new_turns, new_params, weights)
            better = new_cost < cost
            turns = numpy.where(better[:, None, None], new_turns, turns)
            params = numpy.where(better[:, None], new_params, params)
            cost = numpy.where(better, new_cost, cost)
            damping = numpy.clip(numpy.where(better, damping / 5.0, damping * 4.0), 1e-9, 1e6)
        return turns, params, cost


def _without(agreed: Any) -> list[Any]:
    """Masks that leave some of the landmarks out in turn: up to half, as long as a fit sees
    LEAST_SEEN."""
    numbers = [int(each) for each in numpy.flatnonzero(agreed)]
    size = min(len(numbers) // 2, len(numbers) - LEAST_SEEN)
    if size < 1:
        return []
    chance, found = random.Random(1), set()
    for _ in range(ORDERS):
        order = chance.sample(numbers, len(numbers))
        for first in range(0, len(numbers), size):
            first = min(first, len(numbers) - size)
            found.add(tuple(sorted(order[first:first + size])))
    masks = []
    for out in sorted(found):
        masks.append(agreed.copy())
        masks[-1][list(out)] = False
    return masks
