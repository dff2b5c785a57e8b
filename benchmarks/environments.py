"""Synthesize production-like environments through the public API: five services, two of them models."""

import sys

from .measure import Measurement


def main(count: int) -> None:
    with Measurement() as measurement:
        from cdk8s import App  # noqa: PLC0415

        from neuronpedia_constructs import (  # noqa: PLC0415
            CPU_STANDARD,
            GPU_STANDARD,
            CorporateCaCerts,
            HarborRegistry,
            Neuronpedia,
            models,
        )

        measurement.imported()
        app = App(outdir=measurement.outdir)
        for number in range(count):
            name = f"production-{number}"
            environment = Neuronpedia(app, name, namespace=name, url=f"https://{name}.example.org")
            environment.add_inference("deepseek").with_(models.get("deepseek-r1-distill-llama-8b"), GPU_STANDARD)
            environment.add_inference("gpt2-small").with_(models.get("gpt2-small"), CPU_STANDARD)
            environment.with_(
                HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"),
                CorporateCaCerts("corporate-ca-certificates"),
            )
        app.synth()
    measurement.report(environments=count)


if __name__ == "__main__":
    main(int(sys.argv[1]))
