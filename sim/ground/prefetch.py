"""Prefetching memory: a compiled loop that visits people in random order mostly waits for memory."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

LARGE = 30_000
"""From so many people on it pays in most loops; with fewer, the data fit into the cache (measured)."""


def _prefetch(typing: Any, array: Any, index: Any) -> Any:
    # How numba compiles `prefetch`.
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        view = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = cgutils.get_item_pointer(
            context, builder, signature.args[0], view, [arguments[1]], wraparound=False, boundscheck=False
        )
        number = ir.IntType(32)
        address = builder.bitcast(place, ir.IntType(8).as_pointer())
        kind = ir.FunctionType(ir.VoidType(), [address.type, number, number, number])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        # For reading (0), to be kept near (3), data and no code (1).
        builder.call(function, [address, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, types.intp), generate


prefetch: Any = intrinsic(_prefetch)
"""`prefetch(array, index)`: ask for the cache line with `array[index]`, which is needed soon; changes nothing.

The index may lie outside the array: it is ignored then (LLVM's `llvm.prefetch`).
"""
