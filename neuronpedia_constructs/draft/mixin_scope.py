"""The mixins of each construct, kept until synthesis applies them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdk8s import App

if TYPE_CHECKING:
    from collections.abc import Iterator

    from constructs import IConstruct, IMixin

_ATTRIBUTE = "_neuronpedia_mixins"


class MixinScope:
    """The mixins of one construct: an app, an environment or a workload.

    Mixins are applied when the app is synthesized, not when they are added. So they reach workloads that are added
    later, and a narrower scope takes precedence over a wider one, whatever the order in the source.
    """

    def __init__(self, parent: MixinScope | None = None) -> None:
        self.parent = parent
        self.mixins: list[IMixin] = []
        self.closed = False
        """Whether it accepts no more mixins, because the objects that they would change have been created."""

    @staticmethod
    def of(construct: IConstruct) -> MixinScope | None:
        """Return the scope of the app or of a construct of this library, and None for any other construct."""
        if isinstance(construct, App):
            return MixinScope.of_app(construct)
        scope = getattr(construct, _ATTRIBUTE, None)
        return scope if isinstance(scope, MixinScope) else None

    @staticmethod
    def of_app(app: App) -> MixinScope:
        """Return the scope of an app, and create it on first use."""
        scope = getattr(app, _ATTRIBUTE, None)
        return scope if isinstance(scope, MixinScope) else MixinScope().attach(app)

    def attach(self, construct: IConstruct) -> MixinScope:
        """Make this the scope of `construct`."""
        setattr(construct, _ATTRIBUTE, self)
        return self

    def add(self, mixins: tuple[IMixin, ...]) -> None:
        """Add mixins. Adding the same object twice has no further effect.

        Raises:
            RuntimeError: the construct has already been synthesized.
            TypeError: one of them is not a mixin.
        """
        for mixin in mixins:
            if isinstance(mixin, type):
                raise TypeError(f"{mixin.__name__} is a class, not a mixin; pass an instance: {mixin.__name__}(...)")
            if not (hasattr(mixin, "supports") and hasattr(mixin, "apply_to")):
                raise TypeError(f"{mixin!r} is not a mixin: it has no supports and apply_to")
        if self.closed:
            msg = "this construct has already been synthesized; add mixins before app.synth()"
            raise RuntimeError(msg)
        for mixin in mixins:
            if not any(mixin is known for known in self.mixins):
                self.mixins.append(mixin)

    def offer(self, mixin: IMixin) -> None:
        """Add a mixin, unless this scope or a wider one has it.

        `with_` of a construct that is not ours, such as the app, visits every construct below it. A mixin of the app
        reaches those anyway.
        """
        if not any(mixin is known for scope in self.outward() for known in scope.mixins):
            self.add((mixin,))

    def outward(self) -> Iterator[MixinScope]:
        """Yield this scope and the scopes around it, narrowest first."""
        scope: MixinScope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent
