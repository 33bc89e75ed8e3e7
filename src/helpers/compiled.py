"""A function over arrays comes in, the same one compiled goes out: for loops over letters that no library has.

Must not know what the arrays mean. Compiled code is kept beside the module, or in the user's cache folder, so that only
the first run waits for the compiler. A compiled function calls none of another file: what is kept is renewed when its
own file changes, not when the other one does.
"""

from collections.abc import Callable

try:
    import numba
except ImportError:  # Python 3.14 on a Mac with an Intel processor has no numba: the loops run as they stand, slowly
    numba = None


def inner(function: Callable) -> Callable:
    """Return `function` compiled as a part of the ones that call it: only `compiled` ones of its file may."""
    if numba is None:
        return function
    # Neither kept by itself nor made callable from Python, which would take as long again as to compile it.
    made = numba.njit(nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    template = made.get_call_template

    def of_types(args, kws):
        """A number written out (`_says(rows, STATUS, …)`) is an integer like any other: compiled once, not for each."""
        plain = tuple(numba.types.unliteral(each) for each in args)
        return template(plain, {name: numba.types.unliteral(each) for name, each in kws.items()})

    made.get_call_template = of_types
    return made


def compiled(function: Callable) -> Callable:
    """Return `function` compiled on its first call with the types of its arguments; it runs without the GIL."""
    if numba is None:
        return function
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:
        # No folder to keep it in (a read-only installation of a user without a home): compiled anew in each process.
        return numba.njit(nogil=True)(function)
