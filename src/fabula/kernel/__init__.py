"""The kernel: the reference's rules on packed states, compiled where there is a C compiler.

lower, formulas   a ground model as flat tables, printed and checked
reader            what a condition or a value is in a node
changes           what an event or a trigger changes
triggers          which trigger holds first
settling          a world and its minds after an event, the short way
slow              the same rule by rule, for what the short way leaves out
commuting         which events come to the same in either order
core              what can happen, what comes of it, whole graphs
answers           all that is asked of states, by number, each worked out once
outlook           what a state would be worth after an event, without making it
engine            `Kernel`: all that a reference engine answers

`reader`, `changes`, `triggers`, `settling` and `core` are one object in five layers; `answers` and `outlook` ask it.
They are compiled; a `.pxd` beside a module holds the types of its columns. Uncompiled, the same files are plain
Python.
"""

from fabula.kernel.engine import COMPILED, Kernel, State

__all__ = ["COMPILED", "Kernel", "State"]
