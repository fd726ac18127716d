"""Gives the wheel its tag: the library in it is for one platform, and for every Python 3."""

from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel

HAS_LIBRARY = Path("src/mateo/lib/libmateo.so").exists()


class Wheel(bdist_wheel):
    def get_tag(self):
        return "py3", "none", "linux_x86_64" if HAS_LIBRARY else "any"


class Mateo(Distribution):
    def has_ext_modules(self):
        return HAS_LIBRARY


setup(cmdclass={"bdist_wheel": Wheel}, distclass=Mateo)
