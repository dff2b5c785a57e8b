"""The least that any cdk8s app costs: import cdk8s and cdk8s-plus-28, synthesize one empty chart."""

from .measure import Measurement


def main() -> None:
    with Measurement() as measurement:
        import cdk8s_plus_28  # noqa: F401, PLC0415
        from cdk8s import App, Chart  # noqa: PLC0415

        measurement.imported()
        app = App(outdir=measurement.outdir)
        Chart(app, "empty")
        app.synth()
    measurement.report(environments=0)


if __name__ == "__main__":
    main()
