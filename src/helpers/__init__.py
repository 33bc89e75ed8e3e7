"""ruznama: documents in, timelines, networks and filters out. The public names are those of `__init__.pyi`.

Each is loaded when it is first used: a worker that reads files imports no chart, and Ctrl-C meets no half import.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
