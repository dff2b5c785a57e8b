"""Which mixins were given to which construct, until synthesis applies them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdk8s import App

if TYPE_CHECKING:
    from collections.abc import Iterator

    from constructs import IConstruct, IMixin

_ATTRIBUTE = "_neuronpedia_mixins"


class MixinScope:
    """The mixins of one construct: an app, an environment or a workload.

    Mixins are applied when the app is synthesized, not when they are given. So they reach workloads that are added
    later, and a narrower scope takes precedence over a wider one, whichever was written first.
    """

    def __init__(self, parent: MixinScope | None = None) -> None:
        self.parent = parent
        self.mixins: list[IMixin] = []
        self.closed = False
        """Whether it takes no more mixins, because the objects that they would change exist already."""

    @staticmethod
    def of(construct: IConstruct) -> MixinScope | None:
        """Return the scope of a construct of this library or of the app, and None for any other."""
        if isinstance(construct, App):
            return MixinScope.of_app(construct)
        scope = getattr(construct, _ATTRIBUTE, None)
        return scope if isinstance(scope, MixinScope) else None

    @staticmethod
    def of_app(app: App) -> MixinScope:
        """Return the scope of an app, which has one as soon as somebody asks."""
        scope = getattr(app, _ATTRIBUTE, None)
        return scope if isinstance(scope, MixinScope) else MixinScope().attach(app)

    def attach(self, construct: IConstruct) -> MixinScope:
        """Make this the scope of `construct`."""
        setattr(construct, _ATTRIBUTE, self)
        return self

    def add(self, mixins: tuple[IMixin, ...]) -> None:
        """Take mixins; giving the same object twice is the same as once.

        Raises:
            RuntimeError: the construct has been synthesized, so nothing could change any more.
            TypeError: one of them is no mixin.
        """
        for mixin in mixins:
            if isinstance(mixin, type):
                raise TypeError(f"{mixin.__name__} is a class, no mixin; make one: {mixin.__name__}(...)")
            if not (hasattr(mixin, "supports") and hasattr(mixin, "apply_to")):
                raise TypeError(f"{mixin!r} is no mixin: it has no supports and apply_to")
        if self.closed:
            msg = "this construct has been synthesized already; give it its mixins before app.synth()"
            raise RuntimeError(msg)
        self.mixins += [mixin for mixin in mixins if not any(mixin is known for known in self.mixins)]

    def offer(self, mixin: IMixin) -> None:
        """Take a mixin, unless a wider scope has it.

        This is how one arrives from `with_` of a construct that is not ours, such as the app: it visits every construct
        below, which a mixin of the app reaches anyway.
        """
        if not any(mixin is known for scope in self.outward() for known in scope.mixins):
            self.add((mixin,))

    def outward(self) -> Iterator[MixinScope]:
        """Yield this scope and the ones around it, the narrowest first."""
        scope: MixinScope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent
