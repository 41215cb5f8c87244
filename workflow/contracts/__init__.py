"""What can be plugged in, typed: what each kind of plug-in provides, in modules by subject.

A plug-in describes itself in one frozen object (``readers.Reader``, ``writers.Writer``, ``checks.Check``,
``engines.Engine``, ``languages.Room``), so that mypy rejects a function of the wrong type where the plug-in is written.
One line in ``registries`` names the object.
"""
