"""The stand-in of the chassis's tests is the one service of the installation the console looks at."""

from tests.chassis.conftest import wired as wired
