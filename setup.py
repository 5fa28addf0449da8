"""Where the packages lie in what is built, which `pyproject.toml` cannot say for all of them at once.

In a wheel they are below `cuttings`, since PyPI has other packages called `corpus` and `embeddings`: `cuttings/__init__.py` puts
them on the path. An editable install leaves them where the checkout has them.
"""

from typing import Any

from setuptools import find_packages, setup
from setuptools.command.editable_wheel import editable_wheel

FACE = "cuttings"
BELOW = "cuttings._app"
PACKAGES = find_packages(include=["corpus*", "embeddings*", "qa*"])
DATA = {
    "corpus": ["py.typed", "sample/*"],
    "embeddings": ["py.typed", "models/data/*.onnx"],
    "qa": [
        "py.typed", "answering/forms/*.toml", "news/extract/data/*/*.txt", "web/languages/*.toml", "web/static/*",
        "written/prompts/*.txt",
    ],
}  # fmt: skip


def layout(prefix: str) -> dict[str, Any]:
    """Return where the packages are: `prefix` stands before their names, with a dot at its end unless it is empty."""
    return {
        "packages": [FACE, *(f"{prefix}{name}" for name in PACKAGES)],
        "py_modules": [f"{prefix}ui"],
        "package_data": {FACE: ["py.typed"], **{f"{prefix}{name}": files for name, files in DATA.items()}},
        "include_package_data": False,  # what is above, and not whatever the source distribution holds
        "package_dir": {prefix.rstrip("."): "."} if prefix else {},
    }


class InPlace(editable_wheel):
    """Builds what an editable install puts on the path: the folders of the checkout."""

    def finalize_options(self) -> None:
        """Have the packages under their own names."""
        vars(self.distribution).update(layout(""))
        super().finalize_options()


setup(**layout(f"{BELOW}."), cmdclass={"editable_wheel": InPlace})
